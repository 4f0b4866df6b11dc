/** Loads an application, and records how it uses another CORS library. */
import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname, join } from 'node:path'

/** A use of a library. */
export interface RecordedUse {
  readonly library: '@fastify/cors' | 'cors'
  readonly version: string
  readonly options: unknown
  /** The Fastify instance that it is registered in; undefined for a middleware. */
  readonly instance: { readonly prefix: string } | undefined
  /** What the library exports. */
  readonly original: unknown
}

type Loader = NodeJS.Require

/**
 * Replaces the libraries in the module cache by functions that record their options, and then do the same. Libraries that are ES modules,
 * such as hono, cannot be replaced.
 *
 * @param path  absolute path of the module of the application, from where the libraries are found
 * @param uses  gets what is recorded
 * @returns     a function that undoes it
 */
export function record (path: string, uses: RecordedUse[]): () => void {
  const load = createRequire(path)
  const loaders = [load, ...['@nestjs/platform-fastify', '@nestjs/platform-express'].flatMap(name => resolved(load, name) ?? []).map(createRequire)]
  const undo: Array<() => void> = []
  const seen = new Set<string>()
  for (const loader of loaders) {
    for (const [name, library] of [['@fastify/cors', '@fastify/cors'], ['fastify-cors', '@fastify/cors'], ['cors', 'cors']] as const) {
      const file = resolved(loader, name)
      if (file === undefined || seen.has(file)) continue
      seen.add(file)
      undo.push(replaced(loader, file, library, uses))
    }
  }
  return () => { for (const restore of undo) restore() }
}

function resolved (load: Loader, name: string): string | undefined {
  try {
    return load.resolve(name)
  } catch {
    return undefined
  }
}

function replaced (load: Loader, file: string, library: RecordedUse['library'], uses: RecordedUse[]): () => void {
  const original: unknown = load(file)
  const version = versionOf(file)
  const use = (options: unknown, instance: RecordedUse['instance']): void => { uses.push({ library, version, options, instance, original }) }
  // A plugin has marks of fastify-plugin, which a proxy shows too.
  const replacement: unknown = new Proxy(original as (...args: unknown[]) => unknown, {
    apply (target, self, args) {
      const [first, second] = args as [{ readonly prefix: string }, unknown]
      if (library === 'cors') use(first, undefined)
      else use(second, first)
      return Reflect.apply(target, self, args) as unknown
    },
    get: (target, name) => name === 'default' || name === 'fastifyCors' ? replacement : Reflect.get(target, name) as unknown
  })
  // An ES module imports what the cache had when the module object in it was loaded, so the cache needs another object.
  const module = load.cache[file]!
  const other = Object.assign(new Module(file), { filename: file, loaded: true, exports: replacement })
  load.cache[file] = other
  return () => { load.cache[file] = module }
}

/** The version in the package.json above a file. */
export function versionOf (file: string): string {
  const folder = dirname(file)
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version?: string }
    if (version !== undefined) return version
  } catch {}
  return folder === file ? 'unknown' : versionOf(folder)
}
