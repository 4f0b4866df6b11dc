/** The cache of the browser: a page never reads the response for a page of another origin from it. */
import etag from '@fastify/etag'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t from 'tap'
import { checkRows, type Origins, type Row } from './row.ts'

const vary = { vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
const allowed = { 'access-control-allow-origin': 'origin', ...vary }

/** One that browsers show. */
const IMAGE = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64')

function sendImage (reply: FastifyReply, cacheControl: string): FastifyReply {
  return reply.type('image/gif').header('cache-control', cacheControl).send(IMAGE)
}

function cacheable (app: FastifyInstance): void {
  app.get('/target', async (_request, reply) => sendImage(reply, 'max-age=600'))
}

/** Stored, and revalidated before each use. */
function revalidated (app: FastifyInstance): void {
  app.register(etag)
  app.after(() => app.get('/target', async (_request, reply) => sendImage(reply, 'no-cache')))
}

/** Two origins of one site, which share a cache. */
const siblings = ({ app, sibling }: Origins) => ({ origins: [app, sibling] })

const image = { page: 'app', request: { as: 'image' }, pageSees: { status: 200 } } as const
const script = { page: 'app', request: {}, pageSees: { status: 200 } } as const

const rows: Row[] = [
  {
    ...script,
    title: 'a script reads what the page has shown as an image before, and the browser sends the request again',
    policy: siblings,
    earlier: [image],
    routes: cacheable,
    serverSees: [
      { method: 'GET', origin: 'none', status: 200, headers: vary },
      { method: 'GET', status: 200, headers: allowed }
    ]
  },
  {
    ...script,
    title: 'with "*", a script reads from the cache what the page has shown as an image',
    policy: () => ({ origins: '*' }),
    earlier: [image],
    routes: cacheable,
    serverSees: [{ method: 'GET', origin: 'none', status: 200, headers: everyone }]
  },
  {
    ...script,
    title: 'a page reads what a page of another origin has read before, and the browser sends the request again',
    page: 'sibling',
    policy: siblings,
    earlier: [script],
    routes: cacheable,
    serverSees: [
      { method: 'GET', origin: 'app', status: 200, headers: allowed },
      { method: 'GET', origin: 'sibling', status: 200, headers: allowed }
    ]
  },
  {
    ...script,
    title: 'a page whose origin is not listed cannot read what a page of another origin has read before',
    page: 'sibling',
    policy: ({ app }) => ({ origins: [app] }),
    earlier: [script],
    routes: cacheable,
    pageSees: { corsError: 'MissingAllowOriginHeader' },
    serverSees: [
      { method: 'GET', origin: 'app', status: 200, headers: allowed },
      { method: 'GET', origin: 'sibling', status: 200, headers: vary }
    ]
  },
  {
    ...script,
    title: 'a page reads from the cache what it has read before',
    policy: siblings,
    earlier: [script],
    routes: cacheable,
    serverSees: [{ method: 'GET', status: 200, headers: allowed }]
  },
  {
    ...script,
    title: 'a page of another origin reads a response that has not changed, because 304 has the CORS headers too',
    page: 'sibling',
    policy: siblings,
    earlier: [script],
    routes: revalidated,
    serverSees: [
      { method: 'GET', origin: 'app', status: 200, headers: allowed },
      { method: 'GET', origin: 'sibling', status: 304, headers: allowed }
    ]
  },
  {
    ...script,
    title: 'a page whose origin is not listed cannot read a response that has not changed, because the stored one names the other origin',
    page: 'sibling',
    policy: ({ app }) => ({ origins: [app] }),
    earlier: [script],
    routes: revalidated,
    pageSees: ({ app }) => ({ corsError: 'AllowOriginMismatch', parameter: app }),
    // The cache has a say.
    explained: false,
    serverSees: [
      { method: 'GET', origin: 'app', status: 200, headers: allowed },
      { method: 'GET', origin: 'sibling', status: 304, headers: vary }
    ]
  }
]

await checkRows(t, rows)
