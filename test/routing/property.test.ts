import t from 'tap'
import { disagreement, type Asked } from './agreement.ts'
import { REQUEST_HOSTS, REQUEST_METHODS, URLS, randomApp, type Features } from './random-app.ts'
import { random } from './random.ts'

const PREFLIGHTS = Number(process.env['PREFLIGHTS'] ?? 30_000)
const SEED = Number(process.env['SEED'] ?? 20_261_122)
// Fastify keeps some of every application that is ever booted, so long runs ask each one more.
const PER_APP = Math.max(120, PREFLIGHTS / 250)

async function mismatches (preflights: number, seed: number, features: Features): Promise<string[]> {
  const found: string[] = []
  for (let n = 0; n * PER_APP < preflights; n++) {
    const source = random(seed + n)
    const app = await randomApp(source, features)
    for (let i = 0; i < PER_APP; i++) {
      const asked: Asked = {
        method: source.pick(REQUEST_METHODS), url: source.pick(URLS), host: source.pick(REQUEST_HOSTS)
      }
      const description = await disagreement(app, asked)
      if (description !== undefined) found.push(`SEED=${seed + n} ${description}`)
    }
    await app.close()
  }
  return found
}

t.test('with one registration, the policy that answers a preflight is the one that the actual request gets', async (t) => {
  t.same((await mismatches(PREFLIGHTS / 2, SEED, { scopes: false })).slice(0, 10), [])
})

t.test('so it is with nested registrations and not-found handlers, whatever their order', async (t) => {
  t.same((await mismatches(PREFLIGHTS / 2, SEED + 1_000_000, { scopes: true })).slice(0, 10), [])
})
