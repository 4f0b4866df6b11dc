/** The origins of pages in development: valid in a policy, on this computer only, and never in production. */
import { networkInterfaces } from 'node:os'
import t from 'tap'
import { developmentOrigins, type DevelopmentOriginsOptions } from '../../lib/development-origins.ts'
import { CorsPolicyError, compilePolicy, decide, validatePolicy } from '../../lib/index.ts'

const reasonFor = (origins: readonly string[], origin: string): string => decide(compilePolicy({ origins }), { method: 'GET', origin }).reason

t.test('without options, it allows every loopback spelling on any port, and nothing else', async (t) => {
  const origins = developmentOrigins()
  t.ok(Object.isFrozen(origins))
  t.ok(validatePolicy({ origins, credentials: true }))
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    for (const origin of [`http://${host}`, `http://${host}:5173`, `https://${host}:8443`]) t.equal(reasonFor(origins, origin), 'origin-allowed', origin)
  }
  for (const origin of ['http://192.168.1.5:5173', 'http://localhost.example', 'http://127.0.0.2', 'null']) {
    t.equal(reasonFor(origins, origin), 'origin-not-allowed', origin)
  }
})

t.test('with ports, only these are allowed, and a default port is written as browsers do', async (t) => {
  const origins = developmentOrigins({ ports: [80, 443, 5173, 5173] })
  t.strictSame([...origins].filter((origin) => origin.includes('localhost')), [
    'http://localhost', 'http://localhost:443', 'http://localhost:5173', 'https://localhost:80', 'https://localhost', 'https://localhost:5173'
  ])
  t.ok(validatePolicy({ origins, credentials: true }))
})

t.test('with lan, the addresses of this computer are allowed, and with credentials only with the flag', async (t) => {
  const origins = developmentOrigins({ ports: [5173], lan: true })
  const own = Object.values(networkInterfaces()).flat().filter((address) => address?.internal === false && address.family === 'IPv4')
  t.equal(origins.length, 6 + new Set(Object.values(networkInterfaces()).flat().filter((address) =>
    address?.internal === false && !address.address.startsWith('fe80')).map((address) => address!.address)).size)
  for (const address of own) t.ok(origins.includes(`http://${address!.address}:5173`), address!.address)
  t.ok(validatePolicy({ origins }))
  t.ok(validatePolicy({ origins, credentials: true, dangerouslyAllow: ['insecure-origins'] }))
})

t.test('invalid options are rejected with every issue', async (t) => {
  const rows: readonly (readonly [options: unknown, issues: readonly string[]])[] = [
    [null, ['wrong-type ']],
    [[5173], ['wrong-type ']],
    ['5173', ['wrong-type ']],
    [{ port: 5173, lan: 1, ports: [] }, ['unknown-field /port', 'wrong-type /lan', 'wrong-type /ports']],
    [{ ports: 5173 }, ['wrong-type /ports']],
    [{ env: 'production' }, ['wrong-type /env']],
    [{ env: null }, ['wrong-type /env']],
    [{ ports: [0, '5173', 65536, 1.5, 1] }, ['wrong-type /ports/0', 'wrong-type /ports/1', 'wrong-type /ports/2', 'wrong-type /ports/3']]
  ]
  for (const [options, issues] of rows) {
    let error: unknown
    try {
      developmentOrigins(options as DevelopmentOriginsOptions)
    } catch (thrown) {
      error = thrown
    }
    t.ok(error instanceof CorsPolicyError)
    t.strictSame((error as CorsPolicyError).issues.map(({ id, path }) => `${id} ${path}`), issues)
  }
})

t.test('in production, it is rejected', async (t) => {
  t.intercept(process, 'env', { value: { ...process.env, NODE_ENV: 'production' } })
  const rejected = { code: 'FST_CORS_POLICY_INVALID', message: /development-origins-in-production/ }
  t.throws(() => developmentOrigins(), rejected)
  t.throws(() => developmentOrigins({ env: undefined as never }), rejected)
  t.doesNotThrow(() => developmentOrigins({ env: {} }))
  t.throws(() => developmentOrigins({ env: { NODE_ENV: 'production' } }), rejected)
})
