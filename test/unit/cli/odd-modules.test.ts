/** Tests that commands report modules whose errors and exports cannot be read. */
import t from 'tap'
import { testCommandRows, type CommandRow } from './command-rows.ts'

/** Values that fail when they are converted to text, as expressions. */
const ODD_VALUES = [
  ['null-prototype', 'Object.create(null)'],
  ['bad-text', '{ toString () { throw new Error("no text") } }'],
  ['bad-message', 'Object.defineProperty(new Error(), "message", { get () { throw new Error("no message") } })'],
  ['proxy', 'new Proxy({}, { get () { throw null }, has () { throw null }, getPrototypeOf () { throw null } })'],
  ['revoked', '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()']
] as const

const folder = t.testdir({
  ...Object.fromEntries(ODD_VALUES.flatMap(([name, value]) => [
    [`throws-${name}.mjs`, `throw ${value}`],
    [`rejects-${name}.mjs`, `await Promise.reject(${value})`],
    [`function-throws-${name}.mjs`, `export default () => { throw ${value} }`],
    [`plugin-throws-${name}.mjs`, `export default (app, options) => { throw ${value} }`],
    [`no-start-${name}.mjs`, `export default { async ready () { throw ${value} }, inject () {}, close () {} }`]
  ])),
  'odd-export.mjs': 'export default new Proxy({}, { get () { throw new Error("no access") } })',
  'odd-function.mjs': 'export default new Proxy(() => {}, { has () { throw new Error("no access") } })',
  'odd-result.mjs': 'export default () => ({ get ready () { throw new Error("no access") } })',
  'odd-namespace.cjs': 'Object.defineProperty(exports, "__esModule", { value: true }); Object.defineProperty(exports, "default", { get () { throw new Error("no access") } })',
  'unknown.xyz': ''
})

testCommandRows(folder, [
  ...ODD_VALUES.flatMap(([name]): CommandRow[] => [
    [`validate throws-${name}.mjs`, 2, '', new RegExp(`^fastify-cors-policy: throws-${name}\\.mjs: The module cannot be loaded: [^\n]+\n$`)],
    [`validate rejects-${name}.mjs`, 2, '', new RegExp(`^fastify-cors-policy: rejects-${name}\\.mjs: The module cannot be loaded: [^\n]+\n$`)],
    [`validate function-throws-${name}.mjs`, 2, '', /The exported function throws an error: The thrown value has no message\./],
    [`lint plugin-throws-${name}.mjs`, 2, '', /The plugin cannot be registered: [^\n]+\n$/],
    [`docs no-start-${name}.mjs`, 2, '', /The application does not start: The thrown value has no message\.\n$/]
  ]),
  ['validate odd-export.mjs', 2, '', /odd-export\.mjs: The default export cannot be used: no access\n$/],
  ['validate odd-function.mjs', 2, '', /odd-function\.mjs: The default export cannot be used: no access\n$/],
  ['validate odd-result.mjs', 2, '', /odd-result\.mjs: The default export cannot be used: no access\n$/],
  ['validate odd-namespace.cjs', 2, '', /odd-namespace\.cjs: [^\n]*no access\n$/],
  ['validate unknown.xyz', 2, '', /unknown\.xyz: The module cannot be loaded: /]
])
