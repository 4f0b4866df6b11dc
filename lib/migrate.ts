/**
 * The entry point for a move from another CORS library. The plugin does not load it.
 *
 * @module fastify-cors-policy/migrate
 */
import type { CorsMigration, CorsMigrationOptions } from '../types/migration.ts'
import { convert } from './migrate/convert.ts'
import { expressCorsSetup } from './migrate/libraries/express-cors.ts'
import { fastifyCorsSetup } from './migrate/libraries/fastify-cors.ts'
import { honoCorsSetup } from './migrate/libraries/hono-cors.ts'
import { nginxSetups } from './migrate/libraries/nginx.ts'
import { flaskCorsSetups, starletteSetup } from './migrate/libraries/python.ts'
import { goCorsSetup, jub0bsCorsSetup, springSetup } from './migrate/libraries/servers.ts'

export { combineMigrations } from './migrate/combine-places.ts'
export type {
  CorsMigration, CorsMigrationChange, CorsMigrationNote, CorsMigrationOptions, CorsMigrationRequest, CorsMigrationVerdict
} from '../types/migration.ts'

/** Options of a conversion for a library whose defaults depend on its version. */
export interface CorsMigrationOptionsWithVersion extends CorsMigrationOptions {
  /** The installed version of the library, such as `11.4.3`. */
  readonly version: string
}

/**
 * Converts the options of @fastify/cors 8 to 11, and of `enableCors()` in NestJS with Fastify. Functions in the options are called with many
 * origins.
 *
 * @param options  as `register` takes them
 * @throws         TypeError without a version
 */
export async function fromFastifyCors (options: unknown, { version, ...rest }: CorsMigrationOptionsWithVersion): Promise<CorsMigration> {
  return convert(await fastifyCorsSetup(options, version, rest), rest)
}

/** Converts the options of the package `cors` 2, for Express. Functions in the options are called with many origins. */
export async function fromExpressCors (options: unknown, { version = '2', ...rest }: Partial<CorsMigrationOptionsWithVersion> = {}): Promise<CorsMigration> {
  return convert(await expressCorsSetup(options, version, rest), rest)
}

/** Converts the options of `hono/cors` 4. Functions in the options are called with many origins. */
export async function fromHonoCors (options: unknown, { version = '4', ...rest }: Partial<CorsMigrationOptionsWithVersion> = {}): Promise<CorsMigration> {
  return convert(honoCorsSetup(options, version, rest), rest)
}

/** Converts the arguments of Flask-CORS 6, as JSON, with one result for each of its `resources`. */
export async function fromFlaskCors (options: unknown, rest: CorsMigrationOptions = {}): Promise<readonly CorsMigration[]> {
  const setups = [...flaskCorsSetups(options)]
  return Promise.all(setups.map(async ([place, setup]) => ({ ...await convert(setup, rest), place })))
}

/** Converts the arguments of `CORSMiddleware` in Starlette 1 and FastAPI, as JSON. */
export async function fromStarletteCors (options: unknown, rest: CorsMigrationOptions = {}): Promise<CorsMigration> {
  return convert(starletteSetup(options), rest)
}

/** Converts a `CorsConfiguration` of Spring, as JSON with names in any letter case. */
export async function fromSpringCors (options: unknown, rest: CorsMigrationOptions = {}): Promise<CorsMigration> {
  return convert(springSetup(options), rest)
}

/** Converts options of rs/cors, chi, gin and fiber in Go, as JSON with names in any letter case. */
export async function fromGoCors (options: unknown, rest: CorsMigrationOptions = {}): Promise<CorsMigration> {
  return convert(goCorsSetup(options), rest)
}

/** Converts a `Config` of jub0bs/cors in Go, as JSON with names in any letter case. */
export async function fromJub0bsCors (options: unknown, rest: CorsMigrationOptions = {}): Promise<CorsMigration> {
  return convert(jub0bsCorsSetup(options), rest)
}

/** Converts the text of a configuration of nginx, with one result for each of its locations that needs one. */
export async function fromNginxCors (text: string, rest: CorsMigrationOptions = {}): Promise<readonly CorsMigration[]> {
  return Promise.all(nginxSetups(text).map(async ([place, setup]) => ({ ...await convert(setup, rest), place })))
}
