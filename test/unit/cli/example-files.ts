/** Policies and applications that several tests of commands read, as the text of each file. */

/** The address of a file of this repository, as a string of JavaScript. */
export const here = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href)

/** The lines that import Fastify and the plugin. */
export const FASTIFY = `import fastify from ${here('node_modules/fastify/fastify.js')}\n`
export const PLUGIN = `import cors from ${here('lib/index.ts')}\n`

/** Registers the plugin, and adds a route. */
export const REGISTER = 'app.register(cors, { origins: [\'https://app.example.com\'] }); app.put(\'/orders/:id\', () => 1)'

export const EXAMPLE_FILES = {
  'policy.json': `{
  "origins": ["https://*.example.com"],
  "methods": ["PUT"],
  "policies": { "public": { "origins": "*", "exposedHeaders": "*" } },
  "routes": { "/prices/*": "public", "/health": false }
}`,
  'bad.json': '{\r\n  "origins": [\r\n    "https://a.test",\r\n    "https://b.test/"\r\n  ],\r\n  "routes": { "/a/b": "publik" },\r\n  "credentails": true\r\n}',
  'syntax.json': '{\n  "origins": "*",\n  "maxAge": 1,\n}',
  'document.mjs': 'export default { origins: [\'https://app.example.com\'] }',
  'instance.mjs': `${FASTIFY}${PLUGIN}const app = fastify()\n${REGISTER}\nexport default app`,
  'function.mjs': `${FASTIFY}${PLUGIN}export default async function () { const app = fastify(); ${REGISTER}; return app }`,
  'options.mjs': `${FASTIFY}${PLUGIN}export default options => { const app = fastify(options); ${REGISTER}; return app }`,
  'plugin.mjs': `${PLUGIN}export default async function (app, options) { ${REGISTER} }`,
  'no-promise.mjs': `${PLUGIN}export default app => { ${REGISTER} }`,
  'sources.mjs': `${PLUGIN}const down = { connect () { throw new Error('connection refused') }, startDeadline: 20 }
export default async (app) => { app.register(cors, { origins: ['https://app.example.com', { source: 'tenants' }], maxAge: 600, sources: { tenants: down } }); app.get('/orders', () => 1) }`,
  'strict.mjs': `${FASTIFY}${PLUGIN}export default () => { const app = fastify(); app.register(async scope => { await scope.register(cors, { origins: ['https://app.example.com'], lint: 'error' }); scope.put('/in', () => 1) }); app.put('/prices', { config: { cors: { origins: '*' } } }, () => 1); return app }`,
  'throws.mjs': 'throw new Error(\'no database \\u001b[31m\')',
  'refused.mjs': `${FASTIFY}${PLUGIN}const app = fastify(); app.register(cors, { origins: ['https://a.test/'] }); export default app`,
  'without.mjs': `${FASTIFY}const app = fastify(); app.register(async () => {}); export default app`,
  'other.mjs': 'export default { ready () {}, inject () {}, close () {} }'
}
