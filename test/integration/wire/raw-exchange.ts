/** Exchanges over a TCP socket, byte by byte: what is written is what the server reads. */
import { connect } from 'node:net'

/** A response as it came: one entry in `lines` for each header line, so that doubled ones show. */
export interface RawResponse {
  readonly status: number
  /** Names as on the wire. */
  readonly lines: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: string
}

/** Writes bytes (given as Latin-1) and reads until the server closes; the last request must ask it to. */
export function exchange (port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => { socket.write(Buffer.from(bytes, 'latin1')) })
    socket.setEncoding('latin1')
    socket.setTimeout(120_000, () => { socket.destroy(new Error(`no response to ${JSON.stringify(bytes.slice(0, 200))}`)) })
    socket.on('data', (chunk) => { received += chunk })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server that refuses a request may close before it has read all of it, and its answer may be lost with that.
      if (['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) resolve(received)
      else reject(error)
    })
    socket.on('close', () => { resolve(received) })
  })
}

/** Takes responses to pipelined requests apart, by their Content-Length; a 204 has no body. */
export function responsesIn (text: string): RawResponse[] {
  const responses: RawResponse[] = []
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) throw new Error(`no end of the headers: ${JSON.stringify(rest.slice(0, 200))}`)
    const [first = '', ...head] = rest.slice(0, end).split('\r\n')
    const lines = head.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
    })
    const length = Number(lines.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0)
    responses.push({ status: Number(first.split(' ')[1]), lines, body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
  return responses
}

/** The lines of the protocol and of `Vary`, sorted; two lines of one name are two entries. */
export function corsLinesOf ({ lines }: RawResponse): string[] {
  return lines
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .filter((line) => line.startsWith('access-control-') || line.startsWith('vary:'))
    .sort()
}
