/** What is wrong with a text that is no origin pattern, taken as a whole; off the path of valid policies. */
import { MAX_ORIGIN_LENGTH, MAX_SCHEME_LENGTH } from '../standard/origin.ts'
import { fault, type Fault } from './issue.ts'
import { diagnoseAuthority } from './authority-diagnosis.ts'
import { correctedOrigin, originOfHost } from './origin-fix.ts'
import { isOriginPattern, NEVER_SENT } from './origin-grammar.ts'

/** Says what is wrong with a text that is no origin pattern. */
export function diagnose (text: string): Fault {
  if (text === '') {
    return fault('origin-is-empty',
      'is empty, as unset variables are. Write an origin or leave the entry out.')
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
  if (isRegularExpression(text)) {
    return fault('origin-is-a-regular-expression',
      'is a regular expression. Write origin patterns, such as "https://*.example.com".')
  }
  return listOrWhiteSpace(text) ?? withoutScheme(text) ?? inScheme(text) ?? diagnoseAuthority(text)
}

/**
 * Slashes around, anchors, or what means something only there. A star at the end of a host is somebody's wildcard.
 */
function isRegularExpression (text: string): boolean {
  return /^\/[^/].*\/[a-z]*$|^\^|\$$|\\[.wd/]|:\/\/\.[*+]|\.\+|\([^()]*\)/.test(text)
}

/** https://fetch.spec.whatwg.org/#http-access-control-allow-origin takes one origin, and so does an entry. */
function listOrWhiteSpace (text: string): Fault | undefined {
  const byComma = text.split(/[,;|]/).map(entry => entry.trim())
  const entries = byComma.length > 1 ? byComma : text.trim().split(/\s+/)
  if (entries.length > 1 && (byComma.length > 1 || entries.every(entry => entry.includes('://')))) {
    const shown = entries.filter(entry => entry !== '').slice(0, 5).map(entry => JSON.stringify(entry))
    const count = shown.length === 2 ? 'two entries' : 'one entry each'
    return fault('origin-is-a-list', `holds several origins in one text. Write ${count}: ${shown.join(', ')}.`)
  }
  // eslint-disable-next-line no-control-regex
  if (!/[\s\u0000-\u001f\u007f]/.test(text)) return undefined
  const trimmed = text.trim()
  return fault('origin-has-white-space', 'has white space or control characters; a serialized origin has none.',
    isOriginPattern(trimmed) ? trimmed : correctedOrigin(trimmed))
}

function withoutScheme (text: string): Fault | undefined {
  if (text.includes('://') && !text.startsWith('://')) return undefined
  const [, scheme] = /^([a-z]+):/i.exec(text) ?? []
  if (scheme !== undefined && NEVER_SENT.has(scheme.toLowerCase())) return neverSent(scheme)
  const host = text.replace(/^(?:(?:https?)?:)?\/*/i, '')
  const secure = !/^http:/i.test(text)
  return fault('origin-lacks-scheme', 'has no scheme with "://" after it; a serialized origin starts with one.',
    secure ? originOfHost(host) : correctedOrigin(`http://${host}`, text))
}

function inScheme (text: string): Fault | undefined {
  const scheme = text.slice(0, text.indexOf('://'))
  if (scheme.includes('*')) {
    return fault('wildcard-in-scheme',
      'has a wildcard in its scheme. Write one entry for each scheme, and only those that you serve pages by.')
  }
  // As in blob:https://…
  const [outer = ''] = scheme.split(':')
  if (NEVER_SENT.has(outer.toLowerCase())) return neverSent(outer)
  if (/^[a-z][a-z\d+.-]*$/i.test(scheme) && scheme.length <= MAX_SCHEME_LENGTH) return undefined
  return fault('origin-has-invalid-scheme',
    `has a scheme that is none: a letter, then letters, digits, "+", "-" or ".", no more than ${MAX_SCHEME_LENGTH}.`)
}

/** https://fetch.spec.whatwg.org/#origin-header and https://url.spec.whatwg.org/#concept-url-origin */
function neverSent (scheme: string): Fault {
  const name = scheme.toLowerCase()
  const instead = name === 'ws' || name === 'wss'
    ? `The page that opens a socket has an origin of its own scheme: write http${name.slice(2)}.`
    : 'Such pages have an opaque origin or that of the page that made them. Leave it out.'
  return fault('origin-scheme-never-sent', `has a scheme that no \`Origin\` carries. ${instead}`)
}
