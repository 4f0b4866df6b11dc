/** Servers with one planted fault each, many of them by a real proxy, and the first cause that the check must name. */
import { createHash } from 'node:crypto'
import type { CheckOptions } from '../../../../types/check.ts'
import { APP, POLICY } from './faulty.ts'
import { requiresCookie, withExpress, withFastifyCors, withPolicy } from './packages.ts'
import { allowing, listed, plain, SHARED, USUAL } from './plain.ts'
import { behindCaddy, behindSquid, behindVarnish } from './caches.ts'
import { behindHaproxy, behindHttpd, behindNginx } from './proxies.ts'
import { HOST, isPreflight, listen, PATH, type Start } from './running.ts'

export interface Planted {
  readonly name: string
  readonly server: Start
  /** The id of the first finding; the text of the summary if there is no finding. */
  readonly cause: string | RegExp
  /** Override those of the other rows. */
  readonly options?: CheckOptions
  readonly path?: string
  readonly host?: string
  /** Only that many are made by a server of ours because no proxy makes them. Default: false. */
  readonly isNotReached?: boolean
}

const OTHER = 'https://b.example.com'
const BOTH: CheckOptions = { allowedOrigins: [APP, OTHER] }

const ours = withPolicy(origins => ({ origins, ...POLICY }))
const notListed = () => ({ origins: [OTHER], ...POLICY })
const fastifyCors = withFastifyCors(origin => ({ ...POLICY, origin: [...origin] }))
const express = (origin: (allowed: readonly string[]) => unknown, route = false): Start => withExpress(allowed => ({ ...POLICY, origin: origin(allowed) }), { route })
const nginx = (location: string, behind: Start = ours): Start => behindNginx(behind, { location })
const broken = withPolicy(origins => ({ origins, ...POLICY }), app => { app.addHook('preHandler', async () => { throw new Error('broken') }) })
const stored = plain({ also: { 'cache-control': 'max-age=60', etag: '"1"' } })
const slow: Start = () => listen(() => {})
const CACHE = 'proxy_cache_path $directory/cache keys_zone=z:1m;'
const KEEP = 'proxy_cache z; proxy_cache_valid 200 1h; add_header X-Cache-Status $upstream_cache_status always;'

export const planted: readonly Planted[] = [
  // The application is not reached.
  { name: 'nginx, upstream down', server: behindNginx(undefined, { location: '' }), cause: 'application-not-reached', isNotReached: true },
  { name: 'HAProxy, upstream down', server: behindHaproxy([], ''), cause: 'application-not-reached', isNotReached: true },
  { name: 'httpd, upstream down', server: behindHttpd(undefined, ''), cause: 'application-not-reached', isNotReached: true },
  { name: 'Caddy, upstream down', server: behindCaddy(undefined, ''), cause: 'application-not-reached', isNotReached: true },
  { name: 'Varnish, upstream down', server: behindVarnish(undefined, {}), cause: 'application-not-reached', isNotReached: true },
  { name: 'Squid, upstream down', server: behindSquid(undefined), cause: 'application-not-reached', isNotReached: true },
  { name: 'nginx, upstream slow', server: nginx('proxy_read_timeout 30ms;', slow), cause: 'application-not-reached', isNotReached: true },
  { name: 'nginx, a page of the firewall', server: nginx('deny all;'), cause: 'firewall-responds', isNotReached: true },
  { name: 'a mistyped URL', server: ours, path: '/apj', cause: 'url-not-found', isNotReached: true },
  { name: 'nginx, a URL that it does not forward', server: behindNginx(ours, { server: 'location /v1/ { proxy_pass $behind/; }' }), cause: 'url-not-found', isNotReached: true },
  { name: 'status 500 for every request', server: broken, cause: 'endpoint-always-fails', isNotReached: true },
  { name: 'nginx, limit_req', server: behindNginx(ours, { http: 'limit_req_zone $binary_remote_addr zone=r:1m rate=1r/s;', location: 'limit_req zone=r burst=5 nodelay;' }), cause: /responded with 503 after/ },
  {
    name: 'HAProxy, a limit with 429',
    server: behindHaproxy([ours], 'stick-table type ip size 1k expire 10s store http_req_rate(10s)\nhttp-request track-sc0 src\nhttp-request deny deny_status 429 if { sc_http_req_rate(0) gt 10 }'),
    cause: /responded with 429/
  },

  // The Origin header does not reach the application.
  { name: 'nginx, Origin removed', server: nginx('proxy_set_header Origin "";'), cause: 'origin-not-forwarded' },
  { name: 'HAProxy, Origin removed', server: behindHaproxy([fastifyCors], 'http-request del-header Origin'), cause: 'origin-not-forwarded' },
  { name: 'httpd, Origin removed', server: behindHttpd(ours, 'RequestHeader unset Origin'), cause: 'origin-not-forwarded' },
  { name: 'Caddy, Origin removed', server: behindCaddy(ours, '', 'header_up -Origin'), cause: 'origin-not-forwarded' },
  { name: 'Varnish, Origin removed for more hits', server: behindVarnish(ours, { recv: 'unset req.http.Origin;' }), cause: 'origin-not-forwarded' },
  { name: 'Squid, Origin removed', server: behindSquid(ours, 'request_header_access Origin deny all'), cause: 'origin-not-forwarded' },
  { name: 'nginx, Origin fixed', server: nginx(`proxy_set_header Origin ${APP};`), options: BOTH, cause: 'allow-origin-is-fixed' },

  // OPTIONS.
  { name: 'nginx, OPTIONS rejected', server: nginx('if ($request_method = OPTIONS) { return 405; }'), cause: 'options-refused-before-application' },
  { name: 'HAProxy, OPTIONS rejected', server: behindHaproxy([ours], 'http-request deny deny_status 405 if METH_OPTIONS'), cause: 'options-refused-before-application' },
  { name: 'httpd, OPTIONS rejected', server: behindHttpd(ours, '<Location />\n<LimitExcept GET HEAD PUT>\nRequire all denied\n</LimitExcept>\n</Location>'), cause: 'options-refused-before-application' },
  { name: 'Varnish, only GET and HEAD', server: behindVarnish(ours, { recv: 'if (req.method != "GET" && req.method != "HEAD") { return (synth(405)); }' }), cause: 'options-refused-before-application' },
  { name: 'Squid, OPTIONS rejected', server: behindSquid(ours, 'acl preflight method OPTIONS\nhttp_access deny preflight'), cause: 'options-refused-before-application' },
  { name: 'Caddy, OPTIONS answered without CORS', server: behindCaddy(ours, '@preflight method OPTIONS\nrespond @preflight 204'), cause: 'options-handled-elsewhere' },
  { name: 'nginx, OPTIONS answered without CORS', server: nginx('if ($request_method = OPTIONS) { return 204; }'), cause: 'options-handled-elsewhere' },
  {
    name: 'nginx, OPTIONS answered with "*"',
    server: nginx("if ($request_method = OPTIONS) { add_header Access-Control-Allow-Origin *; add_header Access-Control-Allow-Methods 'GET, PUT'; add_header Access-Control-Allow-Headers '*'; return 204; }"),
    cause: 'options-handled-elsewhere'
  },
  { name: 'nginx, OPTIONS closes the connection', server: nginx('if ($request_method = OPTIONS) { return 444; }'), cause: 'preflight-gets-no-response' },
  { name: 'OPTIONS swallowed', server: swallowing, cause: 'preflight-gets-no-response' },
  { name: 'HAProxy, Access-Control-Request-Method removed', server: behindHaproxy([ours], 'http-request del-header Access-Control-Request-Method'), cause: 'preflight-not-handled' },
  { name: 'CORS only on the routes', server: express(origin => origin, true), cause: 'options-handled-elsewhere' },
  { name: 'preflights behind authentication', server: withPolicy(origins => ({ origins, ...POLICY, rescuePreflights: false }), app => { app.addHook('onRequest', async (request, reply) => { if (request.method === 'OPTIONS') await reply.code(401).send() }) }), cause: 'preflight-needs-authentication' },

  // Two layers.
  { name: 'nginx, a second Access-Control-Allow-Origin', server: nginx('add_header Access-Control-Allow-Origin $http_origin always;'), cause: 'duplicate-headers' },
  { name: 'HAProxy, a second Access-Control-Allow-Origin', server: behindHaproxy([ours], 'http-response add-header Access-Control-Allow-Origin *'), cause: 'duplicate-headers' },
  { name: 'httpd, a second Access-Control-Allow-Origin', server: behindHttpd(ours, 'Header always set Access-Control-Allow-Origin "*"'), cause: 'duplicate-headers' },
  { name: 'Caddy, a second Access-Control-Allow-Origin', server: behindCaddy(ours, 'header Access-Control-Allow-Origin *'), cause: 'duplicate-headers' },

  // Headers that a proxy removes or replaces.
  { name: 'nginx, Vary removed', server: nginx('proxy_hide_header Vary;'), cause: 'vary-origin-missing' },
  { name: 'nginx, Access-Control-Allow-Origin removed', server: nginx('proxy_hide_header Access-Control-Allow-Origin;'), cause: 'cors-headers-removed' },
  { name: 'HAProxy, all CORS headers removed', server: behindHaproxy([ours], 'http-response del-header access-control- -m beg'), cause: 'cors-headers-removed' },
  { name: 'nginx, Access-Control-Allow-Credentials removed', server: nginx('proxy_hide_header Access-Control-Allow-Credentials;'), cause: 'credentials-not-allowed' },
  { name: 'httpd, Access-Control-Allow-Origin replaced with "*"', server: behindHttpd(ours, 'Header set Access-Control-Allow-Origin "*"'), cause: 'wildcard-with-credentials' },
  { name: 'HAProxy, Access-Control-Allow-Headers removed', server: behindHaproxy([ours], 'http-response del-header Access-Control-Allow-Headers'), cause: 'header-not-allowed' },
  { name: 'Caddy, all CORS headers removed', server: behindCaddy(ours, '', 'header_down -Access-Control-*'), cause: 'cors-headers-removed' },
  { name: 'Varnish, Access-Control-Allow-Origin replaced with "*"', server: behindVarnish(ours, { deliver: 'set resp.http.Access-Control-Allow-Origin = "*";' }), cause: 'wildcard-with-credentials' },
  { name: 'httpd, its own pages for errors', server: behindHttpd(ours, 'ProxyErrorOverride On'), cause: 'error-without-cors' },
  { name: 'nginx, its own pages for errors', server: behindNginx(ours, { server: 'location = /own { internal; return 404; }', location: 'proxy_intercept_errors on; error_page 404 /own;' }), cause: 'error-without-cors' },

  // Caches.
  { name: 'nginx, a cache that ignores Vary', server: behindNginx(stored, { http: CACHE, location: `${KEEP} proxy_ignore_headers Vary;` }), cause: 'cache-is-poisoned' },
  { name: 'Varnish, a cache without Vary', server: behindVarnish(stored, { response: 'unset beresp.http.Vary;' }), cause: 'cache-is-poisoned' },
  { name: 'nginx before Caddy, a cache that sees only one of two Vary lines', server: behindNginx(behindCaddy(stored, 'encode {\ngzip\nminimum_length 1\n}'), { http: CACHE, location: KEEP }), cause: 'cache-is-poisoned' },
  { name: 'nginx, a cache with the headers of an old policy', server: stricter, cause: 'cache-holds-old-headers' },
  { name: 'Squid, its own 304', server: behindSquid(stored), options: BOTH, cause: 'cache-sends-own-304' },

  // Redirects.
  { name: 'nginx, a slash added', server: behindNginx(ours, { server: `location ${PATH}/ { proxy_pass $behind${PATH}; }` }), cause: 'endpoint-is-a-redirect' },
  { name: 'httpd, a slash added', server: behindHttpd(ours, `RewriteEngine On\nRewriteRule ^${PATH}$ ${PATH}/ [R=301,L]`), cause: 'endpoint-is-a-redirect' },
  { name: 'Caddy, a redirect to https', server: behindCaddy(ours, `redir https://${HOST}{uri} 308`), cause: 'endpoint-is-a-redirect' },
  { name: 'HAProxy, a redirect to another host', server: behindHaproxy([ours], 'http-request redirect location https://www.example.com/api code 302'), cause: 'endpoint-is-a-redirect' },
  { name: 'HAProxy, preflights redirected', server: behindHaproxy([ours], `http-request redirect location https://api.example.com${PATH} code 308 if METH_OPTIONS`), cause: 'preflight-is-redirected' },

  // The list of the server.
  { name: 'a list with a slash', server: express(([app]) => [`${app}/`]), cause: 'origin-listed-with-mistake' },
  { name: 'a list with the default port', server: express(([app]) => [`${app}:443`]), cause: 'origin-listed-with-mistake' },
  { name: 'a list in upper case', server: express(([app]) => [app!.toUpperCase()]), cause: 'origin-listed-with-mistake' },
  { name: 'a list with http', server: express(([app]) => [app!.replace('https', 'http')]), cause: 'origin-listed-with-mistake' },
  { name: 'an origin that is not in the list', server: withPolicy(notListed), cause: 'origin-not-listed' },
  { name: 'an origin that is not in the list, behind a guard of origins', server: withPolicy(notListed, undefined, app => { app.addHook('onRequest', app.cors.originGuard()) }), cause: 'origin-not-listed' },
  { name: 'an origin that is not in the list, and authentication', server: withPolicy(notListed, undefined, requiresCookie(401)), cause: 'origin-not-listed' },
  { name: 'CORS is off', server: () => listen((request, response) => { response.writeHead(request.url!.startsWith(PATH) ? 200 : 404, { 'content-type': 'application/json' }).end('{}') }), cause: 'cors-missing' },
  { name: 'authentication before CORS', server: withFastifyCors(origin => ({ ...POLICY, origin: [...origin] }), requiresCookie(401)), cause: 'authentication-before-cors' },
  { name: 'any origin reflected', server: allowing(() => true), cause: 'origin-reflected' },
  { name: 'HAProxy, one of two instances with another list', server: behindHaproxy([ours, withPolicy(() => ({ origins: [OTHER], ...POLICY }))], ''), cause: 'inconsistent-responses' },

  // Names.
  { name: 'a request header that is not allowed', server: ours, options: { requestHeaders: ['content-type', 'x-request-id'] }, cause: 'header-not-allowed' },
  { name: 'a method that is not allowed', server: ours, options: { methods: ['GET', 'DELETE'] }, cause: 'method-not-allowed' },
  { name: 'nginx, a request header with an underscore', server: nginx('', withPolicy(origins => ({ origins, ...POLICY, allowedHeaders: ['api_key'] }))), options: { requestHeaders: ['api_key'] }, cause: 'header-name-may-be-dropped' },
  { name: 'a header that is not exposed', server: plain({ also: { 'x-total-count': '3', 'content-range': 'items 0-1/3' } }), cause: 'headers-not-exposed' },

  // Browsers.
  { name: 'mixed content', server: ours, host: 'api.example.com', cause: 'mixed-content' }
]

/** Responds to everything but OPTIONS. */
function swallowing (allowed: readonly string[]): ReturnType<Start> {
  return listen((request, response) => {
    const { method, url, headers: { origin } } = request
    if (method === 'OPTIONS') return
    response.writeHead(url!.split('?')[0] === PATH ? 200 : 404, { vary: 'Origin', ...origin !== undefined && listed(origin, allowed) }).end()
  })
}

/** nginx has stored a response from the time when every origin was allowed, and renews it with a 304. */
async function stricter (allowed: readonly string[]): ReturnType<Start> {
  let isOpen = true
  const application: Start = () => listen((request, response) => {
    const { url, headers: { origin, 'if-none-match': tag } } = request
    const headers = { vary: 'Origin', etag: '"1"', 'cache-control': 'max-age=60', ...origin !== undefined && (isOpen ? SHARED(origin) : listed(origin, allowed)), ...isPreflight(request) && USUAL }
    response.writeHead(url!.split('?')[0] !== PATH ? 404 : tag === undefined ? 200 : 304, headers).end()
  })
  const running = await behindNginx(application, { http: CACHE, location: KEEP })(allowed)
  // Each seed has its own untrusted origins.
  const untrusted = [`https://${synthetic('untrusted')}.example.net`, `https://${synthetic('another untrusted')}.example.org`]
  for (const origin of [...untrusted, APP]) await fetch(`http://${HOST}:${running.port}${PATH}`, { headers: { Origin: origin, 'accept-encoding': 'gzip, deflate, br, zstd' } })
  isOpen = false
  return running
}

function synthetic (word: string): string {
  return createHash('sha256').update(`1 ${word}`).digest('hex').slice(0, 16)
}
