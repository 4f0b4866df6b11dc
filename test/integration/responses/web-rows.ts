/** Web `Response` objects, whose headers Fastify copies after the last hook: one row for each kind. */
import { FOREIGN } from './foreign-rows.ts'
import type { Row } from './rows.ts'

export const webRows: readonly Row[] = [
  { name: 'a web Response', status: 203, handler: async () => new Response('web', { status: 203 }), body: 'web' },
  { name: 'a web Response without a body', status: 204, handler: async () => new Response(null, { status: 204 }), body: '' },
  { name: 'a web Response that redirects', status: 307, handler: async () => Response.redirect('https://other.test/', 307) },
  {
    name: 'a web Response of JSON that is sent',
    status: 200,
    handler: (_request, reply) => reply.send(Response.json({})),
    body: '{}'
  },
  {
    name: 'a web Response that streams',
    status: 200,
    handler: async () => new Response(new Blob(['stream']).stream()),
    body: 'stream'
  },
  {
    name: 'a web Response with their fields',
    status: 200,
    vary: ['Accept, Origin', 'Accept'],
    handler: async () => new Response('web', { headers: { ...FOREIGN, vary: 'Accept' } }),
    body: 'web'
  },
  {
    name: 'a web Response that varies by Origin itself',
    status: 200,
    vary: ['origin, Accept', 'origin, Accept'],
    handler: async () => new Response('web', { headers: { vary: 'origin, Accept' } })
  },
  {
    name: 'a web Response that varies by everything',
    status: 200,
    vary: ['*', '*'],
    handler: async () => new Response('web', { headers: { vary: '*' } })
  },
  {
    name: 'a web Response after Vary of the reply',
    status: 200,
    // Fastify replaces the field of the reply.
    vary: ['Accept, Origin', 'Accept'],
    handler: async (_request, reply) => {
      reply.header('vary', 'Cookie')
      return new Response('web', { headers: { vary: 'Accept' } })
    }
  },
  {
    name: 'a web Response of an error handler',
    status: 500,
    before: (app) => {
      app.setErrorHandler((_error, _request, reply) => reply.send(new Response('', { status: 500, headers: FOREIGN })))
    },
    handler: () => { throw new Error('thrown') }
  },
  {
    name: 'a web Response whose body was read already',
    status: 500,
    vary: ['Accept, Origin', 'Accept'],
    handler: async () => {
      const response = new Response('web', { headers: { ...FOREIGN, vary: 'Accept' } })
      await response.text()
      return response
    }
  },
  {
    name: 'a web Response whose body other code is reading',
    status: 500,
    vary: ['Accept, Origin', 'Accept'],
    handler: async () => {
      const response = new Response('web', { headers: { ...FOREIGN, vary: 'Accept' } })
      response.body!.getReader()
      return response
    }
  },
  { name: 'a web Response that is an error', status: 500, handler: async () => Response.error() }
]
