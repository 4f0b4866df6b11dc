/** Reads headers and body from the schema of a route. Unknown kinds of schemas are ignored. */
import type { RouteKind } from './linted-route.ts'

type Fields = Readonly<Record<string, unknown>>

function fieldsOf (value: unknown): Fields {
  return typeof value === 'object' && value !== null ? value as Fields : {}
}

function listOf (value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Shared by all routes without a schema, which are most. */
const NONE: readonly string[] = []

/** Names of the request headers in the schema: lower case, without duplicates. */
export function requestHeaderNames ({ schema }: Pick<RouteKind, 'schema'>): readonly string[] {
  if (schema['headers'] === undefined) return NONE
  const headers = fieldsOf(schema['headers'])
  const parts = [headers, ...listOf(headers['allOf']).map(fieldsOf)]
  return [...new Set(parts.flatMap(({ properties }) => Object.keys(fieldsOf(properties))).map(name => name.toLowerCase()))]
}

/** Names of the response headers in the schema for any status: lower case, without duplicates. */
export function responseHeaderNames ({ schema }: RouteKind): readonly string[] {
  if (schema['response'] === undefined) return NONE
  const responses = Object.values(fieldsOf(schema['response'])).map(fieldsOf)
  return [...new Set(responses.flatMap(({ headers }) => Object.keys(fieldsOf(headers))).map(name => name.toLowerCase()))]
}

/** The parameters in the schema that have a maximum length. */
export function parameterLengths ({ schema }: RouteKind): ReadonlyArray<readonly [name: string, length: number]> {
  if (schema['params'] === undefined) return []
  return Object.entries(fieldsOf(fieldsOf(schema['params'])['properties'])).flatMap(([name, parameter]) => {
    const { maxLength } = fieldsOf(parameter)
    return typeof maxLength === 'number' ? [[name, maxLength] as const] : []
  })
}

/** Names of the OpenAPI security schemes that the route accepts. */
export function securitySchemeNames ({ schema }: RouteKind): readonly string[] {
  if (schema['security'] === undefined) return NONE
  return listOf(schema['security']).flatMap(alternative => Object.keys(fieldsOf(alternative)))
}

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data']

/** Methods whose requests have a body even if the schema does not describe one. */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** Whether pages probably send JSON. If the schema does not describe the body, they do unless the route also parses forms. */
export function takesJson ({ method, schema, isWebSocket, parses }: RouteKind): boolean {
  if (isWebSocket || !parses('application/json')) return false
  const { body, consumes } = schema
  if (Array.isArray(consumes)) return consumes.includes('application/json')
  if (body === undefined) return WITH_BODY.has(method) && !FORMS.some(parses)
  const { content } = fieldsOf(body)
  return content === undefined || Object.hasOwn(fieldsOf(content), 'application/json')
}
