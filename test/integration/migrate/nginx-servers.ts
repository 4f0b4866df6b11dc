/** Runs nginx with one configuration for each of several ports, and an application behind it. */
import { createServer } from 'node:http'
import { listening } from '../../listening.ts'
import { freePort } from '../free-port.ts'
import { startNginx } from '../nginx.ts'

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
export async function startNginxServers (texts: readonly string[]): Promise<RunningNginx> {
  const application = await listening(createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'x-proof': '1', 'content-type': 'text/plain' }).end('fastify-cors-policy')
  }))
  const ports = new Set<number>()
  // A port that nothing listens on yet can come twice.
  while (ports.size < texts.length) ports.add(await freePort())
  const servers = [...ports].map((port, i) => ({
    address: `http://127.0.0.1:${port}`,
    text: texts[i]!.replaceAll('PORT', `127.0.0.1:${port}`).replaceAll('APPLICATION', application.origin)
  }))
  try {
    const end = await startNginx(`variables_hash_max_size 8192; map_hash_bucket_size 256;\n${servers.map(({ text }) => text).join('\n')}`, [...ports])
    return {
      servers,
      close: async () => {
        await end()
        await application.close()
      }
    }
  } catch (error) {
    await application.close()
    throw error
  }
}
