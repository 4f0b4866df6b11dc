/** What an operation of an OpenAPI document says about CORS. */
import type { ResolvedCorsRoute } from '../../types/fastify.ts'
import type { OpenApiCorsPolicies, OpenApiCorsPolicy } from '../../types/openapi.ts'

/** The value of `x-cors`, of the routes that an operation describes: one, or those that constraints tell apart. */
export function corsOf (routes: readonly ResolvedCorsRoute[]): OpenApiCorsPolicies {
  const [first, ...others] = routes.map(policyOf)
  const text = JSON.stringify(first)
  if (others.every(other => JSON.stringify(other) === text)) return first!
  return { variants: routes.map(route => ({ constraints: textsOf(route.constraints), ...policyOf(route) })) }
}

function policyOf ({ policy, effective, from }: ResolvedCorsRoute): OpenApiCorsPolicy {
  if (effective === false) return { policy: false, from }
  // What logs and counters call policies without a name.
  const name = policy === undefined || policy === false ? (from === 'scope' ? 'scope' : 'override') : policy
  // A copy, so that YAML has each list in its place, and that who changes it changes no other.
  return { policy: name, from, credentials: false, ...structuredClone(effective) }
}

/** Constraints may be regular expressions. */
function textsOf (constraints: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(constraints).map(([name, value]) => [name, String(value)]))
}

/** The definitions of headers by name, a copy each. */
export function definitionsOf (names: ReadonlySet<string>): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(HEADERS).filter(([name]) => names.has(name)).map(([name, header]) => [name, { ...header }]))
}

/** Names of the headers that some answer has under the policies of these routes. */
export function headersOf (routes: readonly ResolvedCorsRoute[]): readonly string[] {
  const names = new Set<string>()
  for (const { effective } of routes) {
    if (effective === false) continue
    names.add('Access-Control-Allow-Origin')
    if (effective.credentials === true) names.add('Access-Control-Allow-Credentials')
    if (effective.exposedHeaders !== undefined && effective.exposedHeaders.length > 0) names.add('Access-Control-Expose-Headers')
    if (effective.origins !== '*') names.add('Vary')
  }
  return Object.keys(HEADERS).filter(name => names.has(name))
}

/** Header objects of OpenAPI 3: https://spec.openapis.org/oas/v3.0.4.html#header-object */
const HEADERS: Readonly<Record<string, object>> = {
  'Access-Control-Allow-Origin': {
    description: 'The origin of the page, which may read the response, or "*" for every page. Absent where the page may not.',
    schema: { type: 'string' }
  },
  'Access-Control-Allow-Credentials': {
    description: 'There where the page may read the response to a request with credentials.',
    schema: { type: 'string', enum: ['true'] }
  },
  'Access-Control-Expose-Headers': {
    description: 'Names of headers that the page may read beyond the CORS-safelisted ones, or "*" for all.',
    schema: { type: 'string' }
  },
  Vary: {
    description: 'Names of request headers that the response depends on; Origin is one.',
    schema: { type: 'string' }
  }
}
