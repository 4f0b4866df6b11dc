/** What is wrong with a text that is no origin pattern, taken as a whole; off the path of valid policies. */
import { MAX_ORIGIN_LENGTH, MAX_SCHEME_LENGTH } from '../standard/origin.ts'
import { fault, type IssueDraft } from './issue.ts'
import { diagnoseAuthority } from './authority-diagnosis.ts'
import { listedFault } from './comma-separated.ts'
import { suggestOrigin, originOfHost, withoutQuotes } from './origin-fix.ts'
import { NEVER_SENT } from './origin-grammar.ts'

/** Says what is wrong with a text that is no origin pattern, and where the correction covers more than the text seems to. */
export function diagnose (text: string): IssueDraft {
  const found = diagnosisOf(text)
  // An escaped star, or a full-width one, is a star to the parser of URLs.
  if (found.fix === undefined || starsIn(found.fix) <= starsIn(text) || found.message.includes('widens access')) return found
  return { ...found, message: found.message.replace(/\.$/, ' for all subdomains, which widens access.') }
}

function starsIn (text: string): number {
  return text.split('*').length
}

function diagnosisOf (text: string): IssueDraft {
  if (text === '') {
    return fault('origin-is-empty',
      'is empty, as unset variables are. Write an origin or leave the entry out.')
  }
  if (text === 'undefined') {
    return fault('origin-is-empty',
      'is what an unset variable becomes in a text. Write an origin or leave the entry out.')
  }
  // Behind this line texts are short, so that no expression can take long over one.
  if (text.length > MAX_ORIGIN_LENGTH) {
    return listOrWhiteSpace(text) ?? fault('origin-is-too-long',
      `is longer than ${MAX_ORIGIN_LENGTH} characters, which no origin is.`)
  }
  if (text === '*') {
    return fault('every-origin-in-list',
      'in a list has nothing to add to. Write `origins: "*"`, which widens access to every origin, anonymously, ' +
      'or leave it out.')
  }
  if (/^null$/i.test(text)) {
    return fault('null-origin', 'has upper-case letters; opaque origins are serialized in lower case.', 'null',
      ' and put "null-origin" into `dangerouslyAllow`')
  }
  const [, scheme = ''] = /^([a-z]+):/i.exec(text) ?? []
  if (NEVER_SENT.has(scheme.toLowerCase())) return neverSent(scheme.toLowerCase(), text.slice(scheme.length + 1))
  if (isRegularExpression(text)) {
    return fault('origin-is-a-regular-expression',
      'is a regular expression. Write origin patterns, such as "https://*.example.com".')
  }
  return listOrWhiteSpace(text) ?? inQuotes(text) ?? withoutScheme(text) ?? inScheme(text) ?? diagnoseAuthority(text)
}

/**
 * Slashes around, anchors, or what means something only there. A star at the end of a host is somebody's wildcard.
 */
function isRegularExpression (text: string): boolean {
  return /^\/[^/].*\/[a-z]*$|^\^|\$$|\\[.wd/]|:\/\/\.[*+]|\.\+|\([^()]*\)/.test(text)
}

/** https://fetch.spec.whatwg.org/#http-access-control-allow-origin takes one origin, and so does an entry. */
function listOrWhiteSpace (text: string): IssueDraft | undefined {
  const byComma = text.split(/[,;|]/).map(entry => entry.trim())
  const entries = byComma.length > 1 ? byComma : text.trim().split(/\s+/)
  if (entries.length > 1 && (byComma.length > 1 || entries.every(entry => entry.includes('://')))) {
    return listedFault('origin-is-a-list', 'origins', entries.filter(entry => entry !== ''), suggestOrigin)
  }
  // eslint-disable-next-line no-control-regex
  if (!/[\s\u0000-\u001f\u007f]/.test(text)) return undefined
  return fault('origin-has-white-space', 'has white space or control characters; a serialized origin has none.', suggestOrigin(text))
}

function inQuotes (text: string): IssueDraft | undefined {
  if (withoutQuotes(text) === text) return undefined
  return fault('origin-has-quotes', 'has quotes inside the text; a serialized origin has none.', suggestOrigin(text))
}

function withoutScheme (text: string): IssueDraft | undefined {
  if (text.indexOf('://') > 0) return undefined
  return fault('origin-missing-scheme', 'has no scheme with "://" after it; a serialized origin starts with one.', originOfHost(text))
}

function inScheme (text: string): IssueDraft | undefined {
  const scheme = text.slice(0, text.indexOf('://'))
  if (scheme.includes('*')) {
    return fault('wildcard-in-scheme',
      'has a wildcard in its scheme. Write one entry for each scheme, and only those that you serve pages by.')
  }
  if (/^[a-z][a-z\d+.-]*$/i.test(scheme) && scheme.length <= MAX_SCHEME_LENGTH) return undefined
  return fault('origin-has-invalid-scheme',
    `has a scheme that is none: a letter, then letters, digits, "+", "-" or ".", no more than ${MAX_SCHEME_LENGTH}.`,
    // As in view-source:https://…
    suggestOrigin(text.slice(scheme.lastIndexOf(':') + 1)))
}

/**
 * https://fetch.spec.whatwg.org/#origin-header and https://url.spec.whatwg.org/#concept-url-origin
 *
 * @param rest  what stands behind the scheme and its colon
 */
function neverSent (scheme: string, rest: string): IssueDraft {
  const what = 'has a scheme that, by the standard, no `Origin` carries.'
  if (scheme === 'ws' || scheme === 'wss') {
    return fault('origin-scheme-never-sent', `${what} The page that opens a socket has an origin of http or https.`,
      suggestOrigin(`http${scheme.slice(2)}:${rest}`))
  }
  const fix = scheme === 'blob' ? suggestOrigin(rest) : undefined
  return fault('origin-scheme-never-sent',
    `${what} Such pages have an opaque origin or that of the page that made them.${fix === undefined ? ' Leave it out.' : ''}`, fix)
}
