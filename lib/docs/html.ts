/** Documentation → one HTML file that needs nothing else: its data as JSON, its script and its style by their hashes. */
import type { CorsDocumentation } from '../../types/documentation.ts'
import { pageAssets, type PageAssets } from './assets.ts'
import { assertDocumentation } from './assert-documentation.ts'
import { htmlPage } from '../text/html.ts'

export interface DocumentationPage {
  readonly html: string
  /** What the page may do, for a header; it says so itself too. */
  readonly contentSecurityPolicy: string
}

/**
 * Writes the page as a file.
 *
 * @throws TypeError for what is no documentation, such as the promise of one
 */
export function renderHtml (documentation: CorsDocumentation): string {
  assertDocumentation(documentation, 'renderHtml')
  return documentationPage(documentation).html
}

/** Writes the page, with what a server says of it. The same documentation makes the same bytes. */
export function documentationPage (documentation: CorsDocumentation, { script, style }: PageAssets = pageAssets()): DocumentationPage {
  return htmlPage({
    title: 'CORS policies',
    style,
    script,
    body: `
<noscript>This page is drawn by its own script, which is switched off. The same in Markdown: fastify-cors-policy docs --format markdown</noscript>
<script type="application/json" id="documentation">${jsonInHtml(documentation)}</script>
<script>${script}</script>
`
  })
}

/**
 * JSON that ends no element and begins no comment:
 * https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
function jsonInHtml (value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
