/** The kinds of responses that an application comes to give when something goes wrong, one row each. */
import type { FastifyInstance } from 'fastify'
import { Readable } from 'node:stream'
import type { Asked } from './exchange.ts'
import { refusal, type Row } from './rows.ts'

const json = { 'content-type': 'application/json' }
const post = (body: string, headers = json): Asked => ({ method: 'POST', headers, body })

/** A body of JSON with one required member. */
const takingJson = (app: FastifyInstance) => {
  const schema = { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } }
  app.post('/', { schema, bodyLimit: 40 }, async () => 'taken')
}

/** A stream that breaks, at once or after its first chunk. */
function broken (chunks: number): Readable {
  let left = chunks
  return new Readable({
    read () {
      if (left-- > 0) this.push('first')
      // Later, so that the first chunk and the headers before it are on their way.
      else setTimeout(() => { this.destroy(new Error('broken')) }, 20)
    }
  })
}

export const errorRows: readonly Row[] = [
  { name: 'a thrown error', status: 500, handler: () => { throw new Error('thrown') } },
  { name: 'a rejected handler', status: 500, handler: async () => { throw new Error('rejected') } },
  { name: 'a thrown error with a status', status: 418, handler: async () => { throw refusal(418) } },
  {
    name: 'a thrown error with its own Vary',
    status: 409,
    vary: ['Accept, Origin', 'Accept'],
    handler: async () => { throw refusal(409, { headers: { vary: 'Accept', 'access-control-allow-origin': '*' } }) }
  },
  { name: 'an error that is sent', status: 503, handler: (_request, reply) => reply.send(refusal(503)) },
  { name: 'a thrown string', status: 500, handler: () => { throw 'text' } }, // oxlint-disable-line no-throw-literal
  {
    name: 'the response of an error handler',
    status: 422,
    before: (app) => { app.setErrorHandler((_error, _request, reply) => { reply.code(422).send('handled') }) },
    handler: async () => { throw new Error('thrown') },
    body: 'handled'
  },
  {
    name: 'an error handler that throws',
    status: 500,
    after: (app) => { app.setErrorHandler(() => { throw new Error('again') }) },
    handler: async () => { throw new Error('thrown') }
  },
  { name: 'a body that fails validation', status: 400, after: takingJson, asked: post('{}') },
  { name: 'malformed JSON', status: 400, after: takingJson, asked: post('{') },
  { name: 'an empty body with the media type JSON', status: 400, after: takingJson, asked: post('') },
  { name: 'a body beyond the limit', status: 413, after: takingJson, asked: post(`{"name":"${'n'.repeat(50)}"}`) },
  {
    name: 'an unsupported media type',
    status: 415,
    after: takingJson,
    asked: post('<a/>', { 'content-type': 'text/xml' })
  },
  {
    name: 'a parser of the body that throws',
    status: 500,
    after: (app) => {
      app.addContentTypeParser('text/xml', () => { throw new Error('parser') })
      app.post('/', async () => '')
    },
    asked: post('<a/>', { 'content-type': 'text/xml' })
  },
  {
    name: 'a method that the handler does not take',
    status: 405,
    handler: (_request, reply) => reply.code(405).header('allow', 'PUT').send()
  },
  { name: 'a URL without a route', status: 404, asked: { url: '/nowhere' } },
  { name: 'a method without a route', status: 404, asked: { method: 'DELETE' }, handler: () => '' },
  {
    name: 'the response of a not-found handler',
    status: 404,
    after: (app) => { app.setNotFoundHandler((_request, reply) => { reply.code(404).send('own') }) },
    asked: { url: '/nowhere' },
    body: 'own'
  },
  {
    name: 'a not-found handler that throws',
    status: 500,
    before: (app) => { app.setNotFoundHandler(() => { throw new Error('thrown') }) },
    asked: { url: '/nowhere' }
  },
  { name: 'callNotFound', status: 404, handler: (_request, reply) => { reply.callNotFound() } },
  {
    name: 'a broken stream',
    status: 500,
    handler: async () => new Readable({ read () { this.destroy(new Error('broken')) } })
  },
  { name: 'a stream that breaks on its way', status: 200, breaksOff: true, body: 'first', handler: async () => broken(1) },
  {
    name: 'a serializer that throws',
    status: 500,
    handler: (_request, reply) => reply.serializer(() => { throw new Error('serializer') }).send({})
  },
  {
    name: 'a response that does not fit its schema',
    status: 500,
    route: { schema: { response: { 200: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } } } } },
    handler: async () => ({ b: 1 })
  },
  {
    name: 'a payload of a type that cannot be sent',
    status: 500,
    handler: (_request, reply) => reply.type('text/plain').send({})
  },
  {
    name: 'a handler that takes too long',
    status: 503,
    route: { handlerTimeout: 20 },
    handler: () => new Promise((resolve) => { setTimeout(resolve, 200) })
  }
]
