/**
 * An application behind nginx: `PORT=8080 node examples/nginx/start.mjs`. The application sets all CORS headers. nginx adds them only to
 * errors that it makes itself, with the configuration that `fastify-cors-policy proxy nginx` writes. `NGINX_PATH` says where nginx is.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import corsPlugin from 'fastify-cors-policy'
import { renderProxyConfiguration } from 'fastify-cors-policy/tools'

const policy = { origins: ['https://app.example.com'], credentials: true, allowedHeaders: ['Content-Type'], maxAge: 600 }
const app = fastify({ forceCloseConnections: true })
app.register(corsPlugin, policy)
app.put('/orders/:id', (request) => request.body)
const inside = new URL(await app.listen({ host: '127.0.0.1', port: 0 })).host

const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-nginx-'))
const outside = `127.0.0.1:${process.env['PORT'] ?? 8080}`
const [http, server] = renderProxyConfiguration(policy, 'nginx').split(/^# In each block "server".*$/m)
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(folder, name)};`)
writeFileSync(join(folder, 'nginx.conf'), `daemon off;
master_process off;
pid ${join(folder, 'pid')};
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  ${http}
  server {
    listen ${outside};
    proxy_set_header Host $host;
    ${server}
    location / { proxy_pass http://${inside}; }
  }
}
`)
const nginx = spawn(process.env['NGINX_PATH'] ?? '/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr'], { stdio: 'inherit' })
nginx.on('error', (error) => { console.error(error.message) })
nginx.on('close', async () => {
  rmSync(folder, { recursive: true, force: true })
  await app.close()
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { nginx.kill() })
console.log(`listening on http://${outside}, the application on http://${inside}`)
