/** Servers with one fault each, and the findings about access and preflights that the check must report. */
import type { CheckOptions } from '../../../../types/check.ts'
import type { CorsPolicyDocument } from '../../../../types/policy.ts'
import { requiresCookie, withExpress, withFastifyCors, withHono, withPolicy } from './packages.ts'
import { allowing, listed, plain, SHARED, USUAL } from './plain.ts'
import { behindProxy, isPreflight, listen, PATH, type Start } from './running.ts'
import { withNginx, type NginxRules } from './nginx.ts'

export const APP = 'https://app.example.com'

/** Default options of the rows. */
export const OPTIONS: CheckOptions = { allowedOrigins: [APP], credentials: true, methods: ['GET', 'PUT'], requestHeaders: ['content-type'], rate: 100_000 }

export interface Row {
  readonly name: string
  readonly server: Start
  /** Override some of `OPTIONS`. */
  readonly options?: CheckOptions
  /** Host of the URL. Default: the loopback address. */
  readonly host?: string
  /** Severity and id of each kind of finding. */
  readonly expected: readonly string[]
}

export const POLICY = { credentials: true, methods: ['GET', 'PUT'], allowedHeaders: ['content-type'] }
const policy = (more: object = {}) => (allowed: readonly string[]) => ({ origins: allowed, ...POLICY, ...more }) as unknown as CorsPolicyDocument
const FASTIFY_CORS = { credentials: true, methods: ['GET', 'PUT'], allowedHeaders: ['content-type'] }
const EXPRESS_CORS = { credentials: true, methods: ['GET', 'PUT'], allowedHeaders: ['content-type'] }
const HONO_CORS = { credentials: true, allowMethods: ['GET', 'PUT'], allowHeaders: ['content-type'] }
const nginx = (rules: NginxRules) => ({ server: withNginx(rules) })
const NGINX_PREFLIGHT = "add_header Access-Control-Allow-Methods 'GET, PUT' always; add_header Access-Control-Allow-Headers content-type always;"
const IF_OPTIONS = (lines: string): string => `if ($request_method = OPTIONS) { ${lines} return 204; }`
const nginxByOrigin = (shared: string): string => `add_header Access-Control-Allow-Origin ${shared} always; add_header Access-Control-Allow-Credentials true always; add_header Vary Origin always; ${NGINX_PREFLIGHT}`

/** Packages handle every OPTIONS request as a preflight. */
const ANY_OPTIONS = 'info options-treated-as-preflight'

/** Options without credentials. */
const ANONYMOUS = { credentials: false }

const fastify: Row[] = [
  { name: 'plugin, rescue off, behind a hook that responds with 401', server: withPolicy(policy({ rescuePreflights: false }), requiresCookie(401)), expected: ['error preflight-needs-authentication'] },
  { name: 'plugin, rescue off, behind a hook that responds with 403', server: withPolicy(policy({ rescuePreflights: false }), requiresCookie(403)), expected: ['error preflight-needs-authentication'] },
  {
    name: 'plugin, behind a proxy that adds "*"',
    server: behindProxy(withPolicy(policy()), (_request, lines) => [...lines, 'Access-Control-Allow-Origin', '*']),
    expected: ['error allowed-origin-is-blocked', 'error preflight-fails', 'info wildcard-origin']
  },
  { name: 'plugin, behind a proxy that removes the headers', server: behindProxy(withPolicy(policy()), (_request, lines) => without(lines, /^access-control-/i)), expected: ['error allowed-origin-is-blocked', 'error preflight-fails'] },
  {
    name: 'plugin, behind a proxy that allows preflights from any origin',
    server: behindProxy(withPolicy(policy()), (request, lines) => isPreflight(request) ? pairs({ ...SHARED(request.headers.origin!), ...USUAL }) : lines, true),
    expected: ['error preflight-allows-any-origin']
  },
  {
    name: 'plugin, behind a hook that redirects to https',
    server: withPolicy(policy({ rescuePreflights: false }), app => { app.addHook('onRequest', async (request, reply) => { if (request.method === 'OPTIONS') await reply.redirect(`https://api.example.com${request.url}`, 301) }) }),
    expected: ['error preflight-is-redirected']
  },
  { name: 'plugin, with null in the origins', server: withPolicy(allowed => ({ origins: [...allowed, 'null'], ...POLICY, ...ANONYMOUS, dangerouslyAllow: ['null-origin'] }) as CorsPolicyDocument), options: ANONYMOUS, expected: ['warning null-origin-allowed'] },
  { name: 'plugin, with the http origin in the origins', server: withPolicy(([app]) => ({ origins: [app!, app!.replace('https', 'http')], ...POLICY, dangerouslyAllow: ['insecure-origins'] }) as CorsPolicyDocument), expected: ['error insecure-origin'] },
  { name: 'plugin, with a wildcard although one subdomain calls', server: withPolicy(() => ({ origins: ['https://*.example.com'], ...POLICY })), expected: ['warning any-subdomain-allowed'] },
  { name: 'plugin, with any port', server: withPolicy(([app]) => ({ origins: [`${app}:*`], ...POLICY })), expected: ['warning any-port-allowed'] },
  { name: 'plugin, with any port, without credentials', server: withPolicy(([app]) => ({ origins: [`${app}:*`], ...POLICY, ...ANONYMOUS })), options: ANONYMOUS, expected: ['info any-port-allowed'] },
  { name: 'plugin, without the method that pages use, without headers', server: withPolicy(policy({ methods: ['GET'] })), options: { requestHeaders: [] }, expected: ['error method-not-allowed'] },
  { name: 'plugin, with any origin', server: withPolicy(() => ({ origins: '*', methods: ['PUT'], allowedHeaders: ['content-type'] })), options: ANONYMOUS, expected: ['info wildcard-origin'] },
  { name: 'plugin, without the method that pages use', server: withPolicy(policy({ methods: ['GET'] })), expected: ['error method-not-allowed'] }
]

const fastifyCors: Row[] = [
  { name: '@fastify/cors, any origin reflected with credentials', server: withFastifyCors(() => ({ ...FASTIFY_CORS, origin: true })), expected: ['error origin-reflected'] },
  { name: '@fastify/cors, any origin reflected', server: withFastifyCors(() => ({ ...FASTIFY_CORS, ...ANONYMOUS, origin: true })), options: ANONYMOUS, expected: ['warning origin-reflected'] },
  { name: '@fastify/cors, a regular expression without an end', server: withFastifyCors(() => ({ ...FASTIFY_CORS, origin: /^https:\/\/app\.example\.com/ })), expected: ['error origin-match-bypass', 'warning any-port-allowed'] },
  { name: '@fastify/cors, "*" with credentials', server: withFastifyCors(() => ({ ...FASTIFY_CORS, origin: '*' })), expected: ['error allowed-origin-is-blocked', 'error preflight-fails', 'info wildcard-origin'] },
  { name: '@fastify/cors, any header by default', server: withFastifyCors(origin => ({ credentials: true, methods: ['GET', 'PUT'], origin: [...origin] })), expected: ['warning any-header-is-approved'] },
  { name: '@fastify/cors, any localhost origin', host: 'api.test', server: withFastifyCors(([app]) => ({ ...FASTIFY_CORS, origin: [app!, /^https?:\/\/localhost(:\d+)?$/] })), expected: ['warning loopback-origin-allowed'] },
  { name: '@fastify/cors, registered after a hook that requires a cookie', server: withFastifyCors(origin => ({ ...FASTIFY_CORS, origin: [...origin] }), requiresCookie(401)), expected: ['error allowed-origin-is-blocked', 'error preflight-needs-authentication'] }
]

const express: Row[] = [
  { name: 'cors of Express, with its defaults', server: withExpress(() => undefined), options: ANONYMOUS, expected: [ANY_OPTIONS, 'info any-header-is-approved', 'info wildcard-origin'] },
  { name: 'cors of Express, any origin reflected with credentials', server: withExpress(() => ({ ...EXPRESS_CORS, origin: true })), expected: [ANY_OPTIONS, 'error origin-reflected'] },
  { name: 'cors of Express, only on the routes', server: withExpress(origin => ({ ...EXPRESS_CORS, origin }), { route: true }), expected: ['error preflight-fails'] },
  { name: 'cors of Express, dots that are not escaped', server: withExpress(() => ({ ...EXPRESS_CORS, origin: /^https:\/\/app.example.com$/ })), expected: [ANY_OPTIONS, 'error origin-match-bypass'] },
  { name: 'cors of Express, without credentials', server: withExpress(origin => ({ ...EXPRESS_CORS, ...ANONYMOUS, origin })), expected: [ANY_OPTIONS, 'error allowed-origin-is-blocked', 'error preflight-fails'] },
  { name: 'cors of Express, an origin with a trailing slash', server: withExpress(([app]) => ({ ...EXPRESS_CORS, origin: [`${app}/`] })), expected: [ANY_OPTIONS, 'info non-canonical-origin-allowed', 'error allowed-origin-is-blocked', 'error preflight-fails'] },
  {
    name: 'cors of Express, behind middleware that responds with 401',
    server: withExpress(origin => ({ ...EXPRESS_CORS, origin }), { before: (request, response, next) => request.method === 'OPTIONS' ? response.status(401).end() : next() }),
    expected: ['error preflight-needs-authentication']
  }
]

const hono: Row[] = [
  { name: 'hono/cors, any origin reflected with credentials', server: withHono(() => ({ ...HONO_CORS, origin: (origin: string) => origin })), expected: [ANY_OPTIONS, 'error origin-reflected'] },
  { name: 'hono/cors, every host with the same end', server: withHono(() => ({ ...HONO_CORS, origin: (origin: string) => origin.endsWith('example.com') ? origin : null })), options: { allowedOrigins: ['https://example.com'] }, expected: [ANY_OPTIONS, 'error insecure-origin', 'error origin-match-bypass', 'warning any-subdomain-allowed'] },
  { name: 'hono/cors, every host that contains the host', server: withHono(() => ({ ...HONO_CORS, origin: (origin: string) => /^https:.*app\.example\.com\b/.test(origin) ? origin : null })), expected: [ANY_OPTIONS, 'error origin-match-bypass', 'warning any-port-allowed', 'warning any-subdomain-allowed'] },
  { name: 'hono/cors, any header by default', server: withHono(origin => ({ ...HONO_CORS, allowHeaders: undefined, origin })), expected: [ANY_OPTIONS, 'warning any-header-is-approved'] },
  { name: 'hono/cors, only at other paths', server: withHono(origin => ({ ...HONO_CORS, origin }), '/other/*'), expected: ['error allowed-origin-is-blocked', 'error preflight-fails'] },
  { name: 'hono/cors, with the host instead of the origin', server: withHono(([app]) => ({ ...HONO_CORS, origin: app!.slice('https://'.length) })), expected: [ANY_OPTIONS, 'error allowed-origin-is-blocked', 'error preflight-fails'] }
]

const http: Row[] = [
  { name: 'the origin null', server: allowing((origin, allowed) => allowed.includes(origin) || origin === 'null'), expected: ['error null-origin-allowed'] },
  { name: 'null with credentials, and "*" for other origins', server: plain({ access: (origin, allowed) => origin === 'null' || allowed.includes(origin) ? SHARED(origin) : { 'access-control-allow-origin': '*' } }), expected: ['error null-origin-allowed', 'info wildcard-origin'] },
  { name: 'the file scheme', server: allowing((origin, allowed) => allowed.includes(origin) || origin.startsWith('file:')), expected: ['warning file-scheme-allowed'] },
  { name: 'private network origins', server: allowing((origin, allowed) => allowed.includes(origin) || /^http:\/\/(10|192\.168)\.[\d.]+$/.test(origin)), expected: ['warning private-network-origin-allowed'] },
  { name: 'an origin with shared hosting', server: allowing((origin, allowed) => allowed.includes(origin) || origin === 'https://codepen.io'), expected: ['error shared-hosting-origin'] },
  { name: 'every name below a public suffix', server: allowing((origin, allowed) => allowed.includes(origin) || origin.endsWith('.vercel.app')), expected: ['error public-suffix-wildcard'] },
  { name: 'all names below some top-level domains', server: allowing((origin, allowed) => allowed.includes(origin) || /^https:\/\/[\w.-]+\.(com|net)$/.test(origin)), expected: ['error origin-match-bypass', 'error public-suffix-wildcard', 'error shared-hosting-origin', 'error unlisted-origin-allowed', 'warning any-subdomain-allowed'] },
  { name: 'all names below one domain', server: allowing((origin, allowed) => allowed.includes(origin) || /^https:\/\/[\w-]+\.example\.org$/.test(origin)), expected: ['error unlisted-origin-allowed'] },
  { name: 'all names below one domain, without credentials', server: plain({ access: (origin, allowed) => allowed.includes(origin) || /^https:\/\/[\w-]+\.example\.org$/.test(origin) ? { 'access-control-allow-origin': origin } : {} }), options: ANONYMOUS, expected: ['warning unlisted-origin-allowed'] },
  { name: 'every extension', server: allowing((origin, allowed) => allowed.includes(origin) || /^(chrome|moz)-extension:/.test(origin)), expected: ['error application-origin-allowed'] },
  { name: 'every application with a framework', server: plain({ access: (origin, allowed) => allowed.includes(origin) || origin.startsWith('capacitor:') ? { 'access-control-allow-origin': origin } : {} }), options: ANONYMOUS, expected: ['warning application-origin-allowed'] },
  { name: 'a redirect to a response that pages cannot read', server: redirecting('/login', () => ({})), expected: ['error endpoint-is-a-redirect'] },
  { name: 'a redirect to a response that pages can read', server: redirecting('/login', SHARED), expected: ['info endpoint-is-a-redirect'] },
  { name: 'a redirect to another host', server: redirecting('https://login.example.com/', SHARED), expected: ['warning endpoint-is-a-redirect'] },
  { name: 'a redirect to itself', server: redirecting(PATH, SHARED), expected: ['warning endpoint-is-a-redirect'] },
  { name: 'a redirect to a URL that browsers do not follow', server: redirecting('app://login', SHARED), expected: ['error allowed-origin-is-blocked'] },
  { name: 'a proxy that fails for long lists', server: plain({ status: ({ headers }) => (headers['access-control-request-headers'] ?? '').length > 4000 ? 502 : 204 }), expected: ['info malformed-preflight-500'] },
  { name: 'no GET, and pages do not use it', server: withoutGet(405), options: { methods: ['PUT'] }, expected: ['info endpoint-has-no-get'] },
  { name: 'no GET, and pages use it', server: withoutGet(405), expected: ['error allowed-origin-is-blocked'] },
  { name: 'origins in upper case', server: allowing((origin, allowed) => allowed.includes(origin.toLowerCase())), expected: ['info non-canonical-origin-allowed'] },
  { name: 'only the beginning compared', server: allowing((origin, [app]) => origin.startsWith(app!)), expected: ['error origin-match-bypass', 'warning any-port-allowed'] },
  { name: 'only the beginning compared, without credentials', server: plain({ access: (origin, [app]) => origin.startsWith(`${app}.`) || origin === app ? { 'access-control-allow-origin': origin } : {} }), options: ANONYMOUS, expected: ['warning origin-match-bypass'] },
  { name: 'an error for every preflight', server: plain({ status: () => 500 }), expected: ['error preflight-fails'] },
  { name: 'a token that is not allowed', server: plain(), options: { requestHeaders: ['authorization'] }, expected: ['error header-not-allowed'] },
  { name: 'a token that is not allowed, without credentials', server: plain(), options: { ...ANONYMOUS, requestHeaders: ['authorization'] }, expected: ['error header-not-allowed'] },
  { name: 'a token, without a list of headers', server: plain({ preflight: () => ({ 'access-control-allow-methods': 'PUT' }) }), options: { ...ANONYMOUS, requestHeaders: ['authorization'] }, expected: ['error header-not-allowed'] },
  { name: 'any method reflected', server: plain({ preflight: ({ headers }) => ({ ...USUAL, 'access-control-allow-methods': String(headers['access-control-request-method'] || 'GET') }) }), expected: ['warning any-method-is-approved'] },
  {
    name: '"*" as allowed headers, and pages that send a token',
    server: plain({ access: (origin, allowed) => allowed.includes(origin) ? { 'access-control-allow-origin': origin } : {}, preflight: () => ({ ...USUAL, 'access-control-allow-headers': '*' }) }),
    options: { ...ANONYMOUS, requestHeaders: ['authorization'] },
    expected: ['info any-header-is-approved', 'warning wildcard-without-authorization']
  },
  {
    name: 'the list of headers compared as a string',
    server: plain({ preflight: ({ headers }) => headers['access-control-request-headers'] === 'content-type,x-key' ? { ...USUAL, 'access-control-allow-headers': 'content-type, x-key' } : { 'access-control-allow-methods': 'PUT' } }),
    options: { requestHeaders: ['content-type', 'x-key'] },
    expected: ['warning request-headers-order-dependent']
  },
  {
    name: 'the list of headers only in the order of browsers',
    server: plain({ preflight: ({ headers }) => /^content-type *, *x-key *,?$/.test(String(headers['access-control-request-headers'])) ? { ...USUAL, 'access-control-allow-headers': 'content-type, x-key' } : { 'access-control-allow-methods': 'PUT' } }),
    options: { requestHeaders: ['content-type', 'x-key'] },
    expected: ['info request-headers-order-dependent']
  },
  { name: 'an error for invalid methods', server: plain({ status: ({ headers }) => headers['access-control-request-method'] === 'GE T' ? 500 : 204 }), expected: ['warning malformed-preflight-500'] },
  { name: 'every OPTIONS handled as a preflight', server: plain({ takesAnyOptions: true }), expected: [ANY_OPTIONS] },
  { name: 'preflights from any origin allowed without credentials', server: plain({ preflightAccess: (origin, allowed) => listedOr(origin, allowed, { 'access-control-allow-origin': '*' }) }), expected: ['warning preflight-allows-any-origin'] },
  { name: 'JSON from any origin allowed', server: plain({ preflightAccess: SHARED, preflight: () => ({ 'access-control-allow-headers': 'content-type' }) }), options: { methods: ['GET'] }, expected: ['error preflight-allows-any-origin'] },
  { name: 'preflights allowed with credentials, and responses without', server: plain({ access: (origin, allowed) => listedOr(origin, allowed, { 'access-control-allow-origin': '*' }), preflightAccess: SHARED }), expected: ['error preflight-allows-any-origin', 'info wildcard-origin'] },
  { name: 'preflights with status 404', server: plain({ status: () => 404 }), expected: ['error preflight-fails'] },
  { name: '"True" instead of "true"', server: plain({ access: (origin, allowed) => allowed.includes(origin) ? { ...SHARED(origin), 'access-control-allow-credentials': 'True' } : {} }), expected: ['error allowed-origin-is-blocked', 'error preflight-fails'] },
  { name: 'a policy with any origin, and a server that adds credentials', server: allowing(() => true), options: { allowedOrigins: undefined!, credentials: undefined!, requestHeaders: [], policy: { origins: '*', methods: ['PUT'], allowedHeaders: ['content-type'], maxAge: 5 } }, expected: ['error origin-reflected'] }
]

const drift: Row[] = ([
  { name: 'drift: an additional origin in the policy', options: byPolicy({ origins: [APP, 'https://admin.example.com'] }), expected: ['error allowed-origin-is-blocked', 'error preflight-fails'] },
  { name: 'drift: below the wildcard of the policy', server: allowing((origin, allowed) => allowed.includes(origin) || /^https:\/\/[^.]+\.example\.com$/.test(origin)), options: byPolicy({ origins: [APP, 'https://*.example.com'] }), expected: ['error policy-drift-origin-blocked'] },
  { name: 'drift: the domain of the wildcard of the policy', server: allowing(origin => /^https:\/\/([^.]+\.)*example\.com$/.test(origin)), options: byPolicy({ origins: ['https://*.example.com'] }), expected: ['error policy-drift-origin-allowed'] },
  { name: 'drift: the origin null', options: byPolicy({ origins: [APP, 'null'], credentials: false, dangerouslyAllow: ['null-origin'] }), expected: ['error policy-drift-origin-blocked', 'warning policy-drift-credentials'] },
  { name: 'drift: credentials', options: byPolicy({ credentials: false }), expected: ['warning policy-drift-credentials'] },
  { name: 'drift: a policy that disables CORS', options: { ...byPolicy({}), allowedOrigins: [APP], policy: { policies: { open: { origins: '*' } } } }, expected: ['error policy-drift-origin-allowed'] },
  { name: 'drift: a header that the policy exposes', options: byPolicy({ exposedHeaders: ['x-total'] }), expected: ['warning policy-drift-exposed-headers'] },
  { name: 'drift: an exposed header that is not in the policy', server: plain({ also: { 'access-control-expose-headers': 'X-Total, content-length' } }), options: byPolicy({}), expected: ['warning policy-drift-exposed-headers'] },
  { name: 'drift: a request header that is not in the policy', server: plain({ preflight: () => ({ ...USUAL, 'access-control-allow-headers': 'content-type, x-debug' }) }), options: byPolicy({}), expected: ['warning policy-drift-allowed-headers'] },
  { name: 'drift: any request header reflected', server: plain({ preflight: ({ headers }) => ({ ...USUAL, 'access-control-allow-headers': String(headers['access-control-request-headers'] ?? '') }) }), options: byPolicy({}), expected: ['warning any-header-is-approved', 'warning policy-drift-allowed-headers'] },
  {
    name: 'drift: "*" in the policy',
    server: plain({ access: (origin, allowed) => allowed.includes(origin) ? { 'access-control-allow-origin': origin } : {} }),
    options: byPolicy({ credentials: false, exposedHeaders: '*', allowedHeaders: ['*', 'content-type'] }),
    expected: ['warning policy-drift-allowed-headers', 'warning policy-drift-exposed-headers']
  },
  { name: 'drift: a method that is not in the policy', server: plain({ preflight: () => ({ ...USUAL, 'access-control-allow-methods': 'GET, PUT, DELETE' }) }), options: byPolicy({}), expected: ['warning policy-drift-methods'] },
  { name: 'drift: a method of the policy that is not allowed', options: byPolicy({ methods: ['GET', 'PUT', 'DELETE'] }), expected: ['info policy-drift-methods'] },
  { name: 'drift: the max age', options: byPolicy({ maxAge: 600 }), expected: ['info policy-drift-max-age'] }
] as Array<Partial<Row> & Pick<Row, 'name' | 'expected'>>).map(row => ({ server: plain(), ...row }))

const nginxRows: Row[] = [
  { name: 'nginx, any origin reflected', ...nginx({ location: () => `${IF_OPTIONS(nginxByOrigin('$http_origin'))} ${nginxByOrigin('$http_origin')} return 200 '{}';` }), expected: ['error origin-reflected', ANY_OPTIONS] },
  {
    name: 'nginx, headers that an "if" hides from preflights',
    ...nginx({ http: mapped, location: () => `${nginxByOrigin('$shared')} ${IF_OPTIONS('add_header Content-Length 0;')} return 200 '{}';` }),
    expected: ['error preflight-fails']
  },
  { name: 'nginx, two origins in one value', ...nginx({ location: ([app]) => `${IF_OPTIONS(nginxByOrigin(`'${app} https://admin.example.com'`))} ${nginxByOrigin(`'${app} https://admin.example.com'`)} return 200 '{}';` }), expected: ['error allowed-origin-is-blocked', 'error preflight-fails', ANY_OPTIONS] },
  {
    name: 'nginx, a regular expression without anchors',
    ...nginx({ http: () => "map $http_origin $shared { default ''; '~https://app.example.com' $http_origin; }", location: () => `${IF_OPTIONS(nginxByOrigin('$shared'))} ${nginxByOrigin('$shared')} return 200 '{}';` }),
    expected: ['error origin-match-bypass', 'info options-treated-as-preflight', 'warning any-port-allowed']
  },
  {
    name: 'nginx, headers added to those of the server behind it',
    ...nginx({ http: mapped, behind: plain(), location: () => 'add_header Access-Control-Allow-Origin $shared always; proxy_pass $behind;' }),
    expected: ['error allowed-origin-is-blocked', 'error preflight-fails']
  }
]

export const faultyServers: readonly Row[] = [...fastify, ...fastifyCors, ...express, ...hono, ...http, ...drift, ...nginxRows]

/** An nginx map that contains the origin if it is allowed, and '' otherwise. */
export function mapped (allowed: readonly string[]): string {
  return `map $http_origin $shared { default ''; ${allowed.map(origin => `'~^${origin.replaceAll(/[.[\]]/g, '\\$&')}$' $http_origin;`).join(' ')} }`
}

/** Redirects with CORS headers for allowed origins. The target has the headers of `there` for them. */
function redirecting (location: string, there: (origin: string) => object): Start {
  return allowed => listen((request, response) => {
    const { origin } = request.headers
    const shared = origin !== undefined && allowed.includes(origin) ? SHARED(origin) : {}
    if (isPreflight(request)) response.writeHead(204, { vary: 'Origin', ...shared, ...USUAL }).end()
    else if (request.url === PATH) response.writeHead(302, { vary: 'Origin', ...shared, location }).end()
    else response.writeHead(200, { vary: 'Origin', ...origin !== undefined && allowed.includes(origin) && there(origin) }).end()
  })
}

/** Handles preflights, and responds to GET with a status and without CORS headers. */
function withoutGet (status: number): Start {
  return allowed => listen((request, response) => {
    const { origin } = request.headers
    const shared = origin !== undefined && allowed.includes(origin) ? SHARED(origin) : {}
    if (isPreflight(request)) response.writeHead(204, { vary: 'Origin', ...shared, ...USUAL }).end()
    else response.writeHead(status, { vary: 'Origin' }).end()
  })
}

/** Options with only a policy. */
function byPolicy (more: object): CheckOptions {
  const policy = { origins: [APP], ...POLICY, ...more } as unknown as CorsPolicyDocument
  return { allowedOrigins: undefined!, credentials: undefined!, methods: undefined!, requestHeaders: undefined!, policy }
}

function listedOr (origin: string, allowed: readonly string[], others: object): Record<string, string> & { status?: never } {
  return (allowed.includes(origin) ? listed(origin, allowed) : others) as Record<string, string> & { status?: never }
}

function without (lines: readonly string[], names: RegExp): string[] {
  return lines.filter((_, i) => !names.test(lines[i - i % 2]!))
}

function pairs (headers: object): string[] {
  return Object.entries(headers).flat()
}
