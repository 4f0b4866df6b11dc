/** The difference for the routes of an application, against its responses and the browser model. */
import Fastify from 'fastify'
import t from 'tap'
import { scriptedServer, simulateFetch } from '../../../lib/browser.ts'
import { diffApplication } from '../../../lib/diff/application.ts'
import { corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { HeaderLine } from '../../../types/browser.ts'
import type { CorsDiffGrant } from '../../../types/diff.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { random, type Random } from '../properties/seeded-random.ts'
import { byDefinition } from '../properties/origin-definition.ts'
import { SEED, rounds } from '../properties/seed.ts'

const PAIRS = Math.max(rounds(40), 20)

const ORIGINS = ['https://a.test', 'https://b.test', 'https://x.a.test', 'https://own.test', 'https://listed.test']
const PATTERNS = ['https://a.test', 'https://b.test', 'https://*.a.test', 'https://*.x.a.test:*', 'https://x-*.a.test']
const LISTED = 'https://listed.test'

const app = Fastify()
app.register(corsPlugin, {
  origins: ['https://a.test'], policies: { named: { origins: '*' } }, lint: 'off', sources: { s: { ...memoryOrigins([LISTED]), maxStale: 3_600_000 } }
})
app.register(async app => {
  for (const method of ['get', 'put', 'delete', 'patch'] as const) app[method]('/orders', async () => '')
  app.put('/orders/:id', async () => '')
  app.route({ method: 'TRACE', url: '/trace', handler: async () => '' })
  app.get('/admin/users', async () => '')
  app.put('/override', { config: { cors: { methods: ['PUT'] } } }, async () => '')
  app.get('/own', { config: { cors: { origins: ['https://own.test'] } } }, async () => '')
  app.put('/named', { config: { cors: 'named' } }, async () => '')
  app.put('/off', { config: { cors: false } }, async () => '')
})
await app.ready()
t.teardown(() => app.close())

function policyOf (source: Random): object {
  const credentials = source.chance(0.4)
  return {
    origins: source.chance(0.2) && !credentials ? '*' : [...PATTERNS.filter(() => source.chance(0.4)), source.chance(0.3) ? { source: 's' } : source.pick(PATTERNS)],
    credentials,
    ...source.chance(0.5) ? { methods: ['PUT', 'DELETE', 'PATCH'].filter(() => source.chance(0.5)) } : {},
    ...source.chance(0.5) ? { allowedHeaders: ['X-H', 'X-I'].filter(() => source.chance(0.5)) } : {},
    ...source.chance(0.5) ? { exposedHeaders: ['X-E'] } : {}
  }
}

function documentOf (source: Random): CorsPolicyDocument {
  return {
    ...policyOf(source),
    policies: { named: policyOf(source) },
    routes: { '/admin/*': source.pick([false, 'named', policyOf(source)]), ...source.chance(0.5) ? { '/orders': policyOf(source) } : {} },
    notFound: source.pick([false, 'named', policyOf(source)])
  } as CorsPolicyDocument
}

interface Asked { readonly method: string, readonly url: string, readonly origin: string, readonly headers: readonly string[], readonly credentials: boolean }

async function isAllowed ({ method, url, origin, headers, credentials }: Asked): Promise<boolean> {
  const respond = async (request: object) => {
    const response = await app.inject({ url, ...request })
    return { status: response.statusCode, headers: Object.entries(response.headers).map(([name, value]): HeaderLine => [name, String(value)]) }
  }
  const preflight = await respond({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers.join() } })
  const response = await respond({ method, headers: { origin } })
  const page = { url: `https://server.invalid${url}`, method, origin, headers: headers.map((name): HeaderLine => [name, '1']), credentials: credentials ? 'include' as const : 'omit' as const }
  return simulateFetch(page, scriptedServer([{ preflight, response }])).outcome === 'allow'
}

/** Whether some grant is about the origin and about what the request needs. */
function isTold (grants: readonly CorsDiffGrant[], { origin, headers, credentials }: Asked): boolean {
  return grants.some(({ origins, rights }) => origins.some(some => {
    if (some.kind === 'kept') {
      return (credentials && rights.credentials) || headers.some(name => 'includes' in rights.requestHeaders && rights.requestHeaders.includes(name.toLowerCase()))
    }
    return some.kind === 'any' || (some.kind === 'pattern' ? byDefinition([some.pattern])(origin) : origin === LISTED)
  }))
}

t.test('routes of an application gain and lose what the difference says', async t => {
  const counts = { gained: 0, lost: 0, same: 0 }
  const wrong: unknown[] = []
  for (let n = 0; n < PAIRS; n++) {
    const source = random(SEED + n)
    const documents = [documentOf(source), documentOf(source)]
    const asked = (await app.cors.documentation()).routes.flatMap(({ url, methods }) => methods.filter(({ method }) => method !== 'HEAD' && method !== 'TRACE').map(({ method }): Asked => ({
      method, url: url!.replace(':id', '7'), origin: source.pick(ORIGINS), headers: source.chance(0.5) ? [source.pick(['X-H', 'X-I'])] : [], credentials: source.chance(0.3)
    })))
    const [before, after] = [[], []] as [boolean[], boolean[]]
    const documentations = []
    for (const [i, document] of documents.entries()) {
      await app.cors.replace(document)
      documentations.push(await app.cors.documentation())
      for (const one of asked) (i === 0 ? before : after).push(await isAllowed(one))
    }
    const { changes } = diffApplication(documentations[0]!, documentations[1]!)
    for (const [i, one] of asked.entries()) {
      const change = changes.find(({ subjects }) => subjects.some(subject => subject.kind === 'route' && subject.method === one.method && subject.url.replace(':id', '7') === one.url))
      const [gains, losses] = [isTold(change?.gains ?? [], one), isTold(change?.losses ?? [], one)]
      if (before[i] !== after[i]) counts[after[i] ? 'gained' : 'lost']++
      else counts.same++
      if (after[i] && !before[i] && !gains) wrong.push(['is gained', SEED + n, one, ...documents])
      if (before[i] && !after[i] && !losses) wrong.push(['is lost', SEED + n, one, ...documents])
    }
  }
  t.strictSame(wrong.slice(0, 3), [])
  t.ok(Object.values(counts).every(count => count >= PAIRS / 4), JSON.stringify(counts))
})

t.test('a route changes only if browsers can send its method', async t => {
  const documentations = []
  for (const origin of ['https://a.test', 'https://b.test']) {
    await app.cors.replace({ origins: [origin], policies: { named: { origins: '*' } } })
    documentations.push(await app.cors.documentation())
  }
  const { changes } = diffApplication(documentations[0]!, documentations[1]!)
  const methods = changes.flatMap(({ subjects }) => subjects.flatMap(subject => subject.kind === 'route' ? [subject.method] : []))
  t.strictSame([...new Set(methods)].sort(), ['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT'])
})

t.test('an application without changes has no difference', async t => {
  const documentation = await app.cors.documentation()
  t.strictSame(diffApplication(documentation, documentation), {
    version: 1, kind: 'application', widens: false, narrows: false, changes: [], policyNames: { added: [], removed: [] }
  })
})
