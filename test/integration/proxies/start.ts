/** Starts real proxies before an application, each with a written configuration in it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import type { CorsProxy } from '../../../lib/proxy.ts'
import { freePort } from '../free-port.ts'

interface Setting {
  /** An empty folder. */
  readonly folder: string
  /** The port that the proxy listens on. */
  readonly port: number
  /** The port of the application. */
  readonly upstream: number
  /** What `renderProxyConfiguration` has written. */
  readonly written: string
}

interface Proxy {
  readonly program: string
  readonly args: (setting: Setting) => readonly string[]
  /** The files of the configuration, by name. */
  readonly files: (setting: Setting) => Readonly<Record<string, string>>
}

const MODULES = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'headers', 'setenvif']

/** Each waits one second for the application, and those that can take bodies of 1000 bytes. */
export const RUN: Readonly<Record<CorsProxy, Proxy>> = {
  nginx: {
    program: '/usr/sbin/nginx',
    args: ({ folder }) => ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr'],
    files: ({ folder, port, upstream, written }) => {
      const [http, server] = written.split('# In each block "server".')
      const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${join(folder, name)};`).join('\n')
      return {
        'nginx.conf': `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log stderr;
events {}
http {
  access_log off; proxy_read_timeout 1s; client_max_body_size 1000; ${paths}
  ${http}
  server {
    listen 127.0.0.1:${port};
    #${server}
    location / { proxy_pass http://127.0.0.1:${upstream}; }
  }
}`
      }
    }
  },
  haproxy: {
    program: '/usr/sbin/haproxy',
    args: ({ folder }) => ['-db', '-f', join(folder, 'haproxy.cfg')],
    files: ({ port, upstream, written }) => ({
      'haproxy.cfg': `defaults
  mode http
  retries 0
  timeout connect 1s
  timeout client 10s
  timeout server 1s
frontend outside
  bind 127.0.0.1:${port}
  default_backend inside
${written.replaceAll(/^/gm, '  ')}
backend inside
  server app 127.0.0.1:${upstream}
`
    })
  },
  httpd: {
    program: '/usr/sbin/apache2',
    args: ({ folder }) => ['-X', '-f', join(folder, 'httpd.conf')],
    files: ({ folder, port, upstream, written }) => ({
      'httpd.conf': `ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${join(folder, 'pid')}
Mutex file:${folder}
ErrorLog ${join(folder, 'errors')}
${MODULES.map(name => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
User www-data
Group www-data
<VirtualHost 127.0.0.1:${port}>
  ProxyTimeout 1
  ProxyPass / http://127.0.0.1:${upstream}/ retry=0
  ProxyPreserveHost On
${written}
</VirtualHost>
`
    })
  },
  caddy: {
    program: '/usr/bin/caddy',
    args: ({ folder }) => ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'],
    files: ({ port, upstream, written }) => ({
      Caddyfile: `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  bind 127.0.0.1
  request_body {
    max_size 1000
  }
  reverse_proxy 127.0.0.1:${upstream} {
    transport http {
      response_header_timeout 1s
    }
  }
${written}
}
`
    })
  },
  varnish: {
    program: '/usr/sbin/varnishd',
    // Varnish compiles its configuration, which takes longer than the test if it is optimized.
    args: ({ folder, port }) => ['-F', '-p', 'cc_command=exec gcc -O0 -w -pthread -fPIC -shared -o %o %s', '-j', 'none', '-n', folder, '-a', `127.0.0.1:${port}`, '-s', 'malloc,10m', '-f', join(folder, 'default.vcl')],
    files: ({ folder, upstream, written }) => ({
      'cors.vcl': written,
      'default.vcl': `vcl 4.1;
include "${join(folder, 'cors.vcl')}";
backend default { .host = "127.0.0.1"; .port = "${upstream}"; .first_byte_timeout = 1s; }
sub vcl_recv { return (pass); }
`
    })
  }
}

/** Starts a proxy, and waits until it listens. It ends with the test. Returns its origin. */
export async function startProxy (t: Test, name: CorsProxy, upstream: number, written: string): Promise<string> {
  const { program, args, files } = RUN[name]
  if (!existsSync(program)) throw new Error(`${program} is not installed. The tests of proxies need nginx, haproxy, apache2, caddy and varnish.`)
  // A path of a socket has at most 108 characters.
  const setting = { folder: t.testdir(), port: await freePort(), upstream, written }
  for (const [file, text] of Object.entries(files(setting))) writeFileSync(join(setting.folder, file), text)
  mkdirSync(join(setting.folder, 'home'))
  const child = spawn(program, args(setting), { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: join(setting.folder, 'home') } })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', text => { errors += text })
  t.teardown(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  const origin = `http://127.0.0.1:${setting.port}`
  for (;;) {
    try {
      await fetch(origin)
      return origin
    } catch (error) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(errors, { cause: error })
      await wait(20)
    }
  }
}
