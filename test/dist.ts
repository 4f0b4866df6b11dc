/** The tests that use the build: it is made before all of them, once, and would be swept away under others if made here. */
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sourceFiles } from './sources.mjs'

const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url))

/** Throws unless `dist` is as new as the sources. */
export function assertBuilt (): void {
  const built = path('dist/lib/index.js')
  const newest = Math.max(...sourceFiles().map((file) => statSync(path(file)).mtimeMs))
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return
  throw new Error('dist is older than the sources: npm run build')
}
