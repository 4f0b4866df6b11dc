import t from 'tap'
import { compilePolicy } from '../lib/compile.ts'
import { decide } from '../lib/decide.ts'
import { CorsPolicyError } from '../lib/errors.ts'

t.test('a policy is validated before it is compiled', async (t) => {
  t.throws(() => compilePolicy({ origins: ['https://a.test/'] }), CorsPolicyError)
})

t.test('a document without a policy of its own is not compiled', async (t) => {
  t.throws(() => compilePolicy({ policies: { open: { origins: '*' } } }), {
    code: 'FST_CORS_POLICY_INVALID',
    issues: [{ id: 'scope-has-no-policy', path: '' }]
  })
})

t.test('without routes a policy lists its own methods, or the common ones', async (t) => {
  const ask = { method: 'OPTIONS', origin: 'https://a.test', requestMethod: 'PUT' }
  const own = compilePolicy({ origins: ['https://a.test'], methods: ['PURGE', 'PUT'] })
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
