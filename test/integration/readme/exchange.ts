/** A request as bytes → its answer as bytes, both written as they are in the README. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What says nothing about the answer: when it was given, and what becomes of the connection. */
const LEFT_OUT = /^(?:date|connection|keep-alive):/i

/** Sends a request, its lines ended as HTTP has it; returns status line, headers and body of the answer. */
export async function exchange (port: number, request: string): Promise<string> {
  const [head = '', body = ''] = request.split('\n\n')
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n${body}`)
  let answer = ''
  for await (const chunk of socket.setEncoding('utf8')) {
    answer += chunk
    if (isComplete(answer)) break
  }
  const [lines = '', content = ''] = answer.split('\r\n\r\n')
  const shown = lines.split('\r\n').filter(line => !LEFT_OUT.test(line)).join('\n')
  return content === '' ? shown : `${shown}\n\n${content}`
}

/** Sends the request of a block: all before the status line. Returns the text of the block: the request, an empty line, the answer. */
export async function exchangeOf (port: number, text: string): Promise<string> {
  const request = text.split(/^HTTP\/1\.1 /m)[0]!.trimEnd()
  return `${request}\n\n${await exchange(port, request)}`
}

const ALLOW_ORIGIN = 'access-control-allow-origin'

/**
 * Like `exchangeOf`, for an application with a source. Where the block shows that the origin is allowed, sends the request
 * until it is: the source may not have read the change yet, and where the machine is busy it can respond too late, which blocks the origin.
 */
export async function exchangeShown (port: number, text: string): Promise<string> {
  for (let left = 100; ; left--) {
    const exchanged = await exchangeOf(port, text)
    if (left === 0 || !text.includes(ALLOW_ORIGIN) || exchanged.includes(ALLOW_ORIGIN)) return exchanged
    await sleep(100)
  }
}

function isComplete (answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end === -1) return false
  const head = answer.slice(0, end)
  if (/^HTTP\/1\.1 (?:204|304) /.test(head)) return true
  const [, length] = /^content-length: *(\d+)/im.exec(head) ?? []
  return length !== undefined && Buffer.byteLength(answer.slice(end + 4)) >= Number(length)
}
