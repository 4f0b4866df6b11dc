/** Replaces exports of ES modules, which have no cache that other code can change. */
import { register } from 'node:module'

/** What a module gets instead of its own export. It is called with the export and the URL of the module. */
export type Replacement = (original: unknown, url: string) => unknown

/** The replacements by the name of the module, such as `hono/cors`, each by the name of the export. */
export type Replacements = Readonly<Record<string, Readonly<Record<string, Replacement>>>>

/** The place in `globalThis` where the replaced modules find the replacements. */
const KEY = 'fastify-cors-policy.replacements'

const MARK = '?fastify-cors-policy'

/** Runs in a thread of its own, so it is a text. A replaced module exports the same names as its original. */
const HOOKS = `
const names = new Map()
const mark = ${JSON.stringify(MARK)}
export function initialize (given) {
  for (const [module, exported] of Object.entries(given)) names.set(module, exported)
}
export async function resolve (specifier, context, next) {
  const found = await next(specifier, context)
  const isReplaced = names.has(specifier) && context.conditions.includes('import') && found.format !== 'commonjs' && !found.url.includes('?')
  return isReplaced ? { ...found, url: found.url + mark + '=' + specifier } : found
}
export async function load (url, context, next) {
  const [file, specifier] = url.split(mark + '=')
  if (specifier === undefined) return next(url, context)
  const source = ['import * as original from ' + JSON.stringify(file), 'export * from ' + JSON.stringify(file),
    'const replaced = name => globalThis[Symbol.for(${JSON.stringify(KEY)})].get(' + JSON.stringify(specifier) + ', name, original[name], ' + JSON.stringify(file) + ')',
    ...names.get(specifier).map(name => 'export const ' + name + ' = replaced(' + JSON.stringify(name) + ')')]
  return { format: 'module', shortCircuit: true, source: source.join('\\n') }
}`

/** The replacements of now. A module of this process is loaded once, and its replacement reads them at each call. */
class Current {
  replacements: Replacements = {}

  /** A function or class that behaves like the replacement of now, or like the original. */
  get (module: string, name: string, original: unknown, url: string): unknown {
    const now = (): unknown => this.replacements[module]?.[name]?.(original, url) ?? original
    return new Proxy(original as (...args: unknown[]) => unknown, {
      apply: (_target, self, args) => Reflect.apply(now() as (...args: unknown[]) => unknown, self, args) as unknown,
      construct: (_target, args, made) => Reflect.construct(now() as new () => object, args, made) as object
    })
  }
}

const shared = globalThis as { [key: symbol]: Current | undefined }

/**
 * Replaces exports of ES modules that are loaded from now on.
 *
 * @returns a function that undoes it, also for modules that are loaded
 */
export function replaceExports (replacements: Replacements): () => void {
  const key = Symbol.for(KEY)
  if (shared[key] === undefined) {
    shared[key] = new Current()
    const names = Object.fromEntries(Object.entries(replacements).map(([module, exported]) => [module, Object.keys(exported)]))
    register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data: names })
  }
  const current = shared[key]
  current.replacements = replacements
  return () => { current.replacements = {} }
}
