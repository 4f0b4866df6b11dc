/** Configurations of nginx: what the conversion says, and what the nginx of the system and the policy do for the same requests of pages. */
import fc from 'fast-check'
import fastify from 'fastify'
import t from 'tap'
import type { CorsPolicyDocument } from '../../../lib/index.ts'
import { combineMigrations, fromNginxCors, type CorsMigration } from '../../../lib/migrate.ts'
import type { ProofRoute } from '../../../lib/migrate/proof/page-requests.ts'
import { compareServers, type ProofDifference } from '../../../lib/migrate/proof/compare.ts'
import { policyServer } from '../../../lib/migrate/proof/servers.ts'
import type { PageRequest } from '../../../types/browser.ts'
import { rounds, sample, SEED } from '../../unit/properties/seed.ts'
import { startNginxServers } from './nginx-servers.ts'

const APP = 'https://app.example.com'
const SHOP = 'https://shop.example.com'
const EVERY = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const ROUTES: readonly ProofRoute[] = ['/api/items', '/api/v2/items', '/api/a.css', '/status', '/apix', '/', '/public/a'].map(url => ({ url, methods: EVERY }))

interface Row {
  readonly title: string
  readonly http?: string
  readonly server: string
  /** By the place. */
  readonly verdicts: Readonly<Record<string, CorsMigration['verdict']>>
  readonly document?: object | null
  readonly ids?: readonly string[]
}

const PROXY = 'proxy_pass APPLICATION;'
const LIST = `map $http_origin $allowed { default ""; ${APP} $http_origin; "~^https://shop\\.example\\.com$" $http_origin; }`
const CORS = 'add_header Access-Control-Allow-Origin $allowed always; add_header Access-Control-Allow-Methods "GET, PUT" always; add_header Access-Control-Allow-Headers X-Custom always;'
const POLICY = { origins: [APP, SHOP], methods: ['GET', 'PUT'], allowedHeaders: ['X-Custom'] }

const ROWS: readonly Row[] = [
  {
    title: 'headers in one location',
    http: LIST,
    server: `location / { ${PROXY} } location /api/ { ${CORS} ${PROXY} }`,
    verdicts: { '/api/*': 'exact' },
    document: { policies: { api: POLICY }, routes: { '/api/*': 'api' } }
  }, {
    title: 'headers of the server, which one location inherits, and another drops by a header of its own',
    http: LIST,
    server: `${CORS} location / { ${PROXY} } location /api/ { add_header X-Frame-Options DENY; ${PROXY} }`,
    verdicts: { all: 'exact', '/api/*': 'exact' },
    document: { ...POLICY, routes: { '/api/*': false } }
  }, {
    title: 'a location in a location, with other origins',
    server: `location / { ${PROXY} } location /api { add_header Access-Control-Allow-Origin ${APP} always; ${PROXY} location /api/v2 { add_header Access-Control-Allow-Origin * always; ${PROXY} } }`,
    verdicts: { '/api/*': 'narrower', '/api/v2/*': 'exact' },
    ids: ['location-without-key']
  }, {
    title: 'an exact location',
    server: `location / { ${PROXY} } location = /status { add_header Access-Control-Allow-Origin * always; ${PROXY} }`,
    verdicts: { '/status': 'exact' },
    document: { policies: { status: { origins: '*' } }, routes: { '/status': 'status' } }
  }, {
    title: 'an expression that only names the beginning of a path',
    server: `location / { ${PROXY} } location ~ ^/(?:api|public)/ { add_header Access-Control-Allow-Origin * always; ${PROXY} }`,
    verdicts: { '/api/*': 'exact', '/api/': 'exact', '/api': 'exact', '/public/*': 'exact', '/public/': 'exact', '/public': 'exact' },
    document: { routes: { '/api/*': 'api', '/api/': 'api', '/api': false } }
  }, {
    title: 'an expression that no key can express',
    server: `location / { ${PROXY} } location ~* \\.css$ { add_header Access-Control-Allow-Origin * always; ${PROXY} }`,
    verdicts: { all: 'not-convertible' },
    document: null
  }, {
    title: 'an expression without headers beside a location with headers',
    http: LIST,
    server: `location / { ${CORS} ${PROXY} } location ~* \\.css$ { ${PROXY} }`,
    verdicts: { all: 'wider' },
    document: null,
    ids: ['location-without-key']
  }, {
    title: 'a location whose expressions are not tried',
    http: LIST,
    server: `location / { ${PROXY} } location ^~ /api/ { ${CORS} ${PROXY} } location ~ \\.css$ { ${PROXY} }`,
    verdicts: { '/api/*': 'exact' }
  }, {
    title: 'preflights that nginx answers, with all headers again',
    http: LIST,
    server: `location / { if ($request_method = OPTIONS) { ${CORS} add_header Access-Control-Max-Age 600; add_header Content-Length 0; return 204; } ${CORS} ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: { ...POLICY, maxAge: 600 }
  }, {
    title: 'preflights that nginx answers without the headers of the location',
    server: `location / { add_header Access-Control-Allow-Origin ${APP} always; if ($request_method = 'OPTIONS') { add_header Access-Control-Allow-Methods 'GET, PUT'; return 204; } ${PROXY} }`,
    verdicts: { all: 'wider' },
    document: null
  }, {
    title: 'a block for each method',
    server: `location / { if ($request_method = 'OPTIONS') { add_header 'Access-Control-Allow-Origin' '*'; add_header 'Access-Control-Allow-Methods' 'GET, POST, PUT'; return 204; }
      if ($request_method = 'POST') { add_header 'Access-Control-Allow-Origin' '*' always; } if ($request_method = 'GET') { add_header 'Access-Control-Allow-Origin' '*' always; } ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: { origins: '*', methods: ['GET', 'POST'] },
    ids: ['head-like-get', 'method-not-readable']
  }, {
    title: 'only responses to GET have headers',
    server: `location / { if ($request_method = GET) { add_header Access-Control-Allow-Origin * always; } ${PROXY} }`,
    verdicts: { all: 'wider' },
    ids: ['responses-without-headers']
  }, {
    title: 'variables that are set under conditions',
    server: `location / { set $cors ''; if ($http_origin ~* '^https://(app|shop)\\.example\\.com$') { set $cors 'true'; } if ($request_method = 'OPTIONS') { set $cors "\${cors}options"; }
      if ($cors = 'true') { add_header Access-Control-Allow-Origin "$http_origin" always; add_header Access-Control-Allow-Credentials true always; }
      if ($cors = 'trueoptions') { add_header Access-Control-Allow-Origin "$http_origin"; add_header Access-Control-Allow-Credentials true; add_header Access-Control-Allow-Methods 'GET, PUT'; add_header Access-Control-Allow-Headers 'X-Custom'; return 204; } ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: { ...POLICY, credentials: true }
  }, {
    title: 'the part that an expression has matched',
    server: `location / { if ($http_origin ~* "^(https://(app|shop)\\.example\\.com)") { set $matched $1; } add_header Access-Control-Allow-Origin $matched always; ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: { origins: [APP, SHOP] }
  }, {
    title: 'the order of expressions in a map',
    http: 'map $http_origin $ordered { "~^https://[a-z]{3}\\.example\\.com$" ""; "~*^https://(app|shop)\\.example\\.com$" $http_origin; }',
    server: `add_header Access-Control-Allow-Origin $ordered always; location / { ${PROXY} }`,
    verdicts: { all: 'not-convertible' },
    document: null
  }, {
    title: 'a map whose expressions do not overlap, whose texts ignore the letter case, and whose values are texts',
    http: `map $http_origin $values { default none; "~^https://[a-z]{3}\\.example\\.org$" ""; HTTPS://Shop.Example.com https://shop.example.com; ${APP} 1; }`,
    server: `add_header Access-Control-Allow-Origin $values always; location / { ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: { origins: [SHOP] }
  }, {
    title: 'a map of a map',
    http: `map $http_origin $isOurs { ${APP} yes; } map $isOurs $ours { yes $http_origin; default ''; }`,
    server: `add_header Access-Control-Allow-Origin $ours always; location / { ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: { origins: [APP] }
  }, {
    title: 'the same header twice',
    server: `add_header Access-Control-Allow-Origin ${APP} always; add_header Access-Control-Allow-Origin ${SHOP} always; location / { ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: null,
    ids: ['origin-repeated']
  }, {
    title: 'every origin with credentials',
    server: `location / { add_header Access-Control-Allow-Origin $http_origin always; add_header Access-Control-Allow-Credentials true always; ${PROXY} }`,
    verdicts: { all: 'not-convertible' },
    document: null,
    ids: ['which-origins']
  }, {
    title: '"*" with credentials, and what the preflight requests',
    server: `location / { add_header Access-Control-Allow-Origin * always; add_header Access-Control-Allow-Credentials true always;
      add_header Access-Control-Allow-Headers $http_access_control_request_headers always; add_header Access-Control-Allow-Methods $http_access_control_request_method always; ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: { origins: '*', allowedHeaders: ['*', 'Authorization'] },
    ids: ['wildcard-with-credentials']
  }, {
    title: 'credentials for preflights only',
    server: `location / { add_header Access-Control-Allow-Origin ${APP} always; if ($request_method = OPTIONS) { add_header Access-Control-Allow-Origin ${APP}; add_header Access-Control-Allow-Credentials true; return 204; } ${PROXY} }`,
    verdicts: { all: 'not-convertible' },
    document: null
  }, {
    title: 'a condition about the host',
    server: `location / { if ($host = api.example.com) { add_header Access-Control-Allow-Origin * always; } ${PROXY} }`,
    verdicts: { all: 'not-convertible' },
    document: null
  }, {
    title: 'a location for what is no file',
    http: LIST,
    server: `location / { try_files $uri @application; } location @application { ${CORS} ${PROXY} }`,
    verdicts: { all: 'exact' },
    document: POLICY
  }, {
    title: 'a location that serves files has no preflights',
    server: 'root /nonexistent; location /api/ { add_header Access-Control-Allow-Origin * always; proxy_pass APPLICATION; } location / { add_header Access-Control-Allow-Origin * always; }',
    verdicts: { all: 'wider', '/api/*': 'exact' }
  }, {
    title: 'an origin that must have two conditions',
    server: `location / { set $both ''; if ($http_origin ~ ^https:) { set $both 1; } if ($http_origin ~ \\.example\\.com$) { set $both "\${both}2"; } if ($both = 12) { add_header Access-Control-Allow-Origin $http_origin always; } ${PROXY} }`,
    verdicts: { all: 'not-convertible' },
    document: null
  }
]

const idsOf = (migrations: readonly CorsMigration[]): readonly string[] => migrations.flatMap(migration =>
  Object.values(migration).flatMap((list: unknown) => Array.isArray(list) ? (list as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id) : []))

const ORIGINS = [APP, SHOP, 'https://abc.example.com', 'http://app.example.com', 'null', 'https://attacker.example']
const PAGES: ReadonlyArray<Partial<PageRequest>> = [
  {}, { credentials: 'include' }, { method: 'HEAD' }, { method: 'POST' }, { method: 'PUT' }, { method: 'PUT', credentials: 'include' }, { method: 'DELETE' }, { headers: [['X-Custom', 'a']] }
]

/** What a page notices, except for what the report says about HEAD. */
async function differencesOf (address: string, document: CorsPolicyDocument | null, ids: readonly string[]): Promise<readonly ProofDifference[]> {
  const after = await policyServer(fastify, document, ROUTES)
  const requests = sample(ORIGINS.flatMap(origin => ROUTES.flatMap(({ url }) => PAGES.map(page => ({ page: { credentials: 'omit' as const, ...page, origin, url: address + url }, isRouted: true })))), 5)
    .filter(({ page: { method } }) => method !== 'HEAD' || !ids.includes('head-like-get'))
  const { differences } = await compareServers(address, after.address, requests)
  await after.close()
  return differences.filter(({ effect }) => effect !== 'changes')
}

t.test('locations of nginx become policies of routes that allow the same', async t => {
  const nginx = await startNginxServers(ROWS.map(({ http = '', server }, i) => unique(`${http} server { listen PORT; ${server} }`, i)))
  t.teardown(() => nginx.close())
  for (const [i, { title, verdicts, document, ids = [] }] of ROWS.entries()) {
    const { text, address } = nginx.servers[i]!
    const migrations = await fromNginxCors(text)
    t.strictSame(Object.fromEntries(migrations.filter(({ place, document, nearest }) => place !== null || document !== null || nearest !== null || migrations.length === 1).map(({ place, verdict }) => [place ?? 'all', verdict])), verdicts, title)
    const combined = combineMigrations(migrations)
    if (document !== undefined) t.match(combined, document, title)
    for (const id of ids) t.ok(idsOf(migrations).includes(id), `${title}: ${id}`)
    const isExact = migrations.every(({ verdict }) => verdict === 'exact')
    if (combined === null && !isExact) continue
    const differences = await differencesOf(address, combined, idsOf(migrations))
    t.strictSame(differences.filter(({ effect }) => effect === 'opens' || isExact), [], title)
  }
})

/** Gives the variables of a text their own names. */
function unique (text: string, i: number): string {
  return text.replaceAll(/\$(?:\{)?(allowed|cors|matched|ordered|values|isOurs|ours|both)(?=\W)/g, (whole: string) => `${whole}_${i}`)
}

const header = fc.oneof(
  fc.constantFrom('*', APP, SHOP, '$http_origin', '$allowed', '$ordered', '$cors', '$matched', '$ours', '$values').map(value => `add_header Access-Control-Allow-Origin ${value} always;`),
  fc.constantFrom(CORS, 'add_header Access-Control-Allow-Credentials true always;', 'add_header Access-Control-Allow-Methods "GET, PUT, DELETE" always;', 'add_header X-Frame-Options DENY;', 'add_header Access-Control-Expose-Headers X-Proof always;')
)
const headers = fc.array(header, { maxLength: 3 }).map(list => list.join(' '))
const condition = fc.constantFrom(
  '$request_method = OPTIONS', '$request_method = GET', '$request_method ~ ^(PUT|OPTIONS)$', '$request_method != DELETE', '$http_origin ~ "^https://(app|abc)\\.example\\.com$"', `$http_origin = ${SHOP}`, '$http_origin ~* example\\.com', '$http_origin', '$cors', '$cors = yes',
  '$http_origin ~ "^(https://(app|shop)\\.example\\.com)$"', '$matched = $http_origin', '$matched ~ shop', '$ours', '$cookie_a'
)
const step = fc.oneof(
  fc.constantFrom('set $cors yes;', 'set $cors $http_origin;', 'set $cors "";', 'set $matched $1;', 'break;', 'return 204;'),
  fc.tuple(condition, headers, fc.constantFrom('', '', 'return 204;', 'set $cors yes;', 'set $cors $http_origin;', 'set $matched $1;', 'break;')).map(([when, added, last]) => `if (${when}) { ${added} ${last} }`)
)
const steps = fc.array(step, { maxLength: 3 }).map(list => list.filter(text => text !== 'return 204;' || list.length > 2).join(' '))
const guard = fc.constantFrom('', '', '', '', '', '', 'auth_basic a;', 'auth_basic off;', 'limit_except GET { deny all; }', 'limit_except GET OPTIONS { deny all; }', 'break;')
const inside = fc.tuple(headers, fc.oneof(fc.constant(''), steps), headers, guard).map(parts => `${parts.join(' ')} ${PROXY}`)
const location = fc.constantFrom('/api/', '/api', '= /status', '^~ /public/', '~ \\.css$', '~* ^/API/V2/', '~ ^/(?:api|public)/', '^~ /api/', '~ ^/(?!api/)', '~ \\A/api')
/** In a server, conditions can add no headers. */
const serverSteps = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant('') }, fc.constantFrom('set $cors yes;', 'set $cors $http_origin;', 'break;', `if ($http_origin = ${SHOP}) { set $cors yes; }`, 'if ($request_method = DELETE) { return 405; }', 'if ($http_origin ~ "^(https://app.*)$") { break; }')), { maxLength: 2 }).map(list => list.join(' '))
const configuration = fc.record({
  server: fc.tuple(headers, serverSteps).map(parts => parts.join(' ')),
  root: inside,
  locations: fc.uniqueArray(fc.record({ location, body: inside, nested: fc.option(fc.tuple(fc.constantFrom('/api/v2', '/api/v2/', '~ css$'), inside), { freq: 4 }) }), { maxLength: 3, selector: ({ location }) => location.replace('^~ ', '') })
}).map(({ server, root, locations }) => {
  const ordered = `map $http_origin $allowed { ${APP} $http_origin; ~^https://shop $http_origin; } map $http_origin $ordered { "~^https://[a-z]{3}\\.example" ""; ~example\\.com$ $http_origin; default ""; } map $cors $ours { yes ${APP}; ~^https $http_origin; default ""; } map $http_origin $values { hostnames; https://shop.* ""; *.example.com $http_origin; ~attacker $http_origin; }`
  const blocks = locations.map(({ location, body, nested }) => `location ${location} { ${body} ${nested !== null && /^(?:\^~ )?\/api/.test(location) ? `location ${nested[0]} { ${nested[1]} }` : ''} }`)
  // Every variable must be set somewhere.
  return `${ordered} server { listen PORT; ${server} location / { ${root} } location = /unused { set $cors ""; set $matched ""; } ${blocks.join(' ')} }`
})

t.test('an exact migration of a random configuration has the responses of nginx, and no page gains access without consent', async t => {
  const texts = fc.sample(configuration, { seed: SEED, numRuns: rounds(40) })
  const nginx = await startNginxServers(texts.map((text, i) => unique(text, i)))
  t.teardown(() => nginx.close())
  const counts = { exact: 0, written: 0, withheld: 0 }
  for (const { text, address } of nginx.servers) {
    const migrations = await fromNginxCors(text)
    const combined = combineMigrations(migrations)
    const isExact = migrations.every(({ verdict }) => verdict === 'exact')
    if (combined === null && !isExact) {
      counts.withheld++
      continue
    }
    counts[isExact ? 'exact' : 'written']++
    const differences = await differencesOf(address, combined, idsOf(migrations))
    const wrong = differences.filter(({ effect }) => effect === 'opens' || isExact)
    if (wrong.length > 0) t.fail(`${text}\n${JSON.stringify(combined)}\n${JSON.stringify(wrong)}`)
  }
  t.ok(counts.exact > 0 && counts.written > 0 && counts.withheld > 0, JSON.stringify(counts))
  t.comment(JSON.stringify(counts))
})
