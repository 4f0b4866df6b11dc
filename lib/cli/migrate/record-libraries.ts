/** Loads an application, and records how it uses another CORS library. */
import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ExpressRecorder, type Express } from './express-steps.ts'
import type { HonoApplication } from './hono-steps.ts'
import { replaceExports, type Replacements } from './module-hooks.ts'

/** A use of a library. */
export interface RecordedUse {
  readonly library: '@fastify/cors' | 'cors' | 'hono'
  readonly version: string
  readonly options: unknown
  /** The Fastify instance that it is registered in; undefined for a middleware. */
  readonly instance: { readonly prefix: string } | undefined
  /** What the library exports. */
  readonly original: unknown
  /** The middleware that it made; undefined for a plugin. */
  readonly middleware: unknown
}

/** What is recorded while an application is loaded. */
export interface Recording {
  readonly uses: RecordedUse[]
  /** Each Express that the application can use. */
  readonly express: ExpressRecorder[]
  readonly hono: HonoApplication[]
}

type Loader = NodeJS.Require

type Callable = (...args: unknown[]) => unknown

/**
 * Replaces the libraries by functions that record their options, and then do the same: in the module cache, and ES modules by hooks.
 *
 * @param path       absolute path of the module of the application, from where the libraries are found
 * @param recording  gets what is recorded
 * @returns          a function that undoes it
 */
export function record (path: string, recording: Recording): () => void {
  const load = createRequire(path)
  const loaders = [load, ...['@nestjs/platform-fastify', '@nestjs/platform-express'].flatMap(name => resolved(load, name) ?? []).map(createRequire)]
  const undo: Array<() => void> = []
  const seen = new Set<string>()
  for (const loader of loaders) {
    for (const [name, replace] of Object.entries(replacementsFor(recording))) {
      const file = resolved(loader, name)
      if (file === undefined || seen.has(file)) continue
      seen.add(file)
      undo.push(replace(loader, file))
    }
  }
  if (resolved(load, 'hono') !== undefined) undo.push(replaceExports(honoExports(recording)))
  return () => { for (const restore of undo) restore() }
}

/** What is done with each package that can be required. */
function replacementsFor (recording: Recording): Readonly<Record<string, (load: Loader, file: string) => () => void>> {
  const ofPlugin = (load: Loader, file: string): () => void => replaced(load, file, original => pluginOf(original as Callable, file, recording))
  const ofHono = (name: string) => (load: Loader, file: string): () => void => replaced(load, file, original => new Proxy(original as object, {
    get: (target, property) => {
      const exported: unknown = Reflect.get(target, property)
      return honoExports(recording)[name]![String(property)]?.(exported, file) ?? exported
    }
  }))
  return {
    '@fastify/cors': ofPlugin,
    'fastify-cors': ofPlugin,
    cors: (load, file) => replaced(load, file, original => middlewareOf('cors', original as Callable, file, recording)),
    express: (load, file) => {
      const recorder = new ExpressRecorder(load(file) as Express)
      recording.express.push(recorder)
      return () => recorder.end()
    },
    ...Object.fromEntries(Object.keys(honoExports(recording)).map(name => [name, ofHono(name)]))
  }
}

/** The exports of hono, as a package of both kinds. */
function honoExports (recording: Recording): Replacements {
  const Hono = (original: unknown): unknown => new Proxy(original as new () => object, {
    construct: (target, args, made) => {
      const application = Reflect.construct(target, args, made) as HonoApplication
      recording.hono.push(application)
      return application
    }
  })
  return {
    'hono/cors': { cors: (original, url) => middlewareOf('hono', original as Callable, url.startsWith('file:') ? fileURLToPath(url) : url, recording) },
    hono: { Hono },
    'hono/tiny': { Hono },
    'hono/quick': { Hono }
  }
}

function resolved (load: Loader, name: string): string | undefined {
  try {
    return load.resolve(name)
  } catch {
    return undefined
  }
}

/** A plugin has marks of fastify-plugin, which a proxy shows too. */
function pluginOf (original: Callable, file: string, { uses }: Recording): unknown {
  const version = versionOf(file)
  const replacement: unknown = new Proxy(original, {
    apply (target, self, args) {
      const [instance, options] = args as [{ readonly prefix: string }, unknown]
      uses.push({ library: '@fastify/cors', version, options, instance, original, middleware: undefined })
      return Reflect.apply(target, self, args)
    },
    get: (target, name) => name === 'default' || name === 'fastifyCors' ? replacement : Reflect.get(target, name) as unknown
  })
  return replacement
}

function middlewareOf (library: 'cors' | 'hono', original: Callable, file: string, { uses }: Recording): unknown {
  const version = versionOf(file)
  return new Proxy(original, {
    apply (target, self, args) {
      const middleware = Reflect.apply(target, self, args)
      uses.push({ library, version, options: (args as unknown[])[0], instance: undefined, original, middleware })
      return middleware
    }
  })
}

/** Replaces the exports of a CommonJS module by a new module object in the cache. ES modules ignore new exports of the old object. */
function replaced (load: Loader, file: string, replacementOf: (original: unknown) => unknown): () => void {
  const original: unknown = load(file)
  const module = load.cache[file]!
  load.cache[file] = Object.assign(new Module(file), { filename: file, loaded: true, exports: replacementOf(original) })
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
