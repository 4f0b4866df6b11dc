/** Finds what is wrong with an invalid origin pattern. Valid policies never reach this code. */
import { MAX_ORIGIN_LENGTH, MAX_SCHEME_LENGTH } from '../standard/origin.ts'
import { fault, wholeFault, type IssueDraft } from './issue.ts'
import { diagnoseAuthority, LIST_ADDRESSES } from './authority-diagnosis.ts'
import { entriesFault } from './comma-separated.ts'
import { isBareIPv6, suggestOrigin, originOfHost, withoutQuotes } from './origin-fix.ts'
import { NEVER_SENT } from './origin-grammar.ts'

/** Finds what is wrong with an invalid origin pattern, and warns if the fix covers more than the text seems to. */
export function diagnose (text: string): IssueDraft {
  const found = diagnosisOf(text)
  // The URL parser turns an escaped or full-width star into a star.
  if (found.fix === undefined || starsIn(found.fix) <= starsIn(text) || found.message.includes('widens access')) return found
  return { ...found, message: found.message.replace(/\.$/, ' for all subdomains, which widens access.') }
}

function starsIn (text: string): number {
  return text.split('*').length
}

function diagnosisOf (text: string): IssueDraft {
  if (text === '') {
    return wholeFault('origin-is-empty',
      'The origin is empty, which usually means that a variable is not set. Add an origin, or remove the entry.')
  }
  if (text === 'undefined') {
    return fault('origin-is-empty',
      'usually means that a variable is not set. Use an origin, or remove the entry.')
  }
  // After this check, texts are short, so no regular expression takes long.
  if (text.length > MAX_ORIGIN_LENGTH) {
    return diagnoseList(text) ?? fault('origin-is-too-long',
      `is longer than ${MAX_ORIGIN_LENGTH} characters, the maximum length of an origin.`)
  }
  if (text === '*') {
    return fault('every-origin-in-list',
      'is not allowed in a list. Use `origins: "*"`, which widens access to any origin without credentials, or remove it.')
  }
  if (/^null$/i.test(text)) {
    return fault('null-origin', 'contains upper-case letters. Browsers send opaque origins in lower case.', 'null',
      ' and add "null-origin" to `dangerouslyAllow`')
  }
  const scheme = /^([a-z]+):/i.exec(text)?.[1] ?? ''
  if (NEVER_SENT.has(scheme.toLowerCase())) return neverSent(scheme.toLowerCase(), text.slice(scheme.length + 1))
  if (isRegularExpression(text)) {
    return fault('origin-is-a-regular-expression',
      'is a regular expression. Use origin patterns, such as "https://*.example.com".')
  }
  if (/\$\{?\w|^%\w+%$|\{\{|^process\.env\b|\w<\w+>|\/<\w+>/.test(text)) {
    return fault('origin-has-invalid-host', 'has the name of a variable in place of its value. Use the value, or parseOrigins(process.env, "NAME").')
  }
  return diagnoseRange(text) ?? diagnoseList(text) ?? diagnoseQuotes(text) ?? diagnoseMissingScheme(text) ?? diagnoseScheme(text) ?? diagnoseAuthority(text)
}

/** Detects slashes around the text, anchors, and regular-expression syntax. A star at the end of a host is a misplaced wildcard instead. */
function isRegularExpression (text: string): boolean {
  return /^\/[^/].*\/[a-z]*$|^\^|\$$|\\[.wd/]|:\/\/\.[*+]|\.\+|\([^()]*\)/.test(text)
}

/** Detects a range of addresses in the notation of networks, with a scheme or without. */
function diagnoseRange (text: string): IssueDraft | undefined {
  const host = /^(?:https?:\/\/)?\[?([\da-f:.]+)\]?\/\d{1,3}$/i.exec(text)?.[1] ?? ''
  if (!isBareIPv6(host) && !/^[\d.]+$/.test(host)) return undefined
  return fault('origin-is-an-address-range', `is a range of addresses. An entry is one host. ${LIST_ADDRESSES}`)
}

/** An entry is one origin, like the value of https://fetch.spec.whatwg.org/#http-access-control-allow-origin */
function diagnoseList (text: string): IssueDraft | undefined {
  const byComma = withPrefix(text.split(/[,;|]/).map(entry => entry.trim()))
  const entries = byComma.length > 1 ? byComma : text.trim().split(/\s+/)
  if (entries.length > 1 && (byComma.length > 1 || entries.every(entry => entry.includes('://')))) {
    const origins = entries.filter(entry => entry !== '')
    if (origins.length < 2) return separatorFault(origins[0])
    return entriesFault('origin-is-a-list', 'origins', origins, suggestOrigin)
  }
  // oxlint-disable-next-line no-control-regex
  if (!/[\s\u0000-\u001f\u007f]/.test(text)) return undefined
  return fault('origin-has-white-space', 'contains white space or control characters. An origin cannot contain them.', suggestOrigin(text))
}

/** Separators, and at most one entry beside them. */
function separatorFault (entry: string | undefined): IssueDraft {
  const origin = entry === undefined ? undefined : suggestOrigin(entry)
  return fault('origin-is-a-list', origin === undefined ? 'contains a list separator. Use one entry for each origin.' : 'contains a list separator.', origin)
}

/** Repeats what several entries share: what is around braces, as in `{a,b}.example.com`, or before ports, as in `localhost:3000,3001`. */
function withPrefix (entries: readonly string[]): readonly string[] {
  const [first = '', ...others] = entries
  const open = first.indexOf('{')
  const close = entries.at(-1)!.indexOf('}')
  if (others.length > 0 && open !== -1 && close !== -1) {
    const inside = [first.slice(open + 1), ...entries.slice(1, -1), entries.at(-1)!.slice(0, close)]
    return inside.map(part => `${first.slice(0, open)}${part}${entries.at(-1)!.slice(close + 1)}`)
  }
  const before = /^(.+:)\d+$/.exec(first)?.[1]
  return before !== undefined && others.every(port => /^\d+$/.test(port)) ? [first, ...others.map(port => before + port)] : entries
}

function diagnoseQuotes (text: string): IssueDraft | undefined {
  if (withoutQuotes(text) === text) return undefined
  return fault('origin-has-quotes', 'starts or ends with a quotation mark or a bracket. An origin cannot contain them.', suggestOrigin(text))
}

function diagnoseMissingScheme (text: string): IssueDraft | undefined {
  if (text.indexOf('://') > 0) return undefined
  return fault('origin-missing-scheme', 'has no scheme. An origin starts with a scheme and "://".', originOfHost(text))
}

function diagnoseScheme (text: string): IssueDraft | undefined {
  const scheme = text.slice(0, text.indexOf('://'))
  if (scheme.includes('*')) {
    return fault('wildcard-in-scheme',
      'has a wildcard in its scheme. Use one entry for each scheme that your pages use.')
  }
  if (/^[a-z][a-z\d+.-]*$/i.test(scheme) && scheme.length <= MAX_SCHEME_LENGTH) return undefined
  return fault('origin-has-invalid-scheme',
    `has an invalid scheme. A scheme is a letter followed by letters, digits, "+", "-" or ".", at most ${MAX_SCHEME_LENGTH} characters in total.`,
    // As in view-source:https://…
    suggestOrigin(text.slice(scheme.lastIndexOf(':') + 1)))
}

/**
 * https://fetch.spec.whatwg.org/#origin-header and https://url.spec.whatwg.org/#concept-url-origin
 *
 * @param rest  the text after the scheme and its colon
 */
function neverSent (scheme: string, rest: string): IssueDraft {
  const what = 'has a scheme that never appears in `Origin`, according to the Fetch standard.'
  if (scheme === 'ws' || scheme === 'wss') {
    return fault('origin-scheme-never-sent', `${what} A page that opens a WebSocket has an http or https origin.`,
      suggestOrigin(`http${scheme.slice(2)}:${rest}`))
  }
  const fix = scheme === 'blob' ? suggestOrigin(rest) : undefined
  return fault('origin-scheme-never-sent',
    `${what} Such a page has an opaque origin or the origin of the page that created it.${fix === undefined ? ' Remove it.' : ''}`, fix)
}
