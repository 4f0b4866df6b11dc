/** The CORS data of an operation in an OpenAPI document. */
import type { ResolvedCorsRoute } from '../../types/fastify.ts'
import type { OpenApiCorsPolicies, OpenApiCorsPolicy } from '../../types/openapi.ts'

/** The value of `x-cors` for the routes of an operation. There are several routes if they differ in constraints. */
export function corsOf (routes: readonly ResolvedCorsRoute[]): OpenApiCorsPolicies {
  const [first, ...others] = routes.map(policyOf)
  const text = JSON.stringify(first)
  if (others.every(other => JSON.stringify(other) === text)) return first!
  return { variants: routes.map(route => ({ constraints: textsOf(route.constraints), ...policyOf(route) })) }
}

function policyOf ({ policy, effective, from }: ResolvedCorsRoute): OpenApiCorsPolicy {
  if (effective === false) return { policy: false, from }
  // Logs and counters use the same names for policies without a name.
  const name = policy === undefined || policy === false ? (from === 'scope' ? 'scope' : 'override') : policy
  // A copy, because YAML would turn shared lists into references, and changes would affect other operations.
  return { policy: name, from, credentials: false, ...structuredClone(effective) }
}

/** Converts constraints to text, because they may be regular expressions. */
function textsOf (constraints: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(constraints).map(([name, value]) => [name, String(value)]))
}

/** Copies of the definitions of headers, by name. */
export function definitionsOf (names: ReadonlySet<string>): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(HEADERS).filter(([name]) => names.has(name)).map(([name, header]) => [name, { ...header }]))
}

/** The names of the CORS headers that responses of these routes can have. */
export function openApiHeaders (routes: readonly ResolvedCorsRoute[]): readonly string[] {
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
    description: 'The origin of the page if it can read the response, or "*" for any page. Otherwise absent.',
    schema: { type: 'string' }
  },
  'Access-Control-Allow-Credentials': {
    description: 'Present if the page can read the response to a request with credentials.',
    schema: { type: 'string', enum: ['true'] }
  },
  'Access-Control-Expose-Headers': {
    description: 'Names of headers that the page can read in addition to the CORS-safelisted ones, or "*" for all.',
    schema: { type: 'string' }
  },
  Vary: {
    description: 'Names of request headers on which the response depends, including Origin.',
    schema: { type: 'string' }
  }
}
