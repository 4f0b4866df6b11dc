/**
 * Loaded by `node --import` before a test or a benchmark: TypeScript without its types for a Node that does not strip them, and
 * another Fastify for `import … from 'fastify'`, if the environment names one. tap gets cheaper domains, see `test/lane-domain.mjs`.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { register } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'

const { TEST_FASTIFY, TEST_STRIPPED } = process.env
const hasTypeScript = Boolean(/** @type {{ typescript?: unknown }} */(process.features).typescript)
const root = fileURLToPath(new URL('..', import.meta.url))

// The functions below run in a thread of their own, which loads this file again.
if (isMainThread) register(import.meta.url)

/** A module of that folder, so that Fastify is found from there. */
const elsewhere = TEST_FASTIFY === undefined ? undefined : pathToFileURL(join(TEST_FASTIFY, 'index.js')).href

const DOMAIN = new URL('lane-domain.mjs', import.meta.url).href

/** @type {import('node:module').ResolveHook} */
export async function resolve (specifier, context, nextResolve) {
  if (specifier === 'async-hook-domain') return { url: DOMAIN, shortCircuit: true }
  // A package such as NestJS depends on a version of its own.
  const isOurs = context.parentURL?.includes('/node_modules/') !== true
  const parentURL = specifier === 'fastify' && isOurs ? elsewhere : undefined
  return await nextResolve(specifier, parentURL === undefined ? context : { ...context, parentURL })
}

/** A source without its types. The first process of a test run writes it for the others, which then need not load the library. @param {string} file */
async function withoutTypes (file) {
  const path = relative(root, file)
  // What a test writes can be another text under the same path later.
  const isShared = TEST_STRIPPED !== undefined && /^(?:lib|types|test|examples|benchmarks|docs)[\\/]/.test(path)
  const shared = isShared ? join(TEST_STRIPPED, path) : undefined
  if (shared !== undefined && existsSync(shared)) return readFileSync(shared)
  // The library of newer Nodes. It puts spaces in place of types: a position in the program is one in the source, as coverage needs it.
  const { transformSync } = await import('amaro')
  const source = transformSync(readFileSync(file, 'utf8'), { mode: 'strip-only' }).code
  if (shared === undefined) return source
  mkdirSync(dirname(shared), { recursive: true })
  // Others must not read a part.
  const part = `${shared}.${process.pid}`
  writeFileSync(part, source)
  renameSync(part, shared)
  return source
}

/** @type {import('node:module').LoadHook} */
export async function load (url, context, nextLoad) {
  // A test that loads a module a second time adds a query.
  if (hasTypeScript || !/^file:[^?]*\.ts(?:\?|$)/.test(url)) return await nextLoad(url, context)
  return { format: 'module', source: await withoutTypes(fileURLToPath(url)), shortCircuit: true }
}
