/** An application must use one copy of this package, because a copy cannot find the state that another copy has written. */
import type { FastifyInstance } from 'fastify'
import { levelsOf } from '../fastify/instances.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'
import { VERSION } from '../version.ts'
import { PREFLIGHT_CONSTRAINT, loadedTwice } from './conflicts.ts'

/**
 * Identifies copies across all versions, so it must never change. The copy that is registered first stores an object under this
 * symbol on the root instance of the application. A copy that finds the object of another copy throws. The object has two
 * strings, `version` and `folder`, which are used only in the message.
 */
const COPY = Symbol.for('fastify-cors-policy.copy')

/** The root instance has the first error of a registration under this symbol, from any copy. */
const FAILURE = Symbol.for('fastify-cors-policy.failure')

const THIS_COPY = Object.freeze({ version: VERSION, folder: folderIn(String(new Error().stack)) })

/**
 * Returns the folder of a package as `node_modules/…`, from a stack trace whose first line is in it; never an absolute path.
 * Uses a stack trace because `import.meta` is a syntax error or empty if the application is bundled or compiled to CommonJS.
 */
export function folderIn (stack: string): string {
  const place = stack.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? ''
  const start = place.indexOf('node_modules')
  if (start === -1) return 'a folder outside of node_modules'
  const names = place.slice(start).split(/[\\/]/)
  const name = names.lastIndexOf('node_modules') + 1
  return names.slice(0, name + (names[name]?.startsWith('@') === true ? 2 : 1)).join('/')
}

/**
 * Marks the application as served by this copy.
 *
 * @throws CorsPolicyError FST_CORS_LOADED_TWICE if another copy serves it
 */
export function claimApplication (app: FastifyInstance): void {
  const root = rootOf(app)
  const first = root[COPY]
  if (first === THIS_COPY) return
  // A copy that has not stored an object has still added its constraint strategy.
  if (first !== undefined || app.hasConstraintStrategy(PREFLIGHT_CONSTRAINT)) throw loadedTwice(describeCopies(Object(first)))
  Object.defineProperty(root, COPY, { value: THIS_COPY })
}

/** Stores the error of a registration, so that the boot rejects even if the application handles the error, as with `after`. */
export function recordFailure (app: FastifyInstance, error: unknown): void {
  const root = rootOf(app)
  if (!Object.hasOwn(root, FAILURE)) Object.defineProperty(root, FAILURE, { value: error })
}

/**
 * Rejects an application in which a registration has failed. Its routes would have the policy of an outer registration.
 *
 * @throws the error of the first registration that failed, with any copy of this package
 */
export function assertAllRegistered (app: FastifyInstance): void {
  const root = rootOf(app)
  if (Object.hasOwn(root, FAILURE)) throw root[FAILURE]
}

function rootOf (app: FastifyInstance): FastifyInstance & { readonly [COPY]?: unknown, readonly [FAILURE]?: unknown } {
  return [...levelsOf(app)].at(-1)!
}

function describeCopies ({ version = 'unknown', folder = 'an unknown folder' }: { readonly version?: unknown, readonly folder?: unknown }): string {
  if (version === VERSION && folder === THIS_COPY.folder) {
    return `Version ${VERSION} in ${folder} is loaded twice, as a loader such as tsx does for \`require\` and \`import\`, and neither ` +
      'copy knows the policies of the other. Use only one of `require` and `import`, or add "type": "module" to the package.json ' +
      'of the application. If two bundles contain the package, exclude it from both.'
  }
  return `Version ${String(version)} in ${String(folder)} was registered first, then version ${VERSION} in ${THIS_COPY.folder}, and neither ` +
    'copy knows the policies of the other. Remove one of them: `npm ls fastify-cors-policy` lists the packages that install it.'
}

/**
 * Checks that the state of registrations can be found: each registration from its own instance, and one from every instance
 * inside it. If a loader or bundler has duplicated a module of this package, the state is not found, and every route would
 * have the policy of its registration instead of its own choice.
 *
 * @throws CorsPolicyError FST_CORS_LOADED_TWICE
 */
export function assertScopes (scopes: readonly Scope[], instances: Iterable<FastifyInstance>): void {
  const known = new Set(scopes)
  const registered = new Set(scopes.map(({ app }) => app))
  const isLost = (instance: FastifyInstance): boolean => {
    const scope = scopeOf(instance)
    return scope === undefined ? [...levelsOf(instance)].some((level) => registered.has(level)) : !known.has(scope)
  }
  if (scopes.every((scope) => scopeOf(scope.app) === scope) && ![...instances].some(isLost)) return
  throw loadedTwice(`A loader or bundler has duplicated a module of version ${VERSION} in ${THIS_COPY.folder}, so routes cannot find their ` +
    'policies. Use only `import`, with "type": "module" in the package.json of the application, or exclude the package from the bundle.')
}
