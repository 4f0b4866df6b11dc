/** Escapes text for HTML, and writes self-contained pages. */
import { createHash } from 'node:crypto'
import { escapeText } from './escape.ts'

/** Escapes text for elements and for attributes in double quotes. */
export function htmlText (text: string): string {
  return escapeText(text).replaceAll(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}

/** The parts of a page. */
export interface PageParts {
  readonly title: string
  readonly style: string
  /** The text of its script. Default: no script. */
  readonly script?: string
  /** The HTML between `<body>` and `</body>`, including line breaks at both ends. */
  readonly body: string
}

/** Writes one HTML file that loads nothing else. Its content security policy enforces that. */
export function htmlPage ({ title, style, script, body }: PageParts): { readonly html: string, readonly contentSecurityPolicy: string } {
  const contentSecurityPolicy = [
    "default-src 'none'", `style-src '${hashOf(style)}'`, ...script === undefined ? [] : [`script-src '${hashOf(script)}'`],
    "base-uri 'none'", "form-action 'none'"
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
