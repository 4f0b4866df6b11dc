/** Runs the nginx of the system, with its own configuration in a temporary folder. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Without a known path, the error of its start names it. */
export const nginxPath = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'].find(path => existsSync(path)) ?? 'nginx'

/**
 * Starts nginx, and waits until it listens.
 *
 * @param http   what is in the block `http`
 * @param ports  the ports of 127.0.0.1 on which it listens
 * @returns      a function that ends nginx
 */
export async function startNginx (http: string, ports: readonly number[]): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'))
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${join(folder, name)};`)
  // Each port on which nginx listens counts as a connection.
  await writeFile(join(folder, 'nginx.conf'), `
    daemon off; worker_processes 1; error_log stderr crit; pid ${join(folder, 'pid')};
    events { worker_connections ${512 + ports.length}; }
    http { access_log off; ${paths.join(' ')}
      ${http}
    }`)
  const child = spawn(nginxPath, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  const end = async (): Promise<void> => {
    child.kill()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const isRunning = await Promise.race([ended.then(() => false), Promise.all(ports.map(portIsOpen)).then(() => true)])
  if (isRunning) return end
  await end()
  throw new Error('nginx has ended. What it says is above.')
}

/** Resolves as soon as a connection is accepted. */
export async function portIsOpen (port: number): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    const isThere = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      }).on('error', () => resolve(false))
    })
    if (isThere) return
    await pause(25)
  }
  throw new Error(`Nothing listens on port ${port}.`)
}
