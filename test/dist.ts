/** For tests that use the build. It is made once, before all tests: a build in one test would delete that of the others. */
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sourceFiles } from './sources.mjs'

const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url))

/** Throws if `dist` is missing, or older than the sources. */
export function assertBuilt (): void {
  const built = path('dist/lib/index.js')
  if (!existsSync(built)) throw new Error('The package is not built. Run `npm run build`.')
  const newest = Math.max(...sourceFiles().map((file) => statSync(path(file)).mtimeMs))
  if (statSync(built).mtimeMs < newest) throw new Error('The build is older than the sources. Run `npm run build`.')
}
