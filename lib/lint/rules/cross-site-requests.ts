/** Rules about routes that any site can call with the user's cookies, without a preflight. */
import { isRecord } from '../../validate/policy.ts'
import { isGuarded } from '../policy-queries.ts'
import { routeName, routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'
import type { RouteKind } from '../linted-route.ts'

const websocketWithoutGuard: ApplicationRule = {
  id: 'websocket-without-guard',
  severity: 'warning',
  about: 'application',
  check ({ routes }, report) {
    // The HEAD route has the same hooks, but cannot open a WebSocket.
    const open = routes.that((kind, policy) => kind.isWebSocket && kind.method !== 'HEAD' &&
      (!isGuarded(kind) || (policy !== false && policy.origins === '*')))
    for (const { route } of open) report('', messageOf(route.kind), { place: routeName(route) })
  }
}

function messageOf (route: RouteKind): string {
  if (isGuarded(route)) return 'The guard of this WebSocket route allows any origin, because the policy does. Give the route a policy that lists origins.'
  if (route.isGuardOff) return 'CORS does not cover WebSockets, and `config.corsGuard` exempts this route from the origin guard. Remove it, or check `Origin` in the handler.'
  return 'CORS does not cover WebSockets, and this route has no known origin guard. Add `app.cors.originGuard()` to `onRequest`.'
}

const getThatChangesState: ApplicationRule = {
  id: 'get-that-changes-state',
  severity: 'warning',
  about: 'application',
  check ({ routes }, report) {
    const open = routes.that((kind, policy) => kind.method === 'GET' && policy !== false && policy.credentials === true && !isGuarded(kind))
    for (const { route } of open) {
      if (!startsWithVerb(route.url)) continue
      report('', 'The path suggests that this GET route changes state. Any site can send it with the user\'s cookies. Use POST or DELETE.',
        { place: routeName(route) })
    }
  }
}

/** Verbs that suggest a change when the last segment of a path starts with one of them. */
const VERBS: ReadonlySet<string> = new Set([
  'activate', 'add', 'approve', 'cancel', 'clear', 'confirm', 'create', 'delete', 'destroy', 'disable', 'enable', 'logout', 'pay', 'remove',
  'reset', 'revoke', 'save', 'signout', 'submit', 'transfer', 'unsubscribe', 'update'
])

/** Matches `/delete`, `/deleteUser`, `/delete-user` and `/users.delete`. `/log-out` counts as one word. */
function startsWithVerb (url: string): boolean {
  const last = url.slice(url.lastIndexOf('/') + 1).split('.').at(-1)!
  const [word] = last.replace(/^(log|sign)[-_]?out$/i, '$1out').split(/[-_]|(?=[A-Z])/) as [string]
  return VERBS.has(word.toLowerCase())
}

const simpleRequestWithCredentials: ApplicationRule = {
  id: 'simple-request-with-credentials',
  severity: 'info',
  about: 'application',
  check ({ routes }, report) {
    const open = routes.that((kind, policy) => kind.method === 'POST' && policy !== false && policy.credentials === true &&
      !isGuarded(kind) && !requiresJson(kind))
    if (open.length === 0) return
    report('', 'Any site can send requests with the user\'s cookies and without a preflight to ' +
      `${routeNames(open.map(({ route }) => route))}. CORS does not prevent that. Add \`app.cors.originGuard()\` to \`onRequest\`.`)
  }
}

/** Fastify has no parsers for these types. If the application adds one, it may turn the body of a form into an object. */
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', '*']

/** Whether the schema rejects text bodies and missing bodies. */
function requiresJson ({ schema: { body }, parses }: RouteKind): boolean {
  return isRecord(body) && (body['type'] === 'object' || body['type'] === 'array') && !FORM_TYPES.some(parses)
}

export const CROSS_SITE_RULES = [websocketWithoutGuard, getThatChangesState, simpleRequestWithCredentials]
