/** The documentation page's script and style, as the build makes them of `page/`. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface PageAssets {
  readonly script: string
  readonly style: string
}

let assets: PageAssets | undefined

/** Reads them at the first call. Throws where the package is not built, or was put into one file without them. */
export function pageAssets (): PageAssets {
  assets ??= { script: readAsset('index.js'), style: readAsset('style.css') }
  return assets
}

/** By the package's own name, as this file is elsewhere once it is built. */
function readAsset (name: string): string {
  const manifest = createRequire(import.meta.url).resolve('fastify-cors-policy/package.json')
  return readFileSync(join(dirname(manifest), 'dist/lib/tools/docs/page', name), 'utf8').trim()
}
