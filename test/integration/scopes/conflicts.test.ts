/** Conflicting registrations and routes are rejected at boot with the reason. */
import fastifyCors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import OldestFastify from 'fastify-oldest'
import fp from 'fastify-plugin'
import t from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { POLICIES } from './policies.ts'

const { root, child } = POLICIES
const cors = (app: FastifyInstance, options: CorsPluginOptions = root) => app.register(corsPlugin, options)
const theirs = (app: FastifyInstance) => app.register(fastifyCors, { origin: 'https://a.test' })
/** As NestJS does: the function is called, and not registered. */
const called = (app: FastifyInstance) => app.register(fp(async (app) => {
  await new Promise<void>((resolve, reject) => { fastifyCors(app, { origin: 'https://a.test' }, (error) => { if (error === undefined) resolve(); else reject(error) }) })
}))
const many = (app: FastifyInstance, count: number, prefix: (i: number) => string) => {
  for (let i = 0; i < count; i++) {
    app.register(async (app) => { cors(app); app.get(`/${i}`, async () => '') }, { prefix: prefix(i) })
  }
}

/** Routes of one URL for different versions, each with a choice. */
const versions = (app: FastifyInstance, ...choices: readonly unknown[]) => {
  for (const [i, cors] of choices.entries()) {
    const config = cors === undefined ? {} : { cors } as {}
    app.route({ method: 'GET', url: '/x', constraints: { version: `${i + 1}.0.0` }, config, handler: async () => '' })
  }
}

type Code = 'FST_CORS_DUPLICATE' | 'FST_CORS_ROUTES_INVALID' | 'FST_CORS_POLICY_INVALID'

type SetUp = (app: FastifyInstance) => unknown

const REFUSED: ReadonlyArray<readonly [name: string, code: Code, setUp: SetUp, message: RegExp]> = [
  ['two registrations in one scope', 'FST_CORS_DUPLICATE', (app) => { cors(app); cors(app, child) }, /twice in one scope/],
  ['the same registration twice', 'FST_CORS_DUPLICATE', (app) => { cors(app); cors(app) }, /twice in one scope/],
  ['two registrations in one child', 'FST_CORS_DUPLICATE', (app) => {
    cors(app)
    app.register(async (app) => { cors(app); cors(app) }, { prefix: '/child' })
  }, /twice in one scope/],
  ['a second registration in a plugin that is not encapsulated', 'FST_CORS_DUPLICATE', (app) => {
    cors(app)
    app.register(fp(async (app) => { cors(app, child) }))
  }, /twice in one scope/],
  ['@fastify/cors before it in the same scope', 'FST_CORS_DUPLICATE', (app) => { theirs(app); cors(app) }, /@fastify\/cors/],
  ['@fastify/cors after it in the same scope', 'FST_CORS_DUPLICATE', (app) => { cors(app); theirs(app) }, /@fastify\/cors/],
  ['@fastify/cors in an enclosing scope, before', 'FST_CORS_DUPLICATE', (app) => {
    theirs(app)
    app.register(async (app) => { cors(app) }, { prefix: '/child' })
  }, /@fastify\/cors/],
  ['@fastify/cors in an enclosing scope, after', 'FST_CORS_DUPLICATE', (app) => {
    app.register(async (app) => { app.register(async (app) => { cors(app) }) }, { prefix: '/child' })
    theirs(app)
  }, /@fastify\/cors/],
  ['@fastify/cors around a nested registration alone', 'FST_CORS_DUPLICATE', (app) => {
    cors(app)
    app.register(async (app) => { theirs(app); app.register(async (app) => { cors(app) }) }, { prefix: '/child' })
  }, /@fastify\/cors/],
  ['@fastify/cors, called before it in the same scope', 'FST_CORS_DUPLICATE', (app) => { called(app); cors(app) }, /@fastify\/cors.*NestJS/],
  ['@fastify/cors, called after it in the same scope', 'FST_CORS_DUPLICATE', (app) => { cors(app); called(app) }, /@fastify\/cors/],
  ['@fastify/cors, called in an enclosing scope, before', 'FST_CORS_DUPLICATE', (app) => {
    called(app)
    app.register(async (app) => { cors(app) }, { prefix: '/child' })
  }, /@fastify\/cors/],
  ['@fastify/cors, called in an enclosing scope, after', 'FST_CORS_DUPLICATE', (app) => {
    app.register(async (app) => { app.register(async (app) => { cors(app) }) }, { prefix: '/child' })
    called(app)
  }, /@fastify\/cors/],
  ['another decorator with the same name', 'FST_CORS_DUPLICATE', (app) => {
    app.decorate('cors', { mine: true } as never)
    app.register(corsPlugin, { origins: '*' })
  }, /added the decorator `cors`/],
  ['32 topmost registrations without a prefix', 'FST_CORS_DUPLICATE', (app) => { many(app, 32, () => '') }, /at most 31/],
  ['32 topmost registrations under one prefix', 'FST_CORS_DUPLICATE', (app) => {
    many(app, 32, () => '/api')
  }, /at most 31/],
  ['32 topmost registrations with prefixes that are equal to the router', 'FST_CORS_DUPLICATE', (app) => {
    many(app, 32, (i) => `/:p${i}`)
  }, /at most 31/],
  ['versions of a route with different policies', 'FST_CORS_ROUTES_INVALID', (app) => {
    cors(app)
    versions(app, undefined, { maxAge: 5 })
  }, /GET \/x.*version/],
  ['versions of a route, one with CORS disabled', 'FST_CORS_ROUTES_INVALID', (app) => {
    versions(app, undefined, false)
    cors(app)
  }, /GET \/x/],
  ['a version and a route for all', 'FST_CORS_ROUTES_INVALID', (app) => {
    cors(app)
    app.get('/x', { config: { cors: false } }, async () => '')
    versions(app, undefined)
  }, /GET \/x/],
  ['versions in scopes with different policies', 'FST_CORS_ROUTES_INVALID', (app) => {
    cors(app)
    versions(app, undefined)
    app.register(async (app) => {
      cors(app, child)
      app.route({ method: 'GET', url: '/x', constraints: { version: '9.0.0' }, handler: async () => '' })
    })
  }, /GET \/x/],
  ['a route with an optional parameter and a key for one of its paths', 'FST_CORS_ROUTES_INVALID', (app) => {
    cors(app, { ...root, routes: { '/x/+': child } })
    app.get('/x/:id?', async () => '')
  }, /The route "GET \/x\/:id\?" has two paths.*"\/x".*"\/x\/:id".*Add the key "\/x\/:id\?"/],
  ['a route with an optional parameter and an override', 'FST_CORS_ROUTES_INVALID', (app) => {
    cors(app, { ...root, routes: { '/x': false, '/x/*': child } })
    app.get('/x/:id?', { config: { cors: { origins: ['https://a.test'] } } }, async () => '')
  }, /GET \/x\/:id\?/],
  ['an unknown policy name', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app, { ...root, policies: { known: child } })
    app.get('/x', { config: { cors: 'knwon' } }, async () => '')
  }, /GET \/x.*known/],
  ['a name of an inner registration, outside of it', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app)
    app.register(async (app) => { cors(app, { ...root, policies: { inside: child } }) })
    app.get('/x', { config: { cors: 'inside' } }, async () => '')
  }, /GET \/x/],
  ['a name of a sibling', 'FST_CORS_POLICY_INVALID', (app) => {
    app.register(async (app) => { cors(app, { ...root, policies: { beside: child } }) })
    app.register(async (app) => { cors(app); app.get('/x', { config: { cors: 'beside' } }, async () => '') })
  }, /GET \/x/],
  ['a name of Object.prototype', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app, { ...root, policies: { known: child } })
    app.get('/x', { config: { cors: 'constructor' } }, async () => '')
  }, /GET \/x/],
  ['an unknown name in routes', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app, { ...root, routes: { '/x': 'nobody' } })
  }, /routes\["\/x"\]: "nobody"/],
  ['an unknown name for not-found handlers', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app, { ...root, notFound: 'nobody' })
  }, /notFound: "nobody"/],
  ['a not-found handler with an unknown name', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app)
    app.setNotFoundHandler({ config: { cors: 'nobody' } } as {}, (_request, reply) => { reply.code(404).send('') })
  }, /not-found handler/],
  ['an incomplete override if the scope has no policy', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app, { policies: { known: child } })
    app.get('/x', { config: { cors: { maxAge: 5 } } }, async () => '')
  }, /origins.*GET \/x/],
  ['true', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app)
    app.get('/x', { config: { cors: true as never } }, async () => '')
  }, /GET \/x/],
  ['an override if routes disables CORS', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app, { ...root, routes: { '/x/*': false } })
    app.get('/x/own', { config: { cors: { maxAge: 5 } } }, async () => '')
  }, /origins.*GET \/x\/own.*CORS is disabled here/],
  ['an override that is valid with the scope and invalid with routes', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app, { ...root, policies: { public: { origins: '*' } }, routes: { '/x/*': 'public' } })
    app.get('/x/own', { config: { cors: { credentials: true } } }, async () => '')
  }, /GET \/x\/own/],
  ['an override that is valid alone and invalid with the scope', 'FST_CORS_POLICY_INVALID', (app) => {
    cors(app)
    app.get('/x', { config: { cors: { origins: '*' } } }, async () => '')
  }, /GET \/x/]
]

/** Each row on the oldest and on the newest version that the plugin is for. */
function onVersions<T> (rows: readonly T[]): Array<readonly [create: typeof Fastify, version: string, row: T]> {
  return [Fastify, OldestFastify as unknown as typeof Fastify].flatMap((create) => rows.map((row) => [create, create().version, row] as const))
}

for (const [create, version, [name, code, setUp, message]] of onVersions(REFUSED)) {
  t.test(`${name}: ready() rejects with ${code} on Fastify ${version}`, async (t) => {
    const app = create()
    setUp(app)
    const error = await app.ready().then(() => undefined, (error) => error)
    t.ok(error instanceof CorsPolicyError, String(error))
    t.match(error, { code, message, issues: [{ message: String }] })
  })
}

for (const [create, version, [title, setUp, routes]] of onVersions<readonly [string, SetUp, readonly string[]]>([
  ['GET', (app) => { app.get('/x/:id?', async () => '') }, ['GET']],
  ['GET, without a HEAD route', (app) => { app.get('/x/:id?', { exposeHeadRoute: false }, async () => '') }, ['GET']],
  ['HEAD', (app) => { app.head('/x/:id?', async () => '') }, ['HEAD']],
  ['GET and PUT', (app) => { app.get('/x/:id?', async () => ''); app.put('/x/:id?', async () => '') }, ['GET', 'PUT']]
])) {
  t.test(`a route with an optional parameter is reported once, with the method ${title}, on Fastify ${version}`, async (t) => {
    const app = create()
    cors(app, { ...root, routes: { '/x/+': child } })
    setUp(app)
    const error = await app.ready().then(() => undefined, (error) => error)
    t.strictSame(error.issues.map(({ value }: { value: string }) => value), routes.map((method) => `${method} /x/:id?`))
  })
}

const ACCEPTED: ReadonlyArray<readonly [name: string, setUp: SetUp]> = [
  ['registrations in siblings and one inside the other', (app) => {
    cors(app)
    for (let i = 0; i < 2; i++) app.register(async (app) => { cors(app); app.register(async (app) => { cors(app) }) })
  }],
  ['@fastify/cors in a sibling', (app) => {
    app.register(async (app) => { cors(app) }, { prefix: '/ours' })
    app.register(async (app) => { theirs(app) }, { prefix: '/theirs' })
  }],
  ['@fastify/cors, called in a sibling', (app) => {
    app.register(async (app) => { cors(app) }, { prefix: '/ours' })
    app.register(async (app) => { called(app) }, { prefix: '/theirs' })
  }],
  ['@fastify/cors, called in a child', (app) => {
    cors(app)
    app.register(async (app) => { called(app); app.get('/own', { config: { cors: false } }, async () => '') }, { prefix: '/theirs' })
  }],
  ['31 topmost registrations without a prefix', (app) => { many(app, 31, () => '') }],
  ['40 topmost registrations under prefixes', (app) => { many(app, 40, (i) => `/p${i}`) }],
  ['40 registrations without a prefix inside one', (app) => { cors(app); many(app, 40, () => '') }],
  ['versions of a route with one policy', (app) => { cors(app); versions(app, undefined, undefined) }],
  ['versions of a route whose policies are equal by value', (app) => {
    cors(app, { ...root, policies: { same: root } })
    versions(app, undefined, 'same', { maxAge: 1 }, { ...root, origins: [...root.origins].reverse() })
  }],
  ['routes with an optional parameter and a key for both paths', (app) => {
    cors(app, { ...root, policies: { child, same: { ...child } }, routes: { '/a/*': 'child', '/b': 'child', '/b/:id': 'same', '/c/+': 'child', '/c/:id?': false, '/d/+': 'child' } })
    for (const url of ['/a/:id?', '/b/:id?', '/c/:id?', '/e/:id?']) app.get(url, async () => '')
    app.get('/d/:id?', { config: { cors: 'child' } }, async () => '')
    app.put('/d/:id?', { config: { cors: false } }, async () => '')
  }],
  ['versions of a route without CORS', (app) => { cors(app); versions(app, false, false) }],
  ['hosts of a route with different policies', (app) => {
    cors(app)
    for (const [host, maxAge] of [['a.test', 1], ['b.test', 2], [/^c/, 3]] as const) {
      app.route({ method: 'GET', url: '/x', constraints: { host }, config: { cors: { maxAge } }, handler: async () => '' })
    }
  }],
  ['two applications in one process', async () => {
    for (let i = 0; i < 2; i++) {
      const app = Fastify()
      cors(app)
      await app.ready()
    }
  }]
]

for (const [create, version, [name, setUp]] of onVersions(ACCEPTED)) {
  t.test(`${name}: ready() succeeds on Fastify ${version}`, async (t) => {
    const app = create()
    await setUp(app)
    await t.resolves(async () => { await app.ready() })
  })
}
