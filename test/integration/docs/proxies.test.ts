/** docs/guides/proxies.md: the configuration of nginx adds CORS headers to responses of nginx, and to no others. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import corsPlugin from '../../../lib/index.ts'
import { freePort } from '../free-port.ts'
import { blocksOf } from '../readme/blocks.ts'

const NGINX = process.env['NGINX_PATH'] ?? '/usr/sbin/nginx'
const page = readFileSync(new URL('../../../docs/guides/proxies.md', import.meta.url), 'utf8')
const configuration = blocksOf(page).find(({ language }) => language === 'nginx')!.text

const APP = 'https://app.example.com'

async function application (port: number): Promise<FastifyInstance> {
  const app = fastify()
  await app.register(corsPlugin, { origins: [APP], credentials: true, routes: { '/health': false } })
  app.get('/orders', () => [])
  app.get('/health', () => 'fine')
  await app.listen({ host: '127.0.0.1', port })
  return app
}

t.test('nginx', { skip: existsSync(NGINX) ? false : `${NGINX} is not installed` }, async t => {
  const folder = t.testdir()
  const [outside, inside] = [await freePort(), await freePort()]
  const changed = configuration.replace('listen 8080', `listen 127.0.0.1:${outside}`).replace('127.0.0.1:3000', `127.0.0.1:${inside}`)
  t.not(changed, configuration)
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${join(folder, name)};`).join('\n')
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log stderr;
events {}
http { access_log off; ${paths}
${changed}
}`)
  const nginx = spawn(NGINX, ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  nginx.stderr.setEncoding('utf8').on('data', text => { errors += text })
  let ended = false
  nginx.on('close', () => { ended = true })
  const app = await application(inside)
  t.teardown(async () => {
    nginx.kill()
    await app.close()
  })

  const get = async (url: string, origin: string): Promise<readonly unknown[]> => {
    for (;;) {
      try {
        const { status, headers } = await fetch(`http://127.0.0.1:${outside}${url}`, { headers: { origin } })
        return [status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials'), headers.get('vary')]
      } catch (error) {
        if (ended) throw new Error(errors, { cause: error })
        await wait(20)
      }
    }
  }
  t.strictSame(await get('/orders', APP), [200, APP, 'true', 'Origin'], 'the headers of the application, once')
  t.strictSame(await get('/orders', 'https://attacker.example'), [200, null, null, 'Origin'])
  t.strictSame(await get('/health', APP), [200, null, null, null], 'a route without CORS stays without')
  t.strictSame(await get('/nothing', APP), [404, APP, 'true', 'Origin'])
  await app.close()
  t.strictSame(await get('/orders', APP), [502, APP, 'true', 'Origin'], 'an error of nginx')
  t.strictSame(await get('/orders', 'https://attacker.example'), [502, null, null, 'Origin'])
})
