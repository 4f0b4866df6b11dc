/** Policies and applications that the command `diff` compares, as the text of each file. */
import { FASTIFY, here, PLUGIN } from './example-files.ts'

const IMPORTS = `${FASTIFY}${PLUGIN}import { memoryOrigins } from ${here('lib/sources.ts')}\n`

const BEFORE = {
  origins: ['https://app.example.com', 'https://old.example.com'],
  credentials: true,
  maxAge: 7200,
  methods: ['GET', 'PUT'],
  policies: { public: { origins: '*' }, gone: { origins: '*' } },
  routes: { '/prices/*': 'public', '/health': false }
}
const AFTER = {
  origins: ['https://*.example.com', { source: 'tenants', key: 'host' }],
  credentials: true,
  maxAge: 600,
  methods: ['PUT', 'DELETE'],
  allowedHeaders: ['X-A'],
  policies: { public: { origins: '*', exposedHeaders: '*' } },
  routes: { '/prices/*': 'public', '/health': false, '/admin/*': { origins: ['https://admin.example.org'] } }
}
const many = (name: string, length: number) => Array.from({ length }, (_, i) => `https://${name}${i}.example`)

export const COMPARED_FILES = {
  'before.json': JSON.stringify(BEFORE),
  'after.json': JSON.stringify(AFTER),
  'after.mjs': `export default ${JSON.stringify(AFTER)}`,
  'same.jsonc': `// the same\n${JSON.stringify({ ...BEFORE, origins: [...BEFORE.origins].reverse(), methods: ['PUT'] })}`,
  'narrow.json': JSON.stringify({ ...BEFORE, origins: ['https://app.example.com'] }),
  'age.json': JSON.stringify({ ...BEFORE, maxAge: 1 }),
  'status.json': JSON.stringify({ ...BEFORE, preflightStatus: 200 }),
  'more.json': JSON.stringify({ ...BEFORE, policies: { ...BEFORE.policies, more: { origins: '*' } } }),
  'bad.json': '{\n  "origins": ["https://a.test/"],\n  "maxAge": -1\n}',
  'bad.mjs': 'export default { origins: [() => {}] }',
  'repeated.json': '{ "origins": "*", "origins": "*" }',
  'broken.json': '{ "origins": ',
  'deep.json': '['.repeat(100_000),
  'long-before.json': JSON.stringify({ origins: many('a', 30), allowedHeaders: Array.from({ length: 30 }, (_, i) => `x-${i}`) }),
  'long-after.json': JSON.stringify({ origins: many('b', 30), routes: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`/r${i}`, { origins: [`https://r${i}.example`] }])) }),
  'kinds-before.json': JSON.stringify({ origins: [{ source: 's' }], exposedHeaders: ['ETag'], policies: { a: { origins: ['https://a.test'] }, b: { origins: ['https://a.test'] } } }),
  'kinds-after.json': JSON.stringify({
    origins: [{ source: 's' }], credentials: true, preflightStatus: 200, exposedHeaders: ['X-E', 'Link'], preflightCacheControl: 'no-store',
    policies: { a: { origins: '*', allowedHeaders: '*' }, b: { origins: '*', allowedHeaders: '*' } }, notFound: { origins: [{ source: 's', key: { param: 'p' } }, { source: 't' }], credentials: false }
  }),
  'markup.json': JSON.stringify({ origins: '*', routes: { '/<b>|`x`_[a](b)@all\u202e': false } }),
  'parts-before.json': JSON.stringify({ origins: '*', policies: { named: { origins: '*' } }, routes: { '/a': { origins: '*', methods: ['PUT'] }, '/off': false } }),
  'parts-after.json': JSON.stringify({ origins: '*', maxAge: 60, policies: { named: { origins: '*', maxAge: 60 } }, routes: { '/a': { origins: '*', maxAge: 60 }, '/off': { origins: '*' } } }),
  'source.json': JSON.stringify({ origins: [{ source: 's' }] }),
  'source-with-credentials.json': JSON.stringify({ origins: [{ source: 's' }], credentials: true }),
  'open.json': JSON.stringify({ origins: '*' }),
  'open-cached.json': JSON.stringify({ origins: '*', allowedHeaders: '*', preflightCacheControl: 'public, max-age=60' }),
  'app.mjs': `${IMPORTS}export default () => {
  const app = fastify()
  app.register(cors, { origins: ['https://x.example'], policies: { public: { origins: '*' } }, sources: { tenants: memoryOrigins([]) }, lint: 'error' })
  app.register(async app => {
    for (const method of ['get', 'put', 'delete']) app[method]('/orders', () => 1)
    app.route({ method: 'TRACE', url: '/orders', handler: () => 1 })
    app.get('/orders/:id', { constraints: { version: '1.0.0' } }, () => 1)
    app.delete('/admin/users', () => 1)
    app.get('/health', () => 1)
    app.get('/prices/:id', () => 1)
    app.get('/off', { config: { cors: false } }, () => 1)
    app.get('/own', { config: { cors: { maxAge: 60, origins: ['https://own.example'], methods: ['PUT', 'DELETE'], allowedHeaders: ['X-A'] } } }, () => 1)
    app.get('/named', { config: { cors: 'public' } }, () => 1)
  })
  app.register(async inner => { inner.setNotFoundHandler(() => 1) }, { prefix: '/inner' })
  return app
}`,
  'named.mjs': `import build from './app.mjs'
export const buildApp = build
export const before = ${JSON.stringify(BEFORE)}
export const policy = { origins: '*' }`,
  'without.mjs': `${IMPORTS}export default fastify()`,
  'document.mjs': 'export default { origins: "*" }',
  'older.mjs': 'export default { ready () {}, inject () {}, close () {}, cors: { explain () {}, documentation () {} } }',
  'failing.mjs': 'export default { ready () {}, inject () {}, close () {}, cors: { explain () {}, documentation () {}, status: () => ({ registrations: [] }), replace () { throw new Error("no") } } }',
  'several.mjs': `${IMPORTS}export default () => {
  const app = fastify()
  for (const prefix of ['/a', '/b']) app.register(async app => { await app.register(cors, { origins: ['https://x.example'], lint: 'off' }); app.get('/x', () => 1) }, { prefix })
  return app
}`
}
