/** Refused requests that differ in everything a server could be made to remember. */
import { connect } from 'node:net'
import { heldBytes } from './heap.ts'

const BATCH = 250

/** Two requests, of which no other pair has a value. */
function pair (n: number): string {
  const head = `Host: ${n}.api.test\r\nOrigin: https://${n}.evil.test`
  return `GET /json HTTP/1.1\r\n${head}\r\n\r\n` +
    `OPTIONS /items/${n} HTTP/1.1\r\n${head}\r\nAccess-Control-Request-Method: M${n}\r\nAccess-Control-Request-Headers: x-${n}\r\n\r\n`
}

/** Sends them on one connection; resolves with how often each status was received, and whether anything was allowed. */
export function flood (port: number, from: number, count: number): Promise<{ statuses: Record<string, number>, isAllowed: boolean }> {
  const statuses: Record<string, number> = {}
  let isAllowed = false
  let sent = 0
  let open = 0
  let rest = ''
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const send = () => {
      let bytes = ''
      for (; open < 2 * BATCH && sent < count; sent += 2, open += 2) bytes += pair(from + sent / 2)
      if (bytes !== '') socket.write(bytes)
    }
    socket.setEncoding('latin1').on('error', reject).on('connect', send).on('data', (chunk) => {
      const text = rest + String(chunk)
      // A line that is not complete is kept for the next time.
      const end = text.lastIndexOf('\n') + 1
      rest = text.slice(end)
      const complete = text.slice(0, end)
      isAllowed ||= complete.includes('access-control-')
      for (const [, status] of complete.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
        statuses[status!] = (statuses[status!] ?? 0) + 1
        open--
      }
      if (sent === count && open === 0) {
        socket.end()
        resolve({ statuses, isAllowed })
      } else if (open <= BATCH) send()
    })
  })
}

/** Bytes that so many of them leave behind. */
export async function leftBehind (port: number, count: number): Promise<{ bytes: number } & Awaited<ReturnType<typeof flood>>> {
  await flood(port, 0, 10_000)
  const before = await heldBytes()
  const responses = await flood(port, 1e6, count)
  return { bytes: await heldBytes() - before, ...responses }
}
