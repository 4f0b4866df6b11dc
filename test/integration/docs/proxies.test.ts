/** docs/guides/proxies.md: its nginx configuration passes CORS on, and has a place for what the command `proxy` writes. */
import { readFileSync } from 'node:fs'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { renderProxyConfiguration } from '../../../lib/proxy.ts'
import { freePort } from '../free-port.ts'
import { startNginx } from '../nginx.ts'
import { blocksOf } from '../readme/blocks.ts'

const APP = 'https://app.example.com'
const POLICY = { origins: [APP], credentials: true, allowedHeaders: ['Content-Type'], maxAge: 600 }
const page = readFileSync(new URL('../../../docs/guides/proxies.md', import.meta.url), 'utf8')
const configuration = blocksOf(page).find(({ language }) => language === 'nginx api.conf')!.text

/** Starts nginx with a file as in `/etc/nginx/conf.d`. Returns a function that sends a request. */
async function start (t: Test, upstream: number, file: string) {
  const port = await freePort()
  t.teardown(await startNginx(file.replace('listen 80;', `listen 127.0.0.1:${port};`).replace('127.0.0.1:3000', `127.0.0.1:${upstream}`), [port]))
  return (method: string, origin: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/orders/7`, { method, headers: { origin, ...headers } })
}

const allowed = ({ status, headers }: Response) => [status, headers.get('access-control-allow-origin')]

t.test('nginx passes preflights, requests and the host on', async t => {
  const app = fastify({ forceCloseConnections: true })
  await app.register(corsPlugin, POLICY)
  app.get('/orders/:id', (request) => request.headers.host)
  app.put('/orders/:id', () => 'stored')
  const upstream = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  t.teardown(() => app.close())
  const send = await start(t, upstream, configuration)
  const response = await send('GET', APP)
  t.strictSame([...allowed(response), await response.text()], [200, APP, '127.0.0.1'])
  const preflight = await send('OPTIONS', APP, { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' })
  t.strictSame([...allowed(preflight), preflight.headers.get('access-control-allow-methods'), preflight.headers.get('vary')], [204, APP, 'GET, HEAD, PUT', 'Origin'])
  t.strictSame(allowed(await send('OPTIONS', 'https://attacker.example', { 'access-control-request-method': 'PUT' })), [403, null])
})

t.test('pages can read an error of nginx if the two written parts are where the page says', async t => {
  const [top, inside] = renderProxyConfiguration(POLICY, 'nginx').split(/^# In each block "server".*$/m)
  const places = configuration.replace('  server_name', `${inside}\n  server_name`)
  const send = await start(t, await freePort(), `${top}\n${places}`)
  t.strictSame(allowed(await send('GET', APP)), [502, APP])
  t.strictSame(allowed(await send('GET', 'https://attacker.example')), [502, null])
  const without = await start(t, await freePort(), configuration)
  t.strictSame(allowed(await without('GET', APP)), [502, null])
})
