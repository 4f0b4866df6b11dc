import t from 'tap'
import { UNCERTAIN_TARGET, compileValidPolicy } from '../../lib/compile/valid-policy.ts'
import { compilePolicy } from '../../lib/compile.ts'
import { decide } from '../../lib/decide.ts'
import { CorsPolicyError } from '../../lib/errors.ts'
import type { CorsRoutedMethods } from '../../types/decision.ts'

t.test('a policy is validated before it is compiled', async (t) => {
  t.throws(() => compilePolicy({ origins: ['https://a.test/'] }), CorsPolicyError)
})

t.test('a document without a policy of its own is not compiled', async (t) => {
  t.throws(() => compilePolicy({ policies: { open: { origins: '*' } } }), {
    code: 'FST_CORS_POLICY_INVALID',
    issues: [{
      id: 'scope-has-no-policy',
      path: '',
      message: 'the document has no policy of its own to compile. Pass one of its `policies`.'
    }]
  })
})

t.test('without routes a policy lists its own methods, or the common ones', async (t) => {
  const ask = { method: 'OPTIONS', origin: 'https://a.test', requestMethod: 'PUT' }
  const own = compilePolicy({ origins: ['https://a.test'], methods: ['PUT', 'PURGE'] })
  t.equal(decide(own, ask).allowMethods, 'PURGE, PUT')
  const common = compilePolicy({ origins: ['https://a.test'] })
  t.equal(decide(common, ask).allowMethods, 'DELETE, GET, HEAD, PATCH, POST, PUT')
})

t.test('a method that browsers never send is not listed, though it is routed', async (t) => {
  const compiled = compilePolicy({ origins: '*' }, { methods: ['TRACE', 'CONNECT', 'QUERY', 'QUERY'], variesByMethod: false })
  t.equal(compiled.preflight.allowed.allowMethods, 'QUERY')
})

t.test('where methods of a URL have different policies the answer varies by the method asked for', async (t) => {
  const url = { methods: ['GET'], variesByMethod: true }
  t.equal(compilePolicy({ origins: ['https://a.test'] }, url).preflight.allowed.vary, 'Origin, Access-Control-Request-Method')
  t.equal(compilePolicy({ origins: ['https://a.test'] }, url).preflight.refused.vary, 'Origin, Access-Control-Request-Method')
  t.equal(compilePolicy({ origins: ['https://a.test'] }, url).actual.allowed.vary, 'Origin')
  t.equal(compilePolicy({ origins: '*' }, url).preflight.allowed.vary, 'Access-Control-Request-Method')
  t.equal(compilePolicy({ origins: '*' }, url).actual.allowed.vary, undefined)
})

t.test('policies that share a list of origins share the compiled set', async (t) => {
  const origins = ['https://a.test']
  t.equal(compileValidPolicy({ origins }).origins, compileValidPolicy({ origins, maxAge: 5 }).origins)
})

t.test('all decisions have the same members, so that they have one shape', async (t) => {
  const { actual, preflight } = compilePolicy({ origins: ['https://a.test'] })
  for (const decision of [...Object.values(actual), ...Object.values(preflight), UNCERTAIN_TARGET]) {
    t.strictSame(Object.keys(decision), ['kind', 'reason', 'status', 'allowOrigin', 'allowCredentials', 'exposeHeaders',
      'allowMethods', 'allowHeaders', 'maxAge', 'vary'])
  }
})

t.test('a preflight with an uncertain target is refused, and varies by the origin', async (t) => {
  t.match(UNCERTAIN_TARGET, { kind: 'preflight', reason: 'route-ambiguous', status: 403, allowOrigin: undefined, vary: 'Origin' })
})

t.test('what is said of a URL is checked, as it is sent', async (t) => {
  const noList = 'wrong-type at /methods: must be the list of methods that are routed at the URL. Write ["GET"].'
  const noMethod = (i: number): string => `method-is-not-a-token at /methods/${i}: is no method. Write the name of one that is routed at the URL.`
  const rows: readonly (readonly [url: unknown, issues: readonly string[]])[] = [
    [null, ['value-is-missing at : says nothing. Give a value or leave the field out.']],
    ['GET', [noList]],
    [{}, [noList]],
    [{ methods: 'GET' }, [noList]],
    [{ methods: ['GET', 'P UT', '*', 7, 'A\r\nX: y'], variesByMethod: 1 }, [
      noMethod(1), noMethod(2), noMethod(3), noMethod(4), 'wrong-type at /variesByMethod: must be true or false.'
    ]],
    [{ get methods () { throw new Error('boom') } }, ['value-is-unreadable at /methods: cannot be read. Write plain data.']]
  ]
  for (const [url, issues] of rows) {
    try {
      compilePolicy({ origins: '*' }, url as CorsRoutedMethods)
      t.fail(JSON.stringify(url))
    } catch (error) {
      t.equal((error as CorsPolicyError).code, 'FST_CORS_POLICY_INVALID')
      t.same((error as CorsPolicyError).issues.map(({ id, path, message }) => `${id} at ${path}: ${message}`), issues)
    }
  }
  for (const url of [{ methods: [] }, { methods: [], variesByMethod: false }, { methods: [], variesByMethod: true }]) {
    t.doesNotThrow(() => compilePolicy({ origins: '*' }, url as unknown as CorsRoutedMethods))
  }
})
