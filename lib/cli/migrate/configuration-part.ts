/** The configuration of an application: each use of another library, and for which place it is. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { CorsMigrationNote } from '../../../types/migration.ts'
import type { ProofRoute } from '../../migrate/proof/page-requests.ts'
import type { ProofPart } from '../../migrate/proof/prove.ts'
import type { ReplayedApplication } from '../../migrate/proof/replayed.ts'
import type { Io } from '../io.ts'
import type { SchemaHeader } from './header-names.ts'
import type { Library } from './libraries.ts'
import { versionOf } from './record-libraries.ts'

/** A use of another library. */
export interface ConfigurationPart extends ProofPart {
  readonly library: Library
  readonly version: string | undefined
  /** Whether these are the options of one route, in its `config.cors`. */
  readonly isRoute: boolean
  /** Whether it is for a place whose preflights do not reach the middleware. */
  readonly withoutPreflights?: boolean
  /** Why no policy can express it at its place. */
  readonly reason?: string | undefined
  /** The environment that it is for, such as a profile of Spring; undefined for all. */
  readonly environment?: string | undefined
}

/** The configuration of an application. */
export interface Configuration {
  /** At least one. */
  readonly parts: readonly ConfigurationPart[]
  /** The routes of the application; empty if they are not known. */
  readonly routes: readonly ProofRoute[]
  /** The paths of routes without CORS. */
  readonly off: readonly string[]
  /** False if the library did not cover URLs without a route. */
  readonly notFound?: false
  /** What the application itself shows, for the report. */
  readonly questions?: readonly CorsMigrationNote[]
  /** Where an application of Express or hono uses the middlewares, with what it needs to run them. */
  readonly replayed?: ReplayedApplication
  /** Headers in the schemas of routes. */
  readonly schemaHeaders: readonly SchemaHeader[]
  /** The variables of the environment that the application has read when it was loaded. */
  readonly reads: ReadonlySet<string>
  /** Absolute path of a file in the project, from where packages are found. */
  readonly path: string
  /** The text of the module. */
  readonly sourceCode: string | undefined
}

/** What is known of an application that is not loaded. */
export const NOT_LOADED = { routes: [], off: [], schemaHeaders: [], reads: new Set<string>() }

export function partOf (library: Library, version: string | undefined, given: unknown, io: Io): ConfigurationPart {
  const installed = installedVersion(library.package, io)
  const isInstalled = library.package === undefined || majorOf(version ?? installed) === majorOf(installed)
  return { library, version: version ?? installed, isInstalled, given, isRoute: false, place: null }
}

function majorOf (version: string | undefined): string | undefined {
  return version?.split('.')[0]
}

function installedVersion (name: string | undefined, io: Io): string | undefined {
  if (name === undefined) return undefined
  try {
    return versionOf(createRequire(join(io.cwd(), 'package.json')).resolve(name))
  } catch {
    return undefined
  }
}
