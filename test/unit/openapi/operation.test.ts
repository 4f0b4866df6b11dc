/** Tests operations of several routes, other methods, and those of Swagger 2. */
import t from 'tap'
import { documented, handler, isValid, OF_SCOPE, OFF, OPENAPI, PUBLIC, SCOPE } from './documented.ts'

t.test('routes that differ in constraints have variants if their policies differ', async t => {
  const { document, paths } = await documented(app => {
    for (const host of ['a.test', /^b\./]) {
      app.get('/same', { constraints: { host } }, handler)
      app.get('/other', { constraints: { host }, config: { cors: host === 'a.test' ? 'public' : { maxAge: 1 } } }, handler)
    }
  })
  await isValid(t, document)
  t.strictSame(paths['/same'].get['x-cors'], SCOPE)
  t.strictSame(paths['/other'].get['x-cors'], {
    variants: [
      { constraints: { host: 'a.test' }, ...PUBLIC, from: 'config' },
      { constraints: { host: '/^b\\./' }, ...SCOPE, policy: 'override', from: 'config', maxAge: 1 }
    ]
  })
  t.strictSame(paths['/other'].get.responses['200'].headers, OF_SCOPE, 'the headers of all of them')
})

t.test('additionalOperations have policies, too', async t => {
  const { paths } = await documented(app => {
    app.addHttpMethod('PURGE').route({ method: 'PURGE', url: '/cache', handler })
  }, { document: { openapi: { ...OPENAPI.openapi, openapi: '3.2.0' } } })
  t.strictSame(paths['/cache'].additionalOperations.PURGE['x-cors'], SCOPE)
  t.strictSame(paths['/cache'].additionalOperations.PURGE.responses['200'].headers, OF_SCOPE)
})

t.test('a document of Swagger 2 has policies but no headers', async t => {
  const setting = { swagger: { info: { title: 'Shop', version: '1' }, basePath: '/api' } }
  const { document, paths } = await documented(app => {
    app.get('/api/orders/:id', handler)
    app.get('/health', handler)
  }, { document: setting })
  await isValid(t, document)
  t.strictSame(paths['/orders/{id}'].get['x-cors'], SCOPE)
  t.strictSame(paths['/health'].get['x-cors'], OFF)
  t.notOk('headers' in paths['/orders/{id}'].get.responses['200'])
  t.notOk('components' in document)
})
