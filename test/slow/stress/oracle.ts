/** What a response must be, worked out from the plain policy of its route, without a line of the code that is tested. */
import { POLICIES, ROUTES, type Plain, type PolicyName, type Route } from './application.ts'

export interface Expected {
  readonly status: number
  /** The lines of the protocol and of `Vary`, sorted. */
  readonly lines: readonly string[]
}

/** A pattern as a regular expression; the port is looked at apart. */
function expressionOf (pattern: string): RegExp {
  const source = pattern
    .replace(/:\*$/, '')
    .replaceAll(/[.[\]]/g, '\\$&')
    .replace('*\\.', '(?:[a-z0-9_-]{1,63}\\.)+')
  return new RegExp(`^${source}${pattern.endsWith(':*') ? '(?<port>:\\d+)?' : ''}$`)
}

const expressions = new Map<Plain, RegExp[]>()

export function allows (policy: Plain, origin: string): boolean {
  if (policy.origins === '*') return true
  let list = expressions.get(policy)
  if (list === undefined) expressions.set(policy, list = policy.origins.map(expressionOf))
  return list.some((expression) => {
    const found = expression.exec(origin)
    if (found === null) return false
    const port = found.groups?.['port'] ?? ''
    const [scheme = '', host = ''] = origin.slice(0, origin.length - port.length).split('://')
    return host.length <= 253 && (port === '' || isSerialized(scheme, port))
  })
}

/** The parser of URLs gives a port back as origins carry it. */
function isSerialized (scheme: string, port: string): boolean {
  const url = `${scheme}://host${port}`
  return port !== ':0' && URL.canParse(url) && new URL(url).origin === url
}

/** Every method of a pattern, with the policy that its route has. */
export function methodsOf (pattern: string): Map<string, PolicyName | false> {
  const methods = new Map<string, PolicyName | false>()
  for (const route of ROUTES) {
    if (route.pattern !== pattern) continue
    methods.set(route.method, route.policy)
    if (route.method === 'GET') methods.set('HEAD', route.policy)
  }
  return methods
}

export function routeOf (method: string, pattern: string | undefined): Route | undefined {
  return ROUTES.find((route) => route.pattern === pattern &&
    (route.method === method || (route.method === 'GET' && method === 'HEAD')))
}

/** @param route  undefined for the not-found handler */
export function actual (route: Route | undefined, origin: string | undefined, site?: string): Expected {
  const name = route === undefined ? 'missing' : route.policy
  const status = route === undefined ? 404 : route.status ?? 200
  if (name === false) return { status, lines: lines({ vary: route!.vary }) }
  const policy: Plain = POLICIES[name]
  const isOpen = policy.origins === '*'
  const isAllowed = isOpen || (origin !== undefined && allows(policy, origin))
  const isRefused = route?.isGuarded === true && origin !== undefined && !isAllowed && site !== 'same-origin'
  const vary = isRefused ? undefined : route?.vary
  return {
    status: isRefused ? 403 : status,
    lines: lines({
      vary: [vary, isOpen ? undefined : 'Origin'].filter((member) => member !== undefined).join(', '),
      ...(isAllowed ? { ...admission(policy, origin), 'access-control-expose-headers': policy.exposedHeaders.join(', ') } : {})
    })
  }
}

/**
 * @param route     of the request that is requested; undefined for none
 * @param pattern   of the URL, where it has routes at all
 */
export function preflight (route: Route | undefined, pattern: string | undefined, origin: string): Expected {
  const name = route === undefined ? 'missing' : route.policy
  // Nobody has an OPTIONS route, and what is off stays so in the 404 to it.
  if (name === false) return { status: 404, lines: [] }
  const policy: Plain = POLICIES[name]
  const methods = pattern === undefined ? new Map<string, string>() : methodsOf(pattern)
  const listed = [...methods].filter(([, other]) => other === name).map(([method]) => method).sort()
  const vary = [
    ...(policy.origins === '*' ? [] : ['Origin']),
    ...(listed.length < methods.size ? ['Access-Control-Request-Method'] : [])
  ].join(', ')
  if (!allows(policy, origin)) return { status: 403, lines: lines({ vary }) }
  return {
    status: 204,
    lines: lines({
      vary,
      ...admission(policy, origin),
      'access-control-allow-methods': listed.join(', ') || 'GET',
      'access-control-allow-headers': policy.allowedHeaders.join(', '),
      'access-control-max-age': String(policy.maxAge)
    })
  }
}

function admission (policy: Plain, origin: string | undefined): Record<string, string | undefined> {
  return {
    'access-control-allow-origin': policy.origins === '*' ? '*' : origin,
    'access-control-allow-credentials': policy.credentials ? 'true' : undefined
  }
}

function lines (fields: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
}
