/** What handlers and hooks write to the fields that the plugin owns, and to `Vary`: one row for each way. */
import type { ServerResponse } from 'node:http'
import type { Row } from './rows.ts'

export const FOREIGN = {
  'access-control-allow-origin': '*',
  'access-control-allow-credentials': 'false',
  'access-control-expose-headers': '*',
  'access-control-allow-methods': 'PUT',
  'access-control-allow-headers': 'x-evil',
  'access-control-max-age': '1',
  'access-control-allow-private-network': 'true'
}

const FIELDS: readonly Row[] = [
  { name: 'a handler that sets them', status: 200, handler: (_request, reply) => reply.headers(FOREIGN).send('') },
  {
    name: 'a handler that sets them on the raw response',
    status: 200,
    handler: (_request, reply) => {
      for (const [name, value] of Object.entries(FOREIGN)) reply.raw.setHeader(name, value)
      return ''
    }
  },
  {
    name: 'a handler that spells them in capitals on the raw response',
    status: 200,
    handler: (_request, reply) => {
      reply.raw.setHeader('Access-Control-Allow-Origin', 'https://evil.test')
      return ''
    }
  },
  {
    name: 'a handler that sets several lines',
    status: 200,
    handler: (_request, reply) => reply.header('access-control-allow-origin', ['*', 'https://evil.test']).send('')
  },
  {
    name: 'a handler that removes them',
    status: 200,
    handler: (_request, reply) => {
      for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
      return ''
    }
  },
  {
    name: 'a hook that runs late and sets them',
    status: 200,
    route: { preSerialization: async (_request, reply, payload) => { reply.headers(FOREIGN); return payload } },
    handler: () => ({})
  },
  {
    name: 'an error handler that sets them',
    status: 500,
    before: (app) => { app.setErrorHandler((_error, _request, reply) => { reply.code(500).headers(FOREIGN).send('') }) },
    handler: () => { throw new Error('thrown') }
  },
  {
    name: 'a not-found handler that sets them',
    status: 404,
    before: (app) => { app.setNotFoundHandler((_request, reply) => { reply.code(404).headers(FOREIGN).send('') }) },
    asked: { url: '/nowhere' }
  },
  {
    name: 'an earlier hook that responds with them',
    status: 403,
    before: (app) => { app.addHook('onRequest', async (_request, reply) => reply.code(403).headers(FOREIGN).send('')) }
  },
  {
    name: 'an earlier onSend that sets them',
    status: 200,
    before: (app) => {
      app.addHook('onSend', async (_request, reply, payload) => { reply.headers(FOREIGN); return payload })
    },
    handler: () => ''
  }
]

const VARY: readonly Row[] = [
  {
    name: 'Vary of a handler',
    status: 200,
    vary: ['Accept, Origin', 'Accept'],
    handler: (_request, reply) => reply.header('vary', 'Accept').send('')
  },
  {
    name: 'Vary of a handler in two lines',
    status: 200,
    vary: ['Accept, Cookie, Origin', 'Accept', 'Cookie'],
    handler: (_request, reply) => reply.header('vary', ['Accept', 'Cookie']).send('')
  },
  {
    name: 'Vary of a handler that names Origin already',
    status: 200,
    vary: ['Accept, ORIGIN', 'Accept, ORIGIN'],
    handler: (_request, reply) => reply.header('vary', 'Accept, ORIGIN').send('')
  },
  {
    name: 'Vary of a handler that names members twice, and none',
    status: 200,
    vary: ['Accept, Cookie, Origin', ', Accept,,accept , Cookie'],
    handler: (_request, reply) => reply.header('vary', ', Accept,,accept , Cookie').send('')
  },
  {
    name: 'Vary for everything',
    status: 200,
    vary: ['*', '*'],
    handler: (_request, reply) => reply.header('vary', '*').send('')
  },
  {
    name: 'Vary for everything among other members',
    status: 200,
    vary: ['*', 'Accept, *'],
    handler: (_request, reply) => reply.header('vary', 'Accept, *').send('')
  },
  {
    name: 'Vary on the raw response',
    status: 200,
    vary: ['Accept, Origin', 'Accept'],
    handler: (_request, reply) => {
      reply.raw.setHeader('Vary', 'Accept')
      return ''
    }
  },
  {
    name: 'two lines of Vary on the raw response',
    status: 200,
    vary: ['Accept, Cookie, Origin', 'Accept', 'Cookie'],
    handler: (_request, reply) => {
      reply.raw.setHeader('Vary', ['Accept', 'Cookie'])
      return ''
    }
  },
  {
    name: 'Vary appended on the raw response',
    status: 200,
    vary: ['Accept, Origin', 'Accept'],
    handler: (_request, reply) => {
      reply.raw.appendHeader('vary', 'Accept')
      return ''
    }
  },
  {
    name: 'Vary removed',
    status: 200,
    handler: (_request, reply) => {
      reply.removeHeader('vary')
      return ''
    }
  },
  {
    name: 'Vary of an earlier hook',
    status: 200,
    vary: ['Accept, Origin', 'Accept'],
    before: (app) => { app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Accept') }) },
    handler: () => ''
  },
  {
    name: 'Vary in the request, which has no effect',
    status: 200,
    asked: { headers: { vary: 'X-Evil' } },
    handler: () => ''
  }
]

type Head = readonly [what: string, write: (raw: ServerResponse, entries: [string, string][]) => void]

/** The ways to write a head, without `reply.hijack()`. */
const HEADS: readonly Head[] = [
  ['an object', (raw, entries) => { raw.writeHead(200, Object.fromEntries(entries)) }],
  ['an object and a reason', (raw, entries) => { raw.writeHead(200, 'Fine', Object.fromEntries(entries)) }],
  ['a list', (raw, entries) => { raw.writeHead(200, entries.flat()) }],
  ['names in capitals', (raw, entries) => { raw.writeHead(200, Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value]))) }],
  ['setHeader and flushHeaders', (raw, entries) => { for (const [name, value] of entries) raw.setHeader(name, value); raw.flushHeaders() }],
  ['setHeader and a list', (raw, entries) => { for (const [name] of entries) raw.setHeader(name, 'x'); raw.removeHeader('vary'); raw.writeHead(200, entries.flat()) }],
  ['appendHeader and no writeHead', (raw, entries) => { for (const [name, value] of entries) raw.appendHeader(name, value) }]
]

const RAW: readonly Row[] = HEADS.map(([what, write]) => ({
  name: `a handler that writes them to the raw response: ${what}`,
  status: 200,
  vary: ['Accept, Origin', 'Accept'],
  body: 'raw',
  handler: (_request, { raw }) => {
    write(raw, Object.entries({ ...FOREIGN, vary: 'Accept' }))
    raw.end('raw')
  }
}))

export const foreignRows: readonly Row[] = [...FIELDS, ...VARY, ...RAW]
