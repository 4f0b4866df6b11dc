/** The libraries that `--from` names. */
import type { CorsMigration, CorsMigrationOptions } from '../../../types/migration.ts'
import { fromExpressCors, fromFastifyCors, fromFlaskCors, fromGoCors, fromHonoCors, fromJub0bsCors, fromNginxCors, fromSpringCors, fromStarletteCors } from '../../migrate.ts'
import { nearest } from '../../validate/nearest.ts'
import { UsageError } from '../io.ts'

/** A library by its name, and how its options are converted. */
export interface Library {
  readonly name: string
  /** The package of the library, for libraries for Node. */
  readonly package: string | undefined
  readonly convert: (given: unknown, version: string | undefined, options: CorsMigrationOptions) => Promise<readonly CorsMigration[]>
}

const one = async (migration: Promise<CorsMigration>): Promise<readonly CorsMigration[]> => [await migration]

const ofFastify: Library = {
  name: '@fastify/cors',
  package: '@fastify/cors',
  convert: (given, version, options) => {
    if (version === undefined) throw new UsageError('--from @fastify/cors needs a version, because the default methods depend on it, such as --from @fastify/cors@11.')
    return one(fromFastifyCors(given, { version, ...options }))
  }
}
const ofExpress: Library = { name: 'cors', package: 'cors', convert: (given, version = '2', options) => one(fromExpressCors(given, { version, ...options })) }

const LIBRARIES: ReadonlyMap<string, Library> = new Map([
  ['@fastify/cors', ofFastify], ['fastify-cors', ofFastify], ['nestjs', ofFastify],
  ['cors', ofExpress], ['express', ofExpress],
  ['hono', { name: 'hono', package: 'hono', convert: (given, version = '4', options) => one(fromHonoCors(given, { version, ...options })) }],
  ['flask', data('flask', (given, options) => fromFlaskCors(given, options))],
  ['starlette', data('starlette', (given, options) => one(fromStarletteCors(given, options)))],
  ['spring', data('spring', (given, options) => one(fromSpringCors(given, options)))],
  ['rs-cors', data('rs-cors', (given, options) => one(fromGoCors(given, options)))],
  ['jub0bs-cors', data('jub0bs-cors', (given, options) => one(fromJub0bsCors(given, options)))],
  ['nginx', data('nginx', (given, options) => fromNginxCors(String(given), options))]
])

function data (name: string, convert: (given: unknown, options: CorsMigrationOptions) => Promise<readonly CorsMigration[]>): Library {
  return { name, package: undefined, convert: (given, _version, options) => convert(given, options) }
}

/** The names for `--from`. */
export const LIBRARY_NAMES = [...LIBRARIES.keys()]

/** @throws UsageError for an unknown name */
export function libraryOf (argument: string): { readonly library: Library, readonly version: string | undefined } {
  const [, name = '', version] = /^(.+?)(?:@([^@]+))?$/.exec(argument) ?? []
  const library = LIBRARIES.get(name)
  if (library !== undefined) return { library, version }
  const near = nearest(name, LIBRARY_NAMES)
  throw new UsageError(`--from ${argument}: The library is unknown. ${near === undefined ? `Use ${LIBRARY_NAMES.join(', ')}.` : `Did you mean ${near}?`}`)
}
