import t from 'tap'
import { AMBIGUOUS_TARGET, UNDECIDED, compileValidPolicy, preparedOrigins } from '../../lib/compile/valid-policy.ts'
import { compilePolicy } from '../../lib/compile.ts'
import { decide } from '../../lib/decide.ts'
import { CorsPolicyError } from '../../lib/errors.ts'
import { STRIDE } from '../../lib/validate/steps.ts'
import type { CorsRoutedMethods } from '../../types/decision.ts'

t.test('a policy is validated before it is compiled', async (t) => {
  t.throws(() => compilePolicy({ origins: ['https://a.test/'] }), CorsPolicyError)
})

t.test('a document with only named policies is rejected', async (t) => {
  t.throws(() => compilePolicy({ policies: { open: { origins: '*' } } }), {
    code: 'FST_CORS_POLICY_INVALID',
    issues: [{
      id: 'scope-has-no-policy',
      path: '',
      message: 'The document has only named policies. Use one of its `policies`.'
    }]
  })
})

t.test('without routed methods, a preflight response lists the methods of the policy, or the common methods if it lists none', async (t) => {
  const preflight = { method: 'OPTIONS', origin: 'https://a.test', requestMethod: 'PUT' }
  const own = compilePolicy({ origins: ['https://a.test'], methods: ['PUT', 'PURGE'] })
  t.equal(decide(own, preflight).allowMethods, 'PURGE, PUT')
  const common = compilePolicy({ origins: ['https://a.test'] })
  t.equal(decide(common, preflight).allowMethods, 'DELETE, GET, HEAD, PATCH, POST, PUT')
})

t.test('a routed method that browsers never send is not listed', async (t) => {
  const compiled = compilePolicy({ origins: '*' }, { methods: ['TRACE', 'CONNECT', 'QUERY', 'QUERY'], variesByMethod: false })
  t.equal(compiled.preflight.allowed.allowMethods, 'QUERY')
})

t.test('the response varies by the requested method if the methods of a URL have different policies', async (t) => {
  const url = { methods: ['GET'], variesByMethod: true }
  t.equal(compilePolicy({ origins: ['https://a.test'] }, url).preflight.allowed.vary, 'Origin, Access-Control-Request-Method')
  t.equal(compilePolicy({ origins: ['https://a.test'] }, url).preflight.refused.vary, 'Origin, Access-Control-Request-Method')
  t.equal(compilePolicy({ origins: ['https://a.test'] }, url).actual.allowed.vary, 'Origin')
  t.equal(compilePolicy({ origins: '*' }, url).preflight.allowed.vary, 'Access-Control-Request-Method')
  t.equal(compilePolicy({ origins: '*' }, url).actual.allowed.vary, undefined)
})

t.test('policies with the same list of origins share the compiled set', async (t) => {
  const origins = ['https://a.test']
  t.equal(compileValidPolicy({ origins }).origins, compileValidPolicy({ origins, maxAge: 5 }).origins)
})

t.test('all decisions have the same members in the same order', async (t) => {
  const { actual, preflight } = compilePolicy({ origins: ['https://a.test'] })
  for (const decision of [...Object.values(actual), ...Object.values(preflight), AMBIGUOUS_TARGET]) {
    t.strictSame(Object.keys(decision), ['kind', 'reason', 'status', 'allowOrigin', 'allowCredentials', 'exposeHeaders',
      'allowMethods', 'allowHeaders', 'maxAge', 'cacheControl', 'vary'])
  }
})

t.test('a preflight with an ambiguous target is rejected, and its response varies by Origin', async (t) => {
  t.match(AMBIGUOUS_TARGET, { kind: 'preflight', reason: 'route-ambiguous', status: 403, allowOrigin: undefined, vary: 'Origin' })
})

t.test('while a source is read, no page can read the response, and it varies by Origin', async (t) => {
  const { kind, reason, status, vary, ...headers } = UNDECIDED
  t.strictSame({ kind, reason, status, vary }, { kind: 'actual', reason: 'source-unavailable', status: undefined, vary: 'Origin' })
  t.strictSame([...new Set(Object.values(headers))], [undefined])
})

t.test('a list of origins is prepared in steps, once', async (t) => {
  const origins = Array.from({ length: 2 * STRIDE }, (_, i) => `https://${i}.test`)
  t.equal([...preparedOrigins(origins)].length, 3, 'one step to read the list, and one for each stride')
  t.equal([...preparedOrigins(origins)].length, 1, 'the set is there')
  t.ok(compileValidPolicy({ origins }).origins?.has('https://7.test'))
})

t.test('the routed methods of a URL are validated', async (t) => {
  const notList = (value: string): string =>
    `wrong-type at /methods: The value must be a list of the methods that have a route at the URL, but it is ${value}. Use a list such as ["GET"].`
  const notMethod = (i: number, value: string): string =>
    `method-is-not-a-token at /methods/${i}: ${value} is not a method. Use the name of a method that has a route at the URL.`
  const rows: readonly (readonly [url: unknown, issues: readonly string[]])[] = [
    [null, ['value-is-missing at : The value is null. Use a value, or remove the field.']],
    ['GET', [notList('undefined')]],
    [{}, [notList('undefined')]],
    [{ methods: 'GET' }, [notList('"GET"')]],
    [{ methods: ['GET', 'P UT', '*', 7, 'A\r\nX: y'], variesByMethod: 1 }, [
      notMethod(1, '"P UT"'), notMethod(2, '"*"'), notMethod(3, '7'), notMethod(4, '"A\\r\\nX: y"'),
      'wrong-type at /variesByMethod: The value must be true or false, but it is 1.'
    ]],
    [{ get methods () { throw new Error('boom') } }, ['value-is-unreadable at /methods: Reading the value throws an error, because it is a getter or a proxy. Use plain data.']]
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
