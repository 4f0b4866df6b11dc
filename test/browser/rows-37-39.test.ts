/** The browser's own cache: what one page was answered is never given to another for which it is not. */
import etag from '@fastify/etag'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t from 'tap'
import { checkRows, type Origins, type Row } from './row.ts'

const SUITE = 'rows B37 to B39, the plugin\'s answers in the cache of real Chromium'

const vary = { vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
const admitted = { 'access-control-allow-origin': 'origin', ...vary }

/** One that browsers show. */
const IMAGE = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64')

function sendImage (reply: FastifyReply, cacheControl: string): FastifyReply {
  return reply.type('image/gif').header('cache-control', cacheControl).send(IMAGE)
}

function cacheable (app: FastifyInstance): void {
  app.get('/target', async (_request, reply) => sendImage(reply, 'max-age=600'))
}

/** Kept, and asked for again each time. */
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
    id: 'B37a',
    title: 'a script reads what the page has shown as an image before, for which it is asked again',
    policy: siblings,
    earlier: [image],
    routes: cacheable,
    serverSees: [
      { method: 'GET', origin: 'none', status: 200, headers: vary },
      { method: 'GET', status: 200, headers: admitted }
    ]
  },
  {
    ...script,
    id: 'B37b',
    title: 'what is for every origin it reads from the cache',
    policy: () => ({ origins: '*' }),
    earlier: [image],
    routes: cacheable,
    serverSees: [{ method: 'GET', origin: 'none', status: 200, headers: everyone }]
  },
  {
    ...script,
    id: 'B38a',
    title: 'a page reads what one of another origin has read before, for which it is asked again',
    page: 'sibling',
    policy: siblings,
    earlier: [script],
    routes: cacheable,
    serverSees: [
      { method: 'GET', origin: 'app', status: 200, headers: admitted },
      { method: 'GET', origin: 'sibling', status: 200, headers: admitted }
    ]
  },
  {
    ...script,
    id: 'B38b',
    title: 'and does not read it if its own origin is not listed',
    page: 'sibling',
    policy: ({ app }) => ({ origins: [app] }),
    earlier: [script],
    routes: cacheable,
    pageSees: { corsError: 'MissingAllowOriginHeader' },
    serverSees: [
      { method: 'GET', origin: 'app', status: 200, headers: admitted },
      { method: 'GET', origin: 'sibling', status: 200, headers: vary }
    ]
  },
  {
    ...script,
    id: 'B38c',
    title: 'the same page reads from the cache what it has read before',
    policy: siblings,
    earlier: [script],
    routes: cacheable,
    serverSees: [{ method: 'GET', status: 200, headers: admitted }]
  },
  {
    ...script,
    id: 'B39a',
    title: 'a page of another origin reads what has not changed, as 304 has its headers too',
    page: 'sibling',
    policy: siblings,
    earlier: [script],
    routes: revalidated,
    serverSees: [
      { method: 'GET', origin: 'app', status: 200, headers: admitted },
      { method: 'GET', origin: 'sibling', status: 304, headers: admitted }
    ]
  },
  {
    ...script,
    id: 'B39b',
    title: 'and does not read it if its own origin is not listed, since the kept answer names the first page',
    page: 'sibling',
    policy: ({ app }) => ({ origins: [app] }),
    earlier: [script],
    routes: revalidated,
    pageSees: ({ app }) => ({ corsError: 'AllowOriginMismatch', parameter: app }),
    // The cache has a say.
    explained: false,
    serverSees: [
      { method: 'GET', origin: 'app', status: 200, headers: admitted },
      { method: 'GET', origin: 'sibling', status: 304, headers: vary }
    ]
  }
]

await checkRows(t, SUITE, rows)
