/** Policies and applications that the command `lint` reads, as the text of each file. */
import { FASTIFY, PLUGIN } from './example-files.ts'

const APPLICATION = `${FASTIFY}${PLUGIN}const app = fastify()\n`
export const POLICY = '"origins": ["https://app.example.com"], "maxAge": 600'

export const LINTED_FILES = {
  'policy.json': `{
  "origins": ["https://*.example.com"],
  "credentials": true,
  "methods": ["PUT"],
  "exposedHeaders": [
    "X-A",
    "x-a"
  ]
}`,
  'error.json': '{ "origins": ["https://*.github.io"], "maxAge": 600 }',
  'fine.json': `{ ${POLICY} }`,
  'info.json': '{ "origins": ["https://app.example.com"], "methods": ["PUT"] }',
  'hostile.jsonc': `{ ${POLICY}, "routes": { "/\\u001b[31m|a,b:%0A::error::x\`": { "exposedHeaders": ["X-A", "x-a"] } } }`,
  'hidden.jsonc': `{ ${POLICY}, "routes": { "/\u202e\u009b": { "exposedHeaders": ["X-A", "x-a"] } } }`,
  'odd`|\u202e,:%.json': `{ ${POLICY}, "methods": ["PUT", "PUT"] }`,
  'bad.json': '{\n  "origins": ["https://a.test/"]\n}',
  'document.mjs': 'export default { origins: [\'https://*.example.com\'], credentials: true }',
  'app.mjs': `${APPLICATION}app.register(cors, { origins: ['https://app.example.com'], maxAge: 600, exposedHeaders: ['X-A', 'x-a'], policies: { p: { origins: '*' } }, lint: 'off' })
    app.get('/a', { config: { cors: { methods: ['PUT', 'PUT'] } } }, () => 1)
    export default app`,
  'fails.mjs': `${APPLICATION}app.register(cors, { origins: ['https://a.test/'] }); export default app`,
  'syntax.json': '{\n  "origins": [,]\n}',
  'odd-document.mjs': 'const list = [5n, /x|`y`/]; list.push(list); export default { origins: list }',
  'strict.mjs': `${APPLICATION}export default () => {
    const app = fastify({ logger: { stream: { write: line => { globalThis.logged = (globalThis.logged ?? '') + line } } } })
    app.register(async scope => { await scope.register(cors, { origins: ['https://app.example.com'], lint: 'error' }); scope.get('/in', () => 1) })
    app.put('/prices', { config: { cors: { origins: '*' } } }, () => 1)
    return app
  }`,
  'without.mjs': `${APPLICATION}export default app`,
  'older.mjs': `${APPLICATION}app.decorate('cors', { explain () {} }); export default app`,
  'one.mjs': `${APPLICATION}app.decorate('cors', { explain () {}, lint: async () => [{ id: 'new-rule', severity: 'error', place: null, path: '', value: null, message: 'It is new.', fix: null }] }); export default app`,
  'foreign.mjs': `${APPLICATION}const finding = (path, place) => ({ id: 'new-rule', severity: 'error', place, path, value: null, message: 'It is new.', fix: null })
    app.decorate('cors', { explain () {}, lint: async () => [finding('', null), finding('', 'GET /a'), finding('/maxAge', 'registration')] }); export default app`
}
