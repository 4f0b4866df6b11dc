/** What became of a check → one HTML file that needs nothing else, and has no script at all. */
import type { CheckFinding } from '../../../types/check.ts'
import { pageAssets } from '../docs/assets.ts'
import { AREAS, countsText, type CheckedEndpoint, type CheckResults, type UnreachableEndpoint } from './check-results.ts'
import { hashOf, htmlText } from './html-text.ts'

/** Writes the page in the style of the documentation's. */
export function checkHtml ({ endpoints, unreachable }: CheckResults, { style }: { readonly style: string } = pageAssets()): string {
  const policy = ["default-src 'none'", `style-src '${hashOf(style)}'`, "base-uri 'none'", "form-action 'none'"].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>CORS of live endpoints</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>CORS of live endpoints</h1>
${[...endpoints.map(endpointHtml), ...unreachable.map(unreachableHtml)].join('')}</main>
</body>
</html>
`
}

function endpointHtml (endpoint: CheckedEndpoint): string {
  const { report: { url, allowed, grades }, findings } = endpoint
  return `<h2><code>${htmlText(url)}</code></h2>
<ul class="steps">${AREAS.map(area => `<li>${area} <strong class="${/[AB]/.test(grades[area]) ? 'passed' : grades[area] === 'F' ? 'failed' : ''}">${grades[area]}</strong></li>`).join('')}</ul>
<p>Readers:</p>
<ul>${allowed.map(line => `<li>${htmlText(line)}</li>`).join('')}</ul>
<p>${htmlText(countsText(endpoint, true))}</p>
${findings.map(findingHtml).join('')}`
}

function unreachableHtml ({ url, message }: UnreachableEndpoint): string {
  return `<h2><code>${htmlText(url)}</code></h2>\n<p class="failed">Cannot be reached: ${htmlText(message)}</p>\n`
}

function findingHtml ({ id, severity, message, expected, seen, why, remedy, source, exchanges }: CheckFinding): string {
  const rows = [
    ['Expected', preHtml(expected)],
    ['Seen', preHtml(seen)],
    ['Why', htmlText(why)],
    ['What to do', htmlText(remedy)],
    ['Source', source.startsWith('https://') ? `<a href="${htmlText(source)}">${htmlText(source)}</a>` : htmlText(source)],
    ['Try', preHtml([exchanges.at(-1)!.curl])]
  ] as const
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
