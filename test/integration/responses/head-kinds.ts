/** Every kind of response that an application can send, generated from tables: who writes the head, and how. */
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { givenOf, type Given } from './given-headers.ts'
import { refusal } from './rows.ts'

export interface Kind {
  readonly name: string
  /** Declares the route `/`, or whatever responds to `url`, in a scope of its own. */
  readonly declare: (scope: FastifyInstance) => void
  /** Default: `/`. */
  readonly url?: string
  /** A hook before the plugin. */
  readonly early?: { readonly onRequest?: Hook, readonly onSend?: Hook }
  /** Whether Node accepts the same without the plugin. Default: true. */
  readonly isPlain?: false
  /** Whether the response of HTTP/2 does not have the method. */
  readonly isHttp1Only?: true
}

type Hook = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void

const BODY = 'body'

/** Headers that have one line for each value, as `Headers` and lists can. */
const inLines = (given: Given): [string, string][] => given.flatMap(([name, value]) => [value].flat().map((line): [string, string] => [name, line as string]))
const asObject = (given: Given) => Object.fromEntries(given) as Record<string, string | string[]>
/** Node appends to the lists that it is given. */
const copied = (given: Given): [string, string | string[]][] => structuredClone(given) as [string, string | string[]][]

type Send = (reply: FastifyReply, given: Given) => unknown

/** What Fastify sends. */
const SENDS: ReadonlyArray<readonly [what: string, send: Send]> = [
  ['text', (reply, given) => reply.headers(asObject(given)).send(BODY)],
  ['JSON, which is returned', (reply, given) => { reply.headers(asObject(given)); return { a: 1 } }],
  ['a Buffer', (reply, given) => reply.headers(asObject(given)).send(Buffer.from(BODY))],
  ['a stream', (reply, given) => reply.headers(asObject(given)).send(Readable.from([BODY, BODY]))],
  ['a web stream', (reply, given) => reply.headers(asObject(given)).send(new Blob([BODY]).stream())],
  ['a web Response', (reply, given) => reply.send(new Response(BODY, { status: 203, headers: new Headers(inLines(given)) }))],
  ['an error', (_reply, given) => { throw refusal(418, { headers: asObject(given) }) }],
  ['no content', (reply, given) => reply.code(204).headers(asObject(given)).send()],
  ['not modified', (reply, given) => reply.code(304).headers(asObject(given)).send()],
  ['a redirect', (reply, given) => reply.headers(asObject(given)).redirect('https://other.test/')],
  ['headers of the raw response', (reply, given) => { for (const entry of copied(given)) reply.raw.setHeader(...entry); return reply.send(BODY) }]
]

/** Where Fastify sends it. */
const PLACES: ReadonlyArray<readonly [where: string, declare: (scope: FastifyInstance, send: Send) => void, url?: string]> = [
  ['a handler', (scope, send) => { scope.get('/', async (request, reply) => await send(reply, givenOf(request))) }],
  ['an error handler', (scope, send) => {
    scope.setErrorHandler((_error, request, reply) => send(reply, givenOf(request)))
    scope.get('/', async () => { throw new Error('thrown') })
  }],
  ['a not-found handler', (scope, send) => { scope.setNotFoundHandler(async (request, reply) => await send(reply, givenOf(request))) }, '/unknown'],
  ['a later hook', (scope, send) => {
    scope.addHook('preHandler', async (request, reply) => {
      const sent = await send(reply, givenOf(request))
      return sent === reply ? reply : reply.send(sent)
    })
    scope.get('/', async () => 'handler')
  }]
]

const sent: readonly Kind[] = PLACES.flatMap(([where, declare, url]) => SENDS.map(([what, send]): Kind => ({
  name: `${what} of ${where}`, declare: (scope) => { declare(scope, send) }, ...url === undefined ? {} : { url }
})))

type Write = (raw: ServerResponse & { readonly writeHeader?: ServerResponse['writeHead'] }, given: Given) => void

interface RawWrite {
  readonly how: string
  readonly write: Write
  readonly isPlain?: false
  readonly isHttp1Only?: true
}

/** How a head is written on the raw response. */
const WRITES: readonly RawWrite[] = [
  { how: 'writeHead with an object', write: (raw, given) => { raw.writeHead(200, asObject(given)).end(BODY) } },
  { how: 'writeHead with a reason and an object', write: (raw, given) => { raw.writeHead(200, 'Fine', asObject(given)).end(BODY) } },
  { how: 'writeHead with a list', write: (raw, given) => { raw.writeHead(200, copied(given).flat(1) as string[]).end(BODY) } },
  { how: 'writeHead with a list that repeats names', write: (raw, given) => { raw.writeHead(200, inLines(given).flat()).end(BODY) } },
  { how: 'writeHead with a reason and a list', write: (raw, given) => { raw.writeHead(200, 'Fine', inLines(given).flat()).end(BODY) } },
  // Node rejects pairs if the response has headers.
  { how: 'writeHead with pairs', isPlain: false, write: (raw, given) => { raw.writeHead(200, inLines(given) as never).end(BODY) } },
  // Node has this name up to version 24.
  { how: 'the old name writeHeader', isHttp1Only: true, write: (raw, given) => { raw[raw.writeHeader === undefined ? 'writeHead' : 'writeHeader']!(200, asObject(given)).end(BODY) } },
  { how: 'setHeader and writeHead', write: (raw, given) => { setAll(raw, given); raw.writeHead(200).end(BODY) } },
  { how: 'setHeader and writeHead with the same names', write: (raw, given) => { setAll(raw, given); raw.writeHead(200, asObject(given)).end(BODY) } },
  { how: 'setHeader and end', write: (raw, given) => { setAll(raw, given); raw.end(BODY) } },
  { how: 'setHeader and end without a body', write: (raw, given) => { setAll(raw, given); raw.end() } },
  { how: 'setHeader and write', write: (raw, given) => { setAll(raw, given); raw.write(BODY); raw.end() } },
  { how: 'setHeader and flushHeaders', write: (raw, given) => { setAll(raw, given); raw.flushHeaders(); raw.end(BODY) } },
  { how: 'setHeader and pipe', write: (raw, given) => { setAll(raw, given); Readable.from([BODY, BODY]).pipe(raw) } },
  { how: 'appendHeader for each line', write: (raw, given) => { for (const line of inLines(given)) raw.appendHeader(...line); raw.end(BODY) } },
  { how: 'setHeaders with Headers', isHttp1Only: true, write: (raw, given) => { raw.setHeaders(new Headers(inLines(given))); raw.end(BODY) } },
  { how: 'setHeaders with a Map', isHttp1Only: true, write: (raw, given) => { raw.setHeaders(new Map(copied(given))); raw.end(BODY) } },
  { how: 'a wrapper of writeHead, as on-headers has', write: (raw, given) => { wrap(raw, given); raw.end(BODY) } },
  { how: 'statusCode and statusMessage', write: (raw, given) => { raw.statusCode = 203; raw.statusMessage = 'Fine'; setAll(raw, given); raw.end(BODY) } }
]

function setAll (raw: ServerResponse, given: Given): void {
  for (const entry of copied(given)) raw.setHeader(...entry)
}

function wrap (raw: ServerResponse, given: Given): void {
  const { writeHead } = raw
  raw.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    setAll(raw, given)
    return writeHead.apply(this, args as never)
  } as never
}

/** Who writes it. */
const WRITERS: ReadonlyArray<readonly [who: string, declare: (scope: FastifyInstance, write: Write) => void, url?: string]> = [
  ['a handler', (scope, write) => { scope.get('/', (request, { raw }) => { write(raw, givenOf(request)) }) }],
  ['a handler that hijacks the reply', (scope, write) => { scope.get('/', (request, reply) => { write(reply.hijack().raw, givenOf(request)) }) }],
  ['middleware', (scope, write) => {
    scope.addHook('onRequest', (request, { raw }, _done) => { write(raw, givenOf(request)) })
    scope.get('/', async () => 'handler')
  }],
  ['an error handler that hijacks the reply', (scope, write) => {
    scope.setErrorHandler((_error, request, reply) => { write(reply.hijack().raw, givenOf(request)) })
    scope.get('/', async () => { throw new Error('thrown') })
  }],
  ['a not-found handler', (scope, write) => { scope.setNotFoundHandler((request, { raw }) => { write(raw, givenOf(request)) }) }, '/unknown']
]

const written: readonly Kind[] = WRITERS.flatMap(([who, declare, url]) => WRITES.map(({ how, write, ...rest }): Kind => ({
  name: `${how} by ${who}`, declare: (scope) => { declare(scope, write) }, ...url === undefined ? {} : { url }, ...rest
})))

const plainRoute = (scope: FastifyInstance): void => { scope.get('/', async () => BODY) }
const setOnReply: Hook = (request, reply, done) => { reply.headers(asObject(givenOf(request))); done() }
const setOnRaw: Hook = (request, { raw }, done) => { setAll(raw, givenOf(request)); done() }

/** Who only names headers, and another part of the application sends the response. */
const named: readonly Kind[] = [
  ...([['the reply', setOnReply], ['the raw response', setOnRaw]] as const).flatMap(([on, hook]): Kind[] => [
    { name: `a later onSend hook that sets them on ${on}`, declare: (scope) => { scope.addHook('onSend', onSend(hook)); plainRoute(scope) } },
    { name: `an onSend hook of the route that sets them on ${on}`, declare: (scope) => { scope.get('/', { onSend: onSend(hook) }, async () => BODY) } },
    { name: `an onError hook that sets them on ${on}`, declare: (scope) => { scope.get('/', { onError: (request, reply, _error, done) => { hook(request, reply, done) } }, async () => { throw new Error('thrown') }) } },
    { name: `an earlier onRequest hook that sets them on ${on}`, declare: plainRoute, early: { onRequest: hook } },
    { name: `an earlier onSend hook that sets them on ${on}`, declare: plainRoute, early: { onSend: hook } }
  ]),
  { name: 'an earlier hook that responds', declare: plainRoute, early: { onRequest: (request, reply) => { reply.code(202).headers(asObject(givenOf(request))).send(BODY) } } },
  { name: 'an earlier hook that fails', declare: plainRoute, early: { onRequest: (request, _reply, done) => { done(refusal(401, { headers: asObject(givenOf(request)) })) } } },
  {
    name: 'a handler below an earlier wrapper of writeHead',
    declare: (scope) => { scope.get('/', (request, reply) => { reply.headers(asObject(givenOf(request))).send(BODY) }) },
    early: { onRequest: (_request, { raw }, done) => { wrap(raw, [['x-early', '1']]); done() } }
  }
]

function onSend (hook: Hook) {
  return (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void): void => {
    hook(request, reply, () => { done(null, payload) })
  }
}

export const KINDS: readonly Kind[] = [...sent, ...written, ...named]
