/** A port for a program that cannot choose one by itself. */
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * The ports to choose from lie below those that systems give to connections. Among those, a connection of another test could take the port
 * before the program starts, or while it does not run.
 */
const [FIRST, COUNT] = [10_000, 20_000]

/** Returns a port of 127.0.0.1 on which nothing listens at the moment. */
export async function freePort (): Promise<number> {
  for (;;) {
    const port = FIRST + randomInt(COUNT)
    if (await isFree(port)) return port
  }
}

async function isFree (port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  server.close()
  await once(server, 'close')
  return true
}
