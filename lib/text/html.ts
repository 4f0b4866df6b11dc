/** Text → HTML that shows it, whatever it holds; and a page that needs nothing else. */
import { createHash } from 'node:crypto'
import { escapeText } from './escape.ts'

/** For elements and attributes in double quotes. */
export function htmlText (text: string): string {
  return escapeText(text).replaceAll(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}

/** What a page is made of. */
export interface PageParts {
  readonly title: string
  readonly style: string
  /** Its scripts' own text, where it has one. */
  readonly script?: string
  /** HTML, from `<body>` to `</body>`, line breaks at both ends included. */
  readonly body: string
}

/** Writes one HTML file that runs and shows nothing but its own, and says so itself. */
export function htmlPage ({ title, style, script, body }: PageParts): { readonly html: string, readonly contentSecurityPolicy: string } {
  const contentSecurityPolicy = [
    "default-src 'none'", `style-src '${hashOf(style)}'`, ...script === undefined ? [] : [`script-src '${hashOf(script)}'`], "base-uri 'none'", "form-action 'none'"
  ].join('; ')
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style}</style>
</head>
<body>${body}</body>
</html>
`
  return { html, contentSecurityPolicy }
}

/** A source of a Content-Security-Policy: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function hashOf (text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
