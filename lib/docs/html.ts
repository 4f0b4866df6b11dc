/** Writes documentation as one self-contained HTML file with its data as JSON, its script and its style. */
import type { CorsDocumentation } from '../../types/documentation.ts'
import { pageAssets, type PageAssets } from './assets.ts'
import { assertDocumentation } from './assert-documentation.ts'
import { htmlPage, htmlText } from '../text/html.ts'
import type { PageAbout } from './page/view/page.ts'

export interface DocumentationPage {
  readonly html: string
  /** The content security policy, for a header. The page also contains it. */
  readonly contentSecurityPolicy: string
}

/**
 * Writes the page as a file.
 *
 * @throws TypeError if the argument is not a documentation, for example a promise
 */
export function renderHtml (documentation: CorsDocumentation): string {
  assertDocumentation(documentation, 'renderHtml')
  return documentationPage(documentation).html
}

/** Writes the page, with the header for a server. The same documentation gives the same bytes. */
export function documentationPage (
  documentation: CorsDocumentation, { script, style }: PageAssets = pageAssets(), about: PageAbout = { title: 'CORS policies', details: [] }
): DocumentationPage {
  return htmlPage({
    title: htmlText(about.title),
    style,
    script,
    body: `
<noscript>This page needs JavaScript. For the same content in Markdown, run: fastify-cors-policy docs --format markdown</noscript>
<script type="application/json" id="about">${jsonInHtml(about)}</script>
<script type="application/json" id="documentation">${jsonInHtml(documentation)}</script>
<script>${script}</script>
`
  })
}

/**
 * Escapes JSON so that it cannot end the element or start a comment:
 * https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
function jsonInHtml (value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
