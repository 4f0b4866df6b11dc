/** OpenAPI documents of @fastify/swagger: what pages of other origins may do with each operation. */
import type { CorsDecorator } from '../types/fastify.ts'
import type { DocumentToTransform, TransformedDocument } from '../types/openapi.ts'
import { decoratorOf, type LoadedApplication } from './decorator.ts'
import { corsOf, definitionsOf, headersOf } from './openapi/operation.ts'
import { basePathsOf, routeFinder, type RouteFinder } from './openapi/paths.ts'

/** A part of a document, of whatever version. */
type Part = Readonly<Record<string, any>>

/**
 * Makes a function for the option `transformObject` of @fastify/swagger. It gives each operation an `x-cors` with the
 * policy that is in effect there (`OpenApiCors`), and each of its responses the headers that the policy makes, by reference
 * to `components.headers`. A document of Swagger 2, which has no such place, gets `x-cors` alone. Operations without a route
 * stay as they are, and so do schemas, headers that a response documents itself, and the document that is given.
 *
 * @param app  asked when a document is made, so that it may be given before the plugin is registered
 * @throws     TypeError when a document is made, where the application has not registered the plugin
 */
export function corsTransformObject (app: object): (document: DocumentToTransform) => TransformedDocument {
  return given => {
    const cors = decoratorOf(app as LoadedApplication) as CorsDecorator | undefined
    if (cors === undefined) throw new TypeError('corsTransformObject: the application has not registered fastify-cors-policy.')
    const isOpenApi = 'openapiObject' in given
    const document: Part = isOpenApi ? given.openapiObject : given.swaggerObject
    const find = routeFinder(cors.routes(), basePathsOf(document))
    const used = new Set<string>()
    const paths = mapValues(document['paths'], (item: Part, path) => withCors(item, path, find, isOpenApi ? used : undefined))
    if (used.size === 0) return { ...document, paths }
    return { ...document, paths, components: withHeaders(document['components'], used) }
  }
}

/** A path item; `used` takes the headers that its responses refer to, and where there is none they get none. */
function withCors (item: Part, path: string, find: RouteFinder, used: Set<string> | undefined): Part {
  return mapValues(item, (operation: Part, key) => {
    // OpenAPI 3.2 keeps further methods there.
    if (key === 'additionalOperations') return withCors(operation, path, find, used)
    const routes = find(path, key.toUpperCase())
    if (routes.length === 0) return operation
    const documented = { ...operation, 'x-cors': corsOf(routes) }
    if (used === undefined) return documented
    const names = headersOf(routes)
    for (const name of names) used.add(name)
    return { ...documented, responses: mapValues(operation['responses'], (response: Part) => withReferences(response, names)) }
  })
}

/** A response, less the headers that it has already, in whatever case; one that is a reference stays as it is. */
function withReferences (response: Part, names: readonly string[]): Part {
  if ('$ref' in response) return response
  const own: Part = response['headers'] ?? {}
  const there = new Set(Object.keys(own).map(name => name.toLowerCase()))
  const missing = names.filter(name => !there.has(name.toLowerCase()))
  if (missing.length === 0) return response
  const references = missing.map(name => [name, { $ref: `#/components/headers/${name}` }])
  return { ...response, headers: { ...own, ...Object.fromEntries(references) } }
}

/** Definitions of the application's own stay. */
function withHeaders (components: Part = {}, names: ReadonlySet<string>): Part {
  return { ...components, headers: { ...definitionsOf(names), ...components['headers'] } }
}

function mapValues (parts: Part = {}, change: (part: Part, key: string) => unknown): Part {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, change(part, key)]))
}
