/**
 * Flask-CORS and Starlette beside the policy. Their answers are recorded in test/vectors, with the version. `RECORD=flask` and `RECORD=starlette` record
 * them again, with the program in `PYTHON`.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastify from 'fastify'
import t from 'tap'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import { combineMigrations, fromFlaskCors, fromStarletteCors, type CorsMigration } from '../../../lib/migrate.ts'
import { compareServers } from '../../../lib/migrate/proof/compare.ts'
import { isExplained } from '../../../lib/migrate/proof/is-explained.ts'
import { fetchServer, policyServer } from '../../../lib/migrate/proof/servers.ts'
import type { PageRequest } from '../../../types/browser.ts'
import { sample } from '../../unit/properties/seed.ts'

const APP = 'https://app.example.com'
const SHOP = 'https://shop.example.com'
const PATHS = ['/api/items', '/public/a', '/status']
const ROUTES = PATHS.map(url => ({ url, methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }))

const CONFIGURATIONS: Readonly<Record<string, readonly object[]>> = {
  flask: [
    {}, { origins: [APP, SHOP] }, { origins: APP, supports_credentials: true, allow_headers: ['X-Custom'] }, { supports_credentials: true }, { send_wildcard: true, supports_credentials: false },
    { origins: String.raw`^https://.*\.example\.com$`, methods: ['GET', 'PUT'], expose_headers: ['X-Proof'], max_age: 60 }, { origins: 'https://APP.example.com' }, { origins: ['*', APP] },
    { resources: { '/api/*': { origins: [APP] }, '/public/*': { origins: '*', allow_headers: 'X-Custom' } } }, { resources: String.raw`/api/.*`, origins: SHOP },
    { resources: ['/api/*', '/status'], methods: 'DELETE', allow_headers: [] }, { origins: String.raw`https://app\.example\.com`, allow_headers: '.*' }, { origins: [] }, { origins: 'null' }
  ],
  starlette: [
    {}, { allow_origins: [SHOP], allow_methods: ['GET', 'POST', 'DELETE'] }, { allow_origins: ['*'] }, { allow_origins: ['*'], allow_credentials: true }, { allow_origins: ['*'], allow_methods: ['*'], allow_headers: ['*'], expose_headers: ['X-Proof'] },
    { allow_origins: [APP], allow_credentials: true, allow_methods: ['PUT'], allow_headers: ['X-Custom'], max_age: 60 }, { allow_origins: [APP, SHOP], allow_headers: ['*'], allow_credentials: true },
    { allow_origin_regex: String.raw`https://.*\.example\.com`, allow_methods: ['*'] }, { allow_origins: [SHOP], allow_origin_regex: String.raw`http://app\.example\.com` }, { allow_origins: ['https://APP.example.com'] },
    { allow_origins: ['null'], allow_headers: ['Authorization'] }
  ]
}

const ORIGINS = [APP, SHOP, 'http://app.example.com', 'https://a.b.example.com', 'https://app.example.com.attacker.example', 'https://attacker.example', 'null']
const REQUESTS: ReadonlyArray<Partial<PageRequest>> = [
  {}, { credentials: 'include' }, { method: 'HEAD' }, { method: 'POST' }, { method: 'PUT' }, { method: 'PUT', credentials: 'include' }, { method: 'DELETE' }, { method: 'PATCH' },
  { headers: [['X-Custom', 'a']] }, { headers: [['X-Custom', 'a']], credentials: 'include' }, { headers: [['Authorization', 'a']] }, { headers: [['Content-Type', 'application/json']] }
]
const PAGES: readonly PageRequest[] = ORIGINS.flatMap(origin => PATHS.flatMap(path => REQUESTS.map(request => ({ credentials: 'omit' as const, ...request, origin, url: `http://api.test${path}` }))))

type Recorded = readonly [method: string, path: string, headers: ReadonlyArray<readonly [name: string, value: string]>]
type Answer = readonly [status: number, headers: ReadonlyArray<readonly [string, string]>]

const KEPT = ['origin', 'access-control-request-method', 'access-control-request-headers']

function keyOf (method: string, path: string, valueOf: (name: string) => string | null | undefined): string {
  const headers = KEPT.flatMap((name): Array<[string, string]> => {
    const value = valueOf(name)
    return value === null || value === undefined ? [] : [[name, value]]
  })
  return JSON.stringify([method, path, headers])
}

/** Every request that a browser can send for the pages. */
function requests (): readonly Recorded[] {
  const keys = new Set<string>()
  for (const page of PAGES) {
    simulateFetch(page, ({ method, url, headers }) => {
      keys.add(keyOf(method, new URL(url).pathname, name => headers.find(([other]) => other === name)?.[1]))
      return { status: 200, headers: [['access-control-allow-origin', page.origin], ['access-control-allow-credentials', 'true'], ['access-control-allow-methods', 'PUT, DELETE, PATCH'], ['access-control-allow-headers', 'x-custom, authorization, content-type']] }
    })
  }
  return [...keys].map(key => JSON.parse(key) as Recorded)
}

/** For each configuration, the answers by the number of the request. */
function recordedAnswers (library: string): { readonly version: string, readonly answers: ReadonlyArray<readonly Answer[]> } {
  const file = new URL(`../../vectors/${library}.json`, import.meta.url)
  if (process.env['RECORD'] === library) {
    const input = JSON.stringify({ library, configurations: CONFIGURATIONS[library], requests: requests() })
    const program = fileURLToPath(new URL('respond.py', import.meta.url))
    const { version, answers } = JSON.parse(execFileSync(process.env['PYTHON'] ?? 'python3', [program], { input, encoding: 'utf8', maxBuffer: 1e9 })) as ReturnType<typeof recordedAnswers>
    const different = [...new Set(answers.flat().map(answer => JSON.stringify(answer)))]
    const lists = answers.map(list => `[${list.map(answer => different.indexOf(JSON.stringify(answer))).join()}]`)
    writeFileSync(file, `{ "version": ${JSON.stringify(version)},\n"answers": [\n${different.join(',\n')}\n],\n"configurations": [\n${lists.join(',\n')}\n] }\n`)
  }
  const { version, answers, configurations } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string, readonly answers: readonly Answer[], readonly configurations: ReadonlyArray<readonly number[]> }
  return { version, answers: configurations.map(list => list.map(number => answers[number]!)) }
}

for (const library of Object.keys(CONFIGURATIONS)) {
  t.test(`configurations of ${library} become policies that allow the same as recorded answers`, async t => {
    const { version, answers } = recordedAnswers(library)
    t.match(version, /^\d+\./)
    const sent = requests().map(request => JSON.stringify(request))
    const counts = { written: 0, exact: 0 }
    for (const [i, options] of CONFIGURATIONS[library]!.entries()) {
      const migrations: readonly CorsMigration[] = library === 'flask' ? await fromFlaskCors(options, { acceptWider: true }) : [await fromStarletteCors(options, { acceptWider: true })]
      const document = combineMigrations(migrations)
      const isExact = migrations.every(({ verdict }) => verdict === 'exact')
      if (document === null && !isExact) continue
      counts[isExact ? 'exact' : 'written']++
      const before = await fetchServer(({ method, url, headers }) => {
        const index = sent.indexOf(keyOf(method, new URL(url).pathname, name => headers.get(name)))
        if (index < 0) throw new Error(`not recorded: ${method} ${url}`)
        const [status, lines] = answers[i]![index]!
        return new Response(null, { status, headers: lines.map(([name, value]): [string, string] => [name, value]) })
      })
      const after = await policyServer(fastify, document, ROUTES)
      const isLikeGet = migrations.some(({ assumptions }) => assumptions.some(({ id }) => id === 'head-like-get'))
      const pages = sample(PAGES.filter(({ method }) => !isLikeGet || method !== 'HEAD'), 5).map(page => ({ page: { ...page, url: page.url.replace('http://api.test', before.address) }, isRouted: true }))
      const { differences } = await compareServers(before.address, after.address, pages, difference => isExplained(difference, migrations))
      await before.close()
      await after.close()
      const wrong = differences.filter(({ effect, isExplained }) => effect !== 'changes' && (isExact || !isExplained))
      t.strictSame(wrong, [], `${JSON.stringify(options)} ${JSON.stringify(document)}`)
    }
    t.ok(counts.exact > 3 && counts.written > 0, JSON.stringify(counts))
  })
}
