/** Random applications with `routes` and overrides: a preflight and its request get the policy that the oracle computes. */
import Fastify from 'fastify'
import OldestFastify from 'fastify-oldest'
import t from 'tap'
import { disagreement, policyOf } from './agreement.ts'
import { ORIGIN, REQUEST_HOSTS, URLS, randomApp } from './random-app.ts'
import { CHOICE_METHODS, CHOICE_URLS, RandomChoices } from './random-choices.ts'
import { random } from '../../unit/properties/seeded-random.ts'
import { countOf, isLong } from '../../unit/properties/seed.ts'
import { end } from './started.ts'

const PREFLIGHTS = countOf('PREFLIGHTS', 1_000, 300_000)
const SEED = Number(process.env['SEED'] ?? 20_261_129)
const PER_APP = 120

/** The newest version that the plugin is for, and in the long run the oldest one, on which other random applications run as well. */
const VERSIONS = [Fastify, ...isLong ? [OldestFastify as unknown as typeof Fastify] : []]

const ALL_URLS = [...CHOICE_URLS, ...CHOICE_URLS, ...URLS]

for (const create of VERSIONS) {
  const { version } = create()
  t.test(`on Fastify ${version}, a request and its preflight get the policy that the document and its route choose`, async (t) => {
    const found: string[] = []
    const seen = new Map<string, number>()
    for (let n = 0; n * PER_APP < PREFLIGHTS; n++) {
      const source = random(SEED + n)
      const choices = new RandomChoices(source, ORIGIN)
      const app = await randomApp(create, source, { scopes: n % 2 === 1, choices })
      const refusal = choices.refusal()
      if (refusal !== undefined) found.push(`SEED=${SEED + n} should be refused: ${refusal}`)
      const { ignoreTrailingSlash, useSemicolonDelimiter } = { ...app.initialConfig, ...app.initialConfig.routerOptions } as Record<string, unknown>
      const delimiter = useSemicolonDelimiter === true ? /[?#;]/ : /[?#]/
      for (let i = 0; i < PER_APP; i++) {
        const asked = { method: source.pick(CHOICE_METHODS), url: source.pick(ALL_URLS), host: source.pick(REQUEST_HOSTS) }
        const description = await disagreement(app, asked)
        if (description !== undefined) found.push(`SEED=${SEED + n} ${description}`)
        const { url, method, host } = asked
        const { headers } = await app.inject({ method: method as 'GET', url, headers: { origin: ORIGIN, host } })
        const id = headers['x-declared']
        if (id === undefined) continue
        const actual = policyOf(headers, 'access-control-expose-headers')
        const expected = choices.expected(Number(id), url, ignoreTrailingSlash === true, delimiter)
        if (actual !== expected) found.push(`SEED=${SEED + n} ${method} ${url}: the request has policy ${actual}, and not ${expected}`)
        const kind = expected === 'off' ? 'off' : 'on'
        seen.set(kind, (seen.get(kind) ?? 0) + 1)
      }
      await end(app)
    }
    t.same(found.slice(0, 10), [])
    t.ok(Math.min(...seen.values()) > PREFLIGHTS / 100 && seen.size === 2, `answered by routes: ${[...seen].join(' ')}`)
  })
}
