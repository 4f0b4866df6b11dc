/** Runs the nginx of the system with one configuration for each of several ports. */
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:http'
import { listening } from '../../listening.ts'
import { nginxPath, portIsOpen } from '../check/servers/nginx.ts'
import { freePort } from '../free-port.ts'

/** A running nginx with an application behind it. */
export interface RunningNginx {
  /** The texts with the ports in place of `PORT` and `APPLICATION`, each on its own address. */
  readonly servers: ReadonlyArray<{ readonly text: string, readonly address: string }>
  close (): Promise<void>
}

/**
 * Starts nginx. `PORT` in a text is a free port, and `APPLICATION` the address of a server that sends 200 for every request.
 *
 * @param texts  what is in `http`, with names of variables that no other text has
 */
export async function startNginx (texts: readonly string[]): Promise<RunningNginx> {
  const application = await listening(createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'x-proof': '1', 'content-type': 'text/plain' }).end('fastify-cors-policy')
  }))
  const servers: Array<{ text: string, address: string, port: number }> = []
  for (const text of texts) {
    let port: number
    // A port that nothing listens on yet can come twice.
    do port = await freePort()
    while (servers.some(other => other.port === port))
    servers.push({ port, address: `http://127.0.0.1:${port}`, text: text.replaceAll('PORT', `127.0.0.1:${port}`).replaceAll('APPLICATION', application.origin) })
  }
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'))
  // Each port on which nginx listens counts as a connection.
  await writeFile(join(folder, 'nginx.conf'), `
    daemon off; worker_processes 1; error_log stderr crit; pid ${folder}/pid;
    events { worker_connections ${512 + servers.length}; }
    http {
      access_log off; variables_hash_max_size 8192; map_hash_bucket_size 256;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      ${servers.map(({ text }) => text).join('\n')}
    }`)
  const child = spawn(nginxPath, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  const isRunning = await Promise.race([ended.then(() => false), Promise.all(servers.map(({ port }) => portIsOpen(port))).then(() => true)])
  if (!isRunning) {
    await application.close()
    throw new Error('nginx has ended.')
  }
  return {
    servers,
    close: async () => {
      child.kill('SIGTERM')
      await ended
      await application.close()
      await rm(folder, { recursive: true, force: true })
    }
  }
}
