/** docs/guides/proxies.md: its nginx configuration passes CORS on, and has a place for what the command `proxy` writes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { renderProxyConfiguration } from '../../../lib/proxy.ts'
import { freePort } from '../free-port.ts'
import { blocksOf } from '../readme/blocks.ts'

const NGINX = process.env['NGINX_PATH'] ?? '/usr/sbin/nginx'
const APP = 'https://app.example.com'
const POLICY = { origins: [APP], credentials: true, allowedHeaders: ['Content-Type'], maxAge: 600 }
const page = readFileSync(new URL('../../../docs/guides/proxies.md', import.meta.url), 'utf8')
const configuration = blocksOf(page).find(({ language }) => language === 'nginx api.conf')!.text

/** Starts nginx with a file as in `/etc/nginx/conf.d`. Returns a function that sends a request. */
async function start (t: Test, upstream: number, file: string) {
  const folder = t.testdir({})
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${join(folder, name)};`).join('\n')
  writeFileSync(join(folder, 'api.conf'), file.replace('listen 80;', `listen 127.0.0.1:${port};`).replace('127.0.0.1:3000', `127.0.0.1:${upstream}`))
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log stderr;
events {}
http { access_log off; ${temporary} include ${join(folder, 'api.conf')}; }`)
  const nginx = spawn(NGINX, ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  nginx.stderr.setEncoding('utf8').on('data', text => { errors += text })
  t.teardown(async () => {
    nginx.kill()
    if (nginx.exitCode === null && nginx.signalCode === null) await once(nginx, 'exit')
  })
  return async (method: string, origin: string, headers: Record<string, string> = {}): Promise<Response> => {
    for (;;) {
      try {
        return await fetch(`http://127.0.0.1:${port}/orders/7`, { method, headers: { origin, ...headers } })
      } catch (error) {
        if (nginx.exitCode !== null || nginx.signalCode !== null) throw new Error(errors, { cause: error })
        await wait(50)
      }
    }
  }
}

const allowed = ({ status, headers }: Response) => [status, headers.get('access-control-allow-origin')]

if (!existsSync(NGINX)) t.fail('nginx is missing')
else {
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
}
