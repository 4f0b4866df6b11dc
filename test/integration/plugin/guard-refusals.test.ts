/** Tests refusals of a guard over HTTP/2. */
import { once } from 'node:events'
import { connect } from 'node:http2'
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { APP } from '../../unit/plugin/logged-refusals.ts'

t.test('the host of a request over HTTP/2 is in another field', async (t) => {
  const app = Fastify({ http2: true })
  t.teardown(() => app.close())
  await app.register(corsPlugin, { origins: [APP], lint: 'off' })
  app.get('/own', { onRequest: app.cors.originGuard() as never }, async () => '')
  const url = await app.listen({ port: 0 })
  const client = connect(url)
  const request = client.request({ ':path': '/own', origin: url })
  request.resume().end()
  await once(request, 'close')
  client.close()
  t.strictSame((await app.cors.report()).refusals.map(({ differs }) => differs), [['own-host']])
  await app.close()
})
