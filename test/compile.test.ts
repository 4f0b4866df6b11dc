import t from 'tap'
import { UNCERTAIN_TARGET, compileValidPolicy } from '../lib/compile/valid-policy.ts'
import { compilePolicy } from '../lib/compile.ts'
import { decide } from '../lib/decide.ts'
import { CorsPolicyError } from '../lib/errors.ts'

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
  t.match(UNCERTAIN_TARGET, { kind: 'preflight', reason: 'target-uncertain', status: 403, allowOrigin: undefined, vary: 'Origin' })
})
