/** Which differences the report explains: in random configurations, beside a naive model of the library and of the policy, and with planted faults. */
import fc from 'fast-check'
import t from 'tap'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import { fromFastifyCors, fromNginxCors, type CorsMigration } from '../../../lib/migrate.ts'
import { affectsNeedlessPreflights, affectsPreflights, isAffected } from '../../../lib/migrate/affected-requests.ts'
import { expressionOf } from '../../../lib/migrate/origins/candidates.ts'
import { differenceOf } from '../../../lib/migrate/proof/compare.ts'
import { isExplained } from '../../../lib/migrate/proof/is-explained.ts'
import type { HeaderLine, PageRequest, SentRequest, ServerResponse } from '../../../types/browser.ts'
import { rounds, SEED } from '../properties/seed.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

interface Options {
  readonly origin: ReadonlyArray<string | RegExp>
  readonly credentials: boolean
  readonly methods: readonly string[]
  readonly allowedHeaders: readonly string[] | null
  readonly exposedHeaders: readonly string[]
}

/** What is sent for an allowed origin, by either side. */
interface Answers {
  readonly allows: string | undefined
  readonly credentials: boolean
  readonly methods: readonly string[]
  readonly headers: readonly string[]
  readonly exposed: readonly string[]
  readonly refused: number
}

function respond (request: SentRequest, { allows, credentials, methods, headers, exposed, refused }: Answers): ServerResponse {
  const lines: HeaderLine[] = [['x-proof', '1']]
  if (allows !== undefined) {
    lines.push(['access-control-allow-origin', allows], ['access-control-expose-headers', exposed.join(', ')])
    if (credentials) lines.push(['access-control-allow-credentials', 'true'])
  }
  if (request.method !== 'OPTIONS') return { status: 200, headers: lines }
  lines.push(['access-control-allow-methods', methods.join(', ')], ['access-control-allow-headers', headers.join(', ')])
  return { status: allows === undefined ? refused : 204, headers: lines }
}

const headerOf = (request: SentRequest, name: string): string => request.headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? ''

function oldResponse (request: SentRequest, { origin, credentials, methods, allowedHeaders, exposedHeaders }: Options): ServerResponse {
  const from = headerOf(request, 'origin')
  const isAllowed = origin.some(entry => typeof entry === 'string' ? entry === from : entry.test(from))
  const requested = headerOf(request, 'access-control-request-headers').split(',')
  return respond(request, { allows: isAllowed ? from : undefined, credentials, methods, headers: allowedHeaders ?? requested, exposed: exposedHeaders, refused: 204 })
}

function newResponse (request: SentRequest, document: CorsMigration['document']): ServerResponse {
  const from = headerOf(request, 'origin')
  const { origins, credentials = false, methods = METHODS, allowedHeaders = [], exposedHeaders = [] } = document!
  const isAllowed = origins === '*' || origins!.some(pattern => new RegExp(`^(?:${expressionOf(pattern as string)})$`).test(from))
  return respond(request, {
    allows: isAllowed ? origins === '*' ? '*' : from : undefined, credentials, methods, headers: [allowedHeaders].flat(), exposed: [exposedHeaders].flat(), refused: 403
  })
}

const ORIGINS = ['https://app.example.com', 'https://shop.example.com', 'http://localhost:3000', 'https://a.b.test:8443']
const EXPRESSIONS = [
  /^https:\/\/app\.example\.com$/, /^https:\/\/app\.example\.com/, /\.example\.com$/, /^http:\/\/localhost(:\d+)?$/, /^https:\/\/[a-z]+\.example\.com$/, /^https:\/\/(app|shop)\.example\.com$/, /^https:\/\/(?=a).*\.test/
]
const optionsOf = fc.record<Options>({
  origin: fc.array(fc.oneof(fc.constantFrom(...ORIGINS), fc.constantFrom(...EXPRESSIONS)), { minLength: 1, maxLength: 4 }),
  credentials: fc.boolean(),
  methods: fc.subarray([...METHODS, '*']),
  allowedHeaders: fc.oneof(fc.subarray(['X-Custom', 'Content-Type', 'Authorization', '*']), fc.constant(null)),
  exposedHeaders: fc.subarray(['X-Proof', 'ETag', '*'])
})
const pages = fc.array(fc.record<PageRequest>({
  origin: fc.constantFrom(...ORIGINS, 'https://zq.example.com', 'http://app.example.com', 'https://app.example.com:81', 'https://evil.test', 'http://localhost:1', 'null'),
  url: fc.constant('http://api.test/items'),
  method: fc.constantFrom(...METHODS),
  credentials: fc.constantFrom('omit', 'include'),
  headers: fc.constantFrom([], [['X-Custom', 'a']], [['Authorization', 'a']], [['content-type', 'application/json']], [['X-Other', 'a'], ['X-Custom', 'a']])
}), { minLength: 8, maxLength: 8 })

/** A policy without one of its entries, or with another one. */
const FAULTS: ReadonlyArray<(document: NonNullable<CorsMigration['document']>) => NonNullable<CorsMigration['document']>> = [
  document => ({ ...document, origins: (document.origins as readonly string[]).slice(1) }),
  document => ({ ...document, methods: (document.methods ?? METHODS).filter(method => method !== 'PUT' && method !== 'PATCH') }),
  document => ({ ...document, allowedHeaders: [document.allowedHeaders ?? []].flat().filter(name => !['X-Custom', 'Content-Type', 'Authorization', '*'].includes(name)) }),
  document => ({ ...document, credentials: false }),
  document => ({ ...document, exposedHeaders: [] }),
  document => document.origins === '*' ? document : { ...document, origins: [...document.origins as readonly string[], 'https://evil.test', 'null'] },
  document => ({ ...document, methods: METHODS }),
  document => ({ ...document, credentials: true }) as typeof document,
  document => ({ ...document, allowedHeaders: [document.allowedHeaders ?? []].flat().concat('X-Other', 'X-Custom', 'Authorization', 'Content-Type') }) as typeof document
]

t.test('each difference has its cause in the report, and a planted fault has no cause', async t => {
  const counts = { same: 0, explained: 0, planted: 0, opened: 0 }
  await fc.assert(fc.asyncProperty(optionsOf, pages, fc.constantFrom(...FAULTS), fc.boolean(), async (options, requests, fault, acceptWider) => {
    const migration = await fromFastifyCors(options, { version: '11.4.3', acceptWider })
    const { document } = migration
    if (document === null) return
    const faulty = fault(document)
    for (const page of requests) {
      const was = simulateFetch(page, request => oldResponse(request, options))
      const difference = (policy: CorsMigration['document']): ReturnType<typeof differenceOf> => differenceOf(was, simulateFetch(page, request => newResponse(request, policy)))
      const explains = async ([effect, cause]: NonNullable<ReturnType<typeof differenceOf>>): Promise<boolean> => isExplained({ effect, cause, request: { page, isRouted: true } }, [migration])
      const found = difference(document)
      if (found === undefined) {
        counts.same++
        const planted = difference(faulty)
        if (planted === undefined) continue
        counts.planted++
        if (planted[0] === 'opens') counts.opened++
        // An expression that also accepts the origin, and that no pattern says, would allow it as well.
        const isAccepted = options.origin.some(entry => typeof entry !== 'string' && entry.test(page.origin)) && planted[1].startsWith('allow-origin')
        if (await explains(planted) && !isAccepted) throw new Error(`a planted fault is explained: ${planted.join()} ${JSON.stringify(page)} ${String(options.origin)}`)
      } else {
        counts.explained++
        if (found[0] === 'opens' && migration.opens.length === 0) throw new Error(`opens without a word: ${JSON.stringify(page)}`)
        if (!await explains(found)) throw new Error(`silent: ${found.join()} ${JSON.stringify(page)} ${JSON.stringify({ ...options, origin: options.origin.map(String) })} ${JSON.stringify(document)}`)
      }
    }
  }), { seed: SEED, numRuns: rounds(1000) })
  t.ok(Object.values(counts).every(count => count > 0), JSON.stringify(counts))
  t.comment(JSON.stringify(counts))
})

t.test('a change that says nothing about requests is about none, and other statuses do not change access', async t => {
  const { closes, ...migration } = await fromFastifyCors({ origin: 'https://app.example.com', credentials: true }, { version: '11.4.3' })
  const request = { origin: 'https://app.example.com', method: 'GET', unsafeHeaders: ['x-custom'], credentials: true, path: '/', subject: 'header', exposed: [] } as const
  t.equal(await isAffected(closes[0]!, request), true)
  t.equal(await isAffected({ ...closes[0]! }, request), false)
  const difference = { cause: 'header-not-allowed', request: { page: { origin: request.origin, url: 'http://api.test/a?b' }, isRouted: true } }
  t.equal(await isExplained({ effect: 'changes', ...difference }, [{ ...migration, closes }]), false)
  t.equal(await isExplained({ effect: 'closes', ...difference }, [{ ...migration, closes, place: '/b' }]), false)
})

t.test('changes about preflights, functions and locations say which requests they are about', async t => {
  const request = { origin: 'https://app.example.com', method: 'GET', unsafeHeaders: [], credentials: false, path: '/', subject: 'origin', exposed: [] } as const
  for (const [more, isPreflight] of [[{}, false], [{ method: 'PUT' }, true], [{ unsafeHeaders: ['x-custom'] }, true]] as const) {
    t.equal(await affectsPreflights({ ...request, ...more }), isPreflight)
    t.equal(await affectsNeedlessPreflights({ ...request, ...more }), !isPreflight)
  }

  const anyHost = (origin: string | undefined, done: (error: Error | null, isAllowed: boolean) => void): void => { done(null, origin?.endsWith('.example.com') === true) }
  const { opens, closes, widerOffers } = await fromFastifyCors({ origin: anyHost }, { version: '11.4.3' })
  const about = async (origin: string): Promise<boolean> => (await Promise.all([...opens, ...closes, ...widerOffers].map(change => isAffected(change, { ...request, origin })))).includes(true)
  t.strictSame([await about('https://app.example.com'), await about('https://other.example')], [true, false])

  const nginx = await fromNginxCors("location / { add_header Access-Control-Allow-Origin https://app.example.com always; } location ~ \\.json$ { add_header Access-Control-Allow-Origin '*' always; proxy_pass http://a; }")
  const changes = nginx.flatMap(({ opens, closes }) => [...opens, ...closes]).filter(({ id }) => id === 'location-without-key')
  t.equal(changes.length, 1)
  t.strictSame(await Promise.all(['/a.json?b', '/a'].map(async path => await isAffected(changes[0]!, { ...request, path }))), [true, false])
})
