import Fastify from 'fastify'
import OldestFastify from 'fastify-oldest'
import t from 'tap'
import { disagreement, leak, type Asked } from './agreement.ts'
import { CROWDED_URLS, REQUEST_HOSTS, REQUEST_METHODS, URLS, randomApp, type Features } from './random-app.ts'
import { random } from '../../unit/properties/seeded-random.ts'
import { countOf } from '../../unit/properties/seed.ts'
import { end } from './started.ts'

const PREFLIGHTS = countOf('PREFLIGHTS', 500, 300_000)
const SEED = Number(process.env['SEED'] ?? 20_261_122)
const PER_APP = 120

/** The oldest and the newest version that the plugin is for. */
const VERSIONS = [Fastify, OldestFastify as unknown as typeof Fastify]

async function mismatches (create: typeof Fastify, seed: number, features: Features): Promise<string[]> {
  const found: string[] = []
  // Hooks belong to an application, so more of them are tried with fewer requests.
  const perApp = features.behaviors === true ? PER_APP / 5 : PER_APP
  for (let n = 0; n * perApp < PREFLIGHTS / 3; n++) {
    const source = random(seed + n)
    const app = await randomApp(create, source, features)
    for (let i = 0; i < perApp; i++) {
      const asked: Asked = {
        method: source.pick(features.crowded ? ['PUT', 'DELETE'] : REQUEST_METHODS),
        url: source.pick(features.crowded ? CROWDED_URLS : URLS),
        host: source.pick(REQUEST_HOSTS)
      }
      const description = await disagreement(app, asked) ?? (features.behaviors === true ? await leak(app, asked) : undefined)
      if (description !== undefined) found.push(`SEED=${seed + n} ${description}`)
    }
    await end(app)
  }
  return found
}

for (const create of VERSIONS) {
  const { version } = create()
  t.test(`on Fastify ${version}, a preflight and its actual request get the same policy`, async (t) => {
    t.same((await mismatches(create, SEED, { scopes: false })).slice(0, 10), [])
  })

  t.test(`on Fastify ${version}, a preflight and its request get the same policy if many routes compete for few URLs`, async (t) => {
    t.same((await mismatches(create, SEED + 2_000_000, { scopes: false, crowded: true })).slice(0, 10), [])
  })

  t.test(`on Fastify ${version}, a preflight and its request get the same policy with nested registrations and not-found handlers`, async (t) => {
    t.same((await mismatches(create, SEED + 1_000_000, { scopes: true })).slice(0, 10), [])
  })
  t.test(`on Fastify ${version}, so they do with hooks that respond, handlers of every kind, slow sources and HTTP/2, and nothing leaks`, async (t) => {
    t.same((await mismatches(create, SEED + 3_000_000, { scopes: true, behaviors: true })).slice(0, 10), [])
  })
}
