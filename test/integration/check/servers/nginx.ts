/** Runs the nginx of the system with its own configuration in a temporary directory. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { HOST, PATH, type Running, type Start } from './running.ts'
import { freePort } from '../../free-port.ts'

/** Without a known path, the error of its start names it. */
export const nginxPath = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'].find(path => existsSync(path)) ?? 'nginx'

export interface NginxRules {
  /** Directives of the location `PATH`. */
  readonly location: (allowed: readonly string[]) => string
  /** Directives of `http`. */
  readonly http?: (allowed: readonly string[]) => string
  /** The server behind nginx, whose URL replaces `$behind`. */
  readonly behind?: Start
}

/** Starts nginx with the rules. */
export function withNginx ({ location, http = () => '', behind }: NginxRules): Start {
  return async allowed => {
    const upstream = await behind?.(allowed)
    const directory = await mkdtemp(join(tmpdir(), 'nginx-'))
    const port = await freePort()
    const body = location(allowed).replaceAll('$behind', `http://${HOST}:${upstream?.port}`)
    await writeFile(join(directory, 'nginx.conf'), `
      daemon off; worker_processes 1; error_log stderr crit; pid ${directory}/pid;
      events { worker_connections 64; }
      http {
        access_log off; default_type application/json;
        client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy; fastcgi_temp_path ${directory}/fastcgi;
        uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
        large_client_header_buffers 4 16k;
        ${http(allowed)}
        server { listen ${HOST}:${port}; location = ${PATH} { ${body} } }
      }`)
    const child = spawn(nginxPath, ['-p', directory, '-c', 'nginx.conf', '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'] })
    const ended = new Promise(resolve => child.on('exit', resolve))
    await portIsOpen(port)
    return {
      port,
      close: async () => {
        child.kill('SIGTERM')
        await Promise.race([ended, delay(2000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))])
        await ended
        await rm(directory, { recursive: true, force: true })
        await upstream?.close()
      }
    } satisfies Running
  }
}

export function nginxVersion (): string {
  return spawnSync(nginxPath, ['-v'], { encoding: 'utf8' }).stderr.trim()
}

/** Resolves as soon as a connection is accepted. */
export async function portIsOpen (port: number): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    const isThere = await new Promise<boolean>(resolve => {
      const socket = connect(port, HOST, () => {
        socket.destroy()
        resolve(true)
      }).on('error', () => resolve(false))
    })
    if (isThere) return
    await delay(25)
  }
  throw new Error(`Nothing listens on port ${port}.`)
}
