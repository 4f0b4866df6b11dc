/**
 * The script and the style of the documentation page. The build replaces this module with one that contains these texts
 * (`lib/build.mjs`). This module reads them from `dist`, for tests of the sources.
 */
import { readFileSync } from 'node:fs'

export interface PageAssets {
  readonly script: string
  readonly style: string
}

/** Throws if the project is not built. */
export function pageAssets (): PageAssets {
  return { script: readAsset('index.js'), style: readAsset('style.css') }
}

function readAsset (name: string): string {
  return readFileSync(new URL(`../../dist/lib/docs/page/${name}`, import.meta.url), 'utf8').trim()
}
