/** Formats the results of a check as a self-contained HTML file without scripts. */
import type { CheckFinding } from '../../types/check.ts'
import { pageAssets } from '../docs/assets.ts'
import { countsText, explainedTexts, headlineOf, noResponseText, type CheckedEndpoint, type CheckResults, type UnreachableEndpoint } from './check-results.ts'
import { htmlPage, htmlText } from '../text/html.ts'

const TITLE = 'CORS of live endpoints'

/** Returns the page in the style of the documentation. */
export function checkHtml ({ endpoints, unreachable }: CheckResults, { style }: { readonly style: string } = pageAssets()): string {
  const body = `
<main>
<h1>${TITLE}</h1>
${[...endpoints.map(endpointHtml), ...unreachable.map(unreachableHtml)].join('')}</main>
`
  return htmlPage({ title: TITLE, style, body }).html
}

function endpointHtml (endpoint: CheckedEndpoint): string {
  const { report: { url, allowed, grades }, findings } = endpoint
  return `<h2><code>${htmlText(url)}</code></h2>
<p>${htmlText(headlineOf(endpoint))}</p>
<ul class="steps">${Object.entries(grades).map(([area, grade]) => `<li>${area} <strong class="${/[AB]/.test(grade) ? 'passed' : grade === 'F' ? 'failed' : ''}">${grade}</strong></li>`).join('')}</ul>
<p>Readers:</p>
<ul>${allowed.map(line => `<li>${htmlText(line)}</li>`).join('')}</ul>
<p>${htmlText(countsText(endpoint, true))}</p>
${endpoint.report.requestsWithoutResponse.length === 0 ? '' : `<p class="failed">${htmlText(noResponseText(endpoint.report))}</p>\n`}${findings.map(findingHtml).join('')}`
}

function unreachableHtml ({ url, message }: UnreachableEndpoint): string {
  return `<h2><code>${htmlText(url)}</code></h2>\n<p class="failed">The endpoint cannot be reached: ${htmlText(message)}</p>\n`
}

function findingHtml (finding: CheckFinding): string {
  const { id, severity, message, expected, actual, why, recommendation, reference: source, exchanges } = finding
  const explained = explainedTexts(finding)
  const rows = [
    ...explained.length === 0 ? [] : [['Explains', preHtml(explained)]],
    ['Expected', preHtml(expected)],
    ['Actual', preHtml(actual)],
    ['Why', htmlText(why)],
    ['Recommendation', htmlText(recommendation)],
    ['Source', source.startsWith('https://') ? `<a href="${htmlText(source)}">${htmlText(source)}</a>` : htmlText(source)],
    ['Try', preHtml([exchanges.at(-1)!.curl])]
  ]
  return `<section class="policy">
<h3><span${severity === 'info' ? '' : ' class="failed"'}>${severity}</span>: <code>${htmlText(id)}</code></h3>
<p>${htmlText(message)}</p>
<dl>${rows.map(([title, html]) => `<div><dt>${title}</dt><dd>${html}</dd></div>`).join('')}</dl>
</section>
`
}

function preHtml (lines: readonly string[]): string {
  return `<pre>${lines.map(htmlText).join('\n')}</pre>`
}
