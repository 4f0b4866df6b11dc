/** Tests the commands with an application whose policy is in a store that cannot be read. */
import t from 'tap'
import { commandIn, diffIn } from './command.ts'
import { FASTIFY, here, PLUGIN } from './example-files.ts'

const IMPORTS = `${FASTIFY}${PLUGIN}import { fileDocument, memoryOrigins } from ${here('lib/sources.ts')}\n`
const ROUTES = "app.get('/orders', () => 1)\napp.put('/orders', { config: { cors: 'office' } }, () => 1)"
const OFFICE = { policies: { office: { origins: ['https://office.example'], methods: ['PUT'] } } }

const folder = t.testdir({
  'before.json': JSON.stringify({ origins: ['https://app.example'], ...OFFICE }),
  'after.json': JSON.stringify({ origins: ['https://app.example', 'https://new.example'], ...OFFICE }),
  'without-office.json': JSON.stringify({ origins: ['https://app.example'] }),
  'with-source.json': JSON.stringify({ origins: [{ source: 'tenants' }], ...OFFICE }),
  'bad.json': '{\n  "origins": ["https://a.test/"]\n}',
  'app.mjs': `${IMPORTS}export default () => {
  const app = fastify()
  app.register(cors, { policy: { ...fileDocument('missing.json'), startDeadline: 50 }, sources: { tenants: memoryOrigins([]) } })
  app.register(async app => { ${ROUTES} })
  return app
}`,
  'in-code.mjs': `${IMPORTS}export default () => {
  const app = fastify()
  app.register(cors, ${JSON.stringify({ origins: ['https://app.example'], ...OFFICE })})
  app.register(async app => { ${ROUTES} })
  return app
}`,
  'second.mjs': `${IMPORTS}export default () => {
  const app = fastify()
  app.register(async app => { app.register(cors, { origins: '*' }) })
  app.register(async app => { app.register(cors, { policy: { ...fileDocument('missing.json'), startDeadline: 50 } }) }, { prefix: '/b' })
  return app
}`
})

t.test('each command that starts an application takes the policy of a file in place of that in the store', async t => {
  for (const [args, status, stdout] of [
    ['validate app.mjs --document before.json', 0, /^app\.mjs: valid\n$/],
    ['validate app.mjs --document with-source.json', 0, /^app\.mjs: valid\n$/],
    ['lint app.mjs --document before.json --verbose', 0, /GET \/orders|origins/],
    ['docs app.mjs --document before.json', 0, /https:\/\/office\.example/],
    ['explain app.mjs --document before.json --origin https://app.example --url /orders', 0, /The page can read the response/],
    ['explain app.mjs --document before.json --origin https://new.example --url /orders', 1, /Add "https:\/\/new\.example" to `origins`/]
  ] as const) {
    const result = await commandIn(folder, args)
    t.match(result, { status, stderr: '' }, args)
    t.match(result.stdout, stdout, args)
  }
})

t.test('without the option, the store is read, and the message names the option', async t => {
  for (const command of ['validate app.mjs', 'lint app.mjs', 'docs app.mjs']) {
    const { status, stderr } = await commandIn(folder, command)
    t.equal(status, 2, command)
    t.match(stderr, /The application does not start: The store .*missing\.json cannot be read: .* With --document <file>, the command needs no store\.\n$/, command)
  }
})

t.test('diff --app compares the routes of an application whose policy is in a store', async t => {
  const stored = await diffIn(folder, 'before.json after.json --app app.mjs')
  t.strictSame(stored, await diffIn(folder, 'before.json after.json --app in-code.mjs'))
  t.match(stored, { status: 1, stdout: /https:\/\/new\.example/, stderr: '' })
  t.match(await diffIn(folder, 'before.json before.json --app app.mjs'), { status: 0 })
})

t.test('a policy that is invalid, or that the routes cannot have, is reported as such', async t => {
  t.match(await commandIn(folder, 'lint app.mjs --document bad.json'), { status: 1, stdout: /^bad\.json:2:\d+: .*has a path/, stderr: '' })
  t.match(await commandIn(folder, 'validate app.mjs --document without-office.json'), { status: 1, stdout: /office/ })
  t.match(await commandIn(folder, 'validate app.mjs --document nowhere.json'), { status: 2, stderr: /nowhere\.json: The file cannot be read/ })
})

t.test('an option without an effect is a mistake', async t => {
  for (const args of ['validate in-code.mjs --document before.json', 'lint before.json --document after.json', 'validate second.mjs --document before.json']) {
    const { status, stderr } = await commandIn(folder, args)
    t.equal(status, 2, args)
    t.match(stderr, args.includes('second') ? /missing\.json cannot be read/ : /--document \w+\.json has no effect\. .* Remove --document\.\n$/, args)
  }
})
