/** Requests over a real connection, and the lines of the protocol in what comes back: a doubled line shows. */
import type { FastifyInstance } from 'fastify'
import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:http2'
import type { Test } from 'tap'
import { listening } from '../../listening.ts'

export interface Asked {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers?: OutgoingHttpHeaders | undefined
  readonly body?: string | undefined
}

export interface Answer {
  readonly status: number
  /** The lines of `Access-Control-*` and `Vary`, names in lower case, sorted. */
  readonly lines: readonly string[]
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Whether the response came to its end. */
  readonly isComplete: boolean
}

export type Ask = (asked: Asked) => Promise<Answer>

/** Asks over HTTP/1.1, each time on a connection of its own, or on a few that stay open. */
export async function overHttp1 (t: Pick<Test, 'teardown'>, app: FastifyInstance, keepAlive = false): Promise<Ask> {
  const { port } = await listening(app, { t })
  const agent = keepAlive ? new Agent({ keepAlive, maxSockets: 4 }) : false
  if (agent !== false) t.teardown(() => { agent.destroy() })
  return ({ method = 'GET', url = '/', headers = {}, body }) => new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path: url, headers, agent }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
      // A connection that breaks off is an error here; that it has closed says so too.
      incoming.on('error', () => {})
      incoming.on('close', () => {
        resolve({
          status: incoming.statusCode!,
          lines: linesOf(incoming.rawHeaders),
          headers: incoming.headers,
          body: text,
          isComplete: incoming.complete
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Asks over HTTP/2, all on one connection. */
export async function overHttp2 (t: Pick<Test, 'teardown'>, app: FastifyInstance): Promise<Ask> {
  const session = connect((await listening(app, { t })).origin)
  t.teardown(() => { session.destroy() })
  return ({ method = 'GET', url = '/', headers = {}, body }) => new Promise((resolve, reject) => {
    const stream = session.request({ ':method': method, ':path': url, ...headers }, { endStream: body === undefined })
    let answer: Pick<Answer, 'status' | 'lines' | 'headers'> | undefined
    let text = ''
    let isComplete = false
    stream.on('response', (received: IncomingHttpHeaders, _flags: number, rawHeaders: string[]) => {
      answer = { status: Number(received[':status']), lines: linesOf(rawHeaders), headers: received }
    })
    stream.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
    stream.on('end', () => { isComplete = true })
    stream.on('error', (error) => { if (answer === undefined) reject(error) })
    stream.on('close', () => {
      if (answer === undefined) reject(new Error('no response'))
      else resolve({ ...answer, body: text, isComplete: isComplete && stream.rstCode === 0 })
    })
    if (body !== undefined) stream.end(body)
  })
}

/** Asks without a connection. */
export async function overInject (t: Pick<Test, 'teardown'>, app: FastifyInstance): Promise<Ask> {
  t.teardown(() => app.close())
  await app.ready()
  return async ({ method = 'GET', url = '/', headers = {}, body }) => {
    const answer = await app.inject({ method: method as 'GET', url, headers, ...body === undefined ? {} : { body } })
    const raw = Object.entries(answer.headers).flatMap(([name, value]) => [value].flat().flatMap((line) => [name, String(line)]))
    return { status: answer.statusCode, lines: linesOf(raw), headers: answer.headers as IncomingHttpHeaders, body: answer.body, isComplete: true }
  }
}

function linesOf (raw: readonly string[]): string[] {
  const lines: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase()
    if (name.startsWith('access-control-') || name === 'vary') lines.push(`${name}: ${raw[i + 1]}`)
  }
  return lines.sort()
}
