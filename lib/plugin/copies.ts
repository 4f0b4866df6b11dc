/** One application is served by one copy of this package: what a copy writes when it is registered, another one does not find. */
import type { FastifyInstance } from 'fastify'
import { levelsOf } from '../routes/ancestors.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'
import { VERSION } from '../version.ts'
import { PREFLIGHT_CONSTRAINT, loadedTwice } from './conflicts.ts'

/**
 * How copies of all versions know each other, so this never changes: the copy that is registered first writes an object under this
 * symbol on the root instance of the application. A copy that finds another object there than its own refuses to be registered. The
 * object has two texts, `version` and `folder`, which are for the message alone.
 */
const COPY = Symbol.for('fastify-cors-policy.copy')

const THIS_COPY = Object.freeze({ version: VERSION, folder: folderIn(String(new Error().stack)) })

/**
 * The folder of a package as `node_modules/…`, by a stack whose first line is a place in it; never an absolute path.
 * A stack, since `import.meta` is an error, or empty, where an application is bundled or transformed to CommonJS.
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
 * Notes that this copy serves the application.
 *
 * @throws CorsPolicyError FST_CORS_LOADED_TWICE where another copy does
 */
export function claim (app: FastifyInstance): void {
  const root = [...levelsOf(app)].at(-1) as FastifyInstance & { readonly [COPY]?: unknown }
  const first = root[COPY]
  if (first === THIS_COPY) return
  // One that has written nothing has added its constraint all the same.
  if (first !== undefined || app.hasConstraintStrategy(PREFLIGHT_CONSTRAINT)) throw loadedTwice(wordsOf(Object(first)))
  Object.defineProperty(root, COPY, { value: THIS_COPY })
}

function wordsOf ({ version = 'unknown', folder = 'an unknown folder' }: { readonly version?: unknown, readonly folder?: unknown }): string {
  if (version === VERSION && folder === THIS_COPY.folder) {
    return `version ${VERSION} in ${folder} is loaded twice, as a loader such as tsx does for \`require\` and \`import\`, and neither ` +
      'copy knows the policies of the other. Load it in one of these ways everywhere, or write "type": "module" in the package.json ' +
      'of the application.'
  }
  return `version ${String(version)} in ${String(folder)} was registered first, then version ${VERSION} in ${THIS_COPY.folder}, and neither ` +
    'copy knows the policies of the other. Keep one of them: `npm ls fastify-cors-policy` shows which packages install it.'
}

/**
 * Proves that what registrations have written is found again: each of them from its own instance, and one of them from
 * every instance inside. Where a loader or a bundler has made two copies of a part of this package it is not, and every route
 * would have the policy of its registration, whatever it chose.
 *
 * @throws CorsPolicyError FST_CORS_LOADED_TWICE
 */
export function proveScopes (scopes: readonly Scope[], instances: Iterable<FastifyInstance>): void {
  const known = new Set(scopes)
  const registered = new Set(scopes.map(({ app }) => app))
  const isLost = (instance: FastifyInstance): boolean => {
    const scope = scopeOf(instance)
    return scope === undefined ? [...levelsOf(instance)].some((level) => registered.has(level)) : !known.has(scope)
  }
  if (scopes.every((scope) => scopeOf(scope.app) === scope) && ![...instances].some(isLost)) return
  throw loadedTwice(`a loader or a bundler has made two copies of a part of version ${VERSION} in ${THIS_COPY.folder}, so that routes do not ` +
    'find their policies. Load it by `import` alone, with "type": "module" in the package.json of the application, or keep it out of the bundle.')
}
