/** The comparison in the README, where the other libraries can be run: @fastify/cors, cors of Express, and hono/cors. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import fastifyCors from '@fastify/cors'
import express, { type RequestHandler } from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { cors as honoCors } from 'hono/cors'
import t from 'tap'
import corsPlugin from '../../lib/index.ts'
import { listening } from '../listening.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

// It has no types.
const expressCors = createRequire(import.meta.url)('cors') as (options: object) => RequestHandler

const APP = 'https://app.example.com'
const ATTACKER = 'https://attacker.example'

/** What a library sends to a page: `Access-Control-Allow-Origin`, and `Access-Control-Allow-Credentials`. */
type Sent = readonly [origin: string | null, credentials: string | null]

/** Each library with the same options: what it sends for a GET of an origin, or `rejected`. */
const LIBRARIES: Readonly<Record<string, (options: object, origin: string) => Promise<Sent>>> = {
  async '@fastify/cors' (options, origin) {
    const app = fastify()
    await app.register(fastifyCors, options)
    app.get('/', () => '')
    const { headers } = await app.inject({ url: '/', headers: { origin } })
    return [headers['access-control-allow-origin'] as string | undefined ?? null, headers['access-control-allow-credentials'] as string | undefined ?? null]
  },
  async cors (options, origin) {
    const app = express()
    app.use(expressCors(options))
    app.get('/', (_request, response) => { response.send('') })
    const server = await listening(createServer(app))
    const { headers } = await fetch(server.origin, { headers: { origin } })
    await server.close()
    return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]
  },
  async hono (options, origin) {
    const app = new Hono()
    app.use('*', honoCors(options as Parameters<typeof honoCors>[0]))
    app.get('/', context => context.text(''))
    const { headers } = await app.request('/', { headers: { origin } })
    return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]
  }
}

const rejects = async (options: object): Promise<string> => {
  const app = fastify()
  app.register(corsPlugin, options as Parameters<typeof corsPlugin>[1])
  return await app.ready().then(() => 'accepted', (error: Error) => error.message)
}

t.test('the versions in the README are those that are run', async t => {
  const readme = read('README.md')
  for (const name of Object.keys(LIBRARIES)) {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`))
    t.match(readme, `\`${name}\` ${version}`)
  }
})

t.test('a misspelled option gives any origin access in the other libraries, and is rejected here', async t => {
  for (const [name, send] of Object.entries(LIBRARIES)) t.strictSame(await send({ origins: [APP] }, ATTACKER), ['*', null], name)
  t.match(await rejects({ origin: [APP] }), /The field "origin" is an option of another CORS library/)
})

t.test('the other libraries send any origin with credentials, and here it is rejected', async t => {
  for (const [name, send] of Object.entries(LIBRARIES)) t.strictSame(await send({ origin: '*', credentials: true }, ATTACKER), ['*', 'true'], name)
  t.match(await rejects({ origins: '*', credentials: true }), /\(wildcard-with-credentials\)/)
})

t.test('an origin with a slash never matches in the other libraries, and here it is rejected with a fix', async t => {
  for (const [name, send] of Object.entries(LIBRARIES)) t.strictSame(await send({ origin: [`${APP}/`] }, APP), [null, null], name)
  t.match(await rejects({ origins: [`${APP}/`] }), /Use "https:\/\/app\.example\.com"/)
})

t.test('a function decides in the other libraries, and here it is rejected', async t => {
  const functions: Record<keyof typeof LIBRARIES, unknown> = {
    '@fastify/cors': async (origin: string) => origin === APP,
    cors: (origin: string, done: (error: null, allowed: boolean) => void) => { done(null, origin === APP) },
    hono: async (origin: string) => origin === APP ? origin : null
  }
  for (const [name, send] of Object.entries(LIBRARIES)) {
    t.strictSame(await send({ origin: functions[name] }, APP), [APP, null], name)
    t.strictSame(await send({ origin: functions[name] }, ATTACKER), [null, null], name)
  }
  t.match(await rejects({ origins: () => true }), /\(value-is-not-data\)/)
})

t.test('a preflight has the policy of its route here, and that of the plugin with @fastify/cors', async t => {
  const OFFICE = 'https://office.example.com'
  const preflight = { method: 'OPTIONS', url: '/orders', headers: { origin: OFFICE, 'access-control-request-method': 'PUT' } } as const
  const theirs = fastify()
  await theirs.register(fastifyCors, { origin: [APP] })
  theirs.put('/orders', { config: { cors: { origin: [OFFICE], methods: ['PUT'] } } as object }, () => '')
  t.equal((await theirs.inject(preflight)).headers['access-control-allow-origin'], undefined)
  const ours = fastify()
  await ours.register(corsPlugin, { origins: [APP] })
  ours.put('/orders', { config: { cors: { origins: [OFFICE] } } }, () => '')
  t.equal((await ours.inject(preflight)).headers['access-control-allow-origin'], OFFICE)
})
