/**
 * The script and the style of the documentation's page. The build puts a module with these texts in the place of this one
 * (`lib/build.mjs`); this one reads them from `dist`, for tests of the sources.
 */
import { readFileSync } from 'node:fs'

export interface PageAssets {
  readonly script: string
  readonly style: string
}

/** Throws where nothing is built. */
export function pageAssets (): PageAssets {
  return { script: readAsset('index.js'), style: readAsset('style.css') }
}

function readAsset (name: string): string {
  return readFileSync(new URL(`../../dist/lib/docs/page/${name}`, import.meta.url), 'utf8').trim()
}
