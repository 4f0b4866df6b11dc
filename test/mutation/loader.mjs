/**
 * Module hooks of the test runner: a module of the repository that is imported by one with `?run=<n>` is loaded anew for that
 * run, and `tap` is the test of that run. Packages and data are loaded once.
 */
let root = ''
const tap = new URL('tap.mjs', import.meta.url).href

/** @type {import('node:module').InitializeHook<{ root: string }>} */
export async function initialize (data) {
  root = data.root
}

/** @type {import('node:module').ResolveHook} */
export async function resolve (specifier, context, nextResolve) {
  const run = context.parentURL?.startsWith(root) ? new URL(context.parentURL).search : ''
  if (run === '') return nextResolve(specifier, context)
  if (specifier === 'tap') return { url: tap + run, shortCircuit: true }
  const resolved = await nextResolve(specifier, context)
  const isOurs = resolved.url.startsWith(root) && resolved.url.endsWith('.js') && !resolved.url.includes('/node_modules/')
  return isOurs ? { ...resolved, url: resolved.url + run } : resolved
}
