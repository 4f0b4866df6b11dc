/** Adds CORS policies to OpenAPI documents of @fastify/swagger. */
import type { CorsDecorator } from '../types/fastify.ts'
import type { DocumentToTransform, TransformedDocument } from '../types/openapi.ts'
import { decoratorOf, type LoadedApplication } from './loaded-application.ts'
import { corsOf, definitionsOf, openApiHeaders } from './openapi/operation.ts'
import { basePathsOf, routeFinder, type RouteFinder } from './openapi/paths.ts'

/** A part of a document of any version. */
type Part = Readonly<Record<string, any>>

/**
 * Makes a function for the option `transformObject` of @fastify/swagger. It adds `x-cors` with the effective policy to each
 * operation (`OpenApiCorsPolicies`), and the CORS headers to each of its responses, as references to `components.headers`.
 * A document of Swagger 2 does not support such references and gets only `x-cors`. Operations without a route, schemas, and
 * headers that a response already documents do not change. The given document is not modified.
 *
 * @param app  the application; can be passed before the plugin is registered
 * @throws     TypeError when a document is transformed, if the application has not registered the plugin
 */
export function corsTransformObject (app: object): (document: DocumentToTransform) => TransformedDocument {
  return given => {
    const cors = decoratorOf(app as LoadedApplication) as CorsDecorator | undefined
    if (cors === undefined) throw new TypeError('corsTransformObject: The application has not registered fastify-cors-policy.')
    const isOpenApi = 'openapiObject' in given
    const document: Part = isOpenApi ? given.openapiObject : given.swaggerObject
    const find = routeFinder(cors.routes(), basePathsOf(document))
    const used = new Set<string>()
    const paths = mapValues(document['paths'], (item: Part, path) => withCors(item, path, find, isOpenApi ? used : undefined))
    if (used.size === 0) return { ...document, paths }
    return { ...document, paths, components: withHeaders(document['components'], used) }
  }
}

/** Adds policies to a path item. Collects the referenced headers in `used`. Without `used`, responses get no headers. */
function withCors (item: Part, path: string, find: RouteFinder, used: Set<string> | undefined): Part {
  return mapValues(item, (operation: Part, key) => {
    // OpenAPI 3.2 has further methods there.
    if (key === 'additionalOperations') return withCors(operation, path, find, used)
    const routes = find(path, key.toUpperCase())
    if (routes.length === 0) return operation
    const documented = { ...operation, 'x-cors': corsOf(routes) }
    if (used === undefined) return documented
    const names = openApiHeaders(routes)
    for (const name of names) used.add(name)
    return { ...documented, responses: mapValues(operation['responses'], (response: Part) => withReferences(response, names)) }
  })
}

/** Adds headers to a response, except those that it already has in any case. References do not change. */
function withReferences (response: Part, names: readonly string[]): Part {
  if ('$ref' in response) return response
  const own: Part = response['headers'] ?? {}
  const there = new Set(Object.keys(own).map(name => name.toLowerCase()))
  const missing = names.filter(name => !there.has(name.toLowerCase()))
  if (missing.length === 0) return response
  const references = missing.map(name => [name, { $ref: `#/components/headers/${name}` }])
  return { ...response, headers: { ...own, ...Object.fromEntries(references) } }
}

/** Adds the definitions of headers. Existing definitions of the application have priority. */
function withHeaders (components: Part = {}, names: ReadonlySet<string>): Part {
  return { ...components, headers: { ...definitionsOf(names), ...components['headers'] } }
}

function mapValues (parts: Part = {}, change: (part: Part, key: string) => unknown): Part {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, change(part, key)]))
}
