import type { HeaderLine } from '../../../types/browser.ts'
import { getValue, splitValue, valuesOf } from '../../browser/header-values.ts'
import { allowsInlineScripts, limitsFraming, parsePolicies, unknownDirectives } from '../content-security-policy.ts'
import { isPage } from '../content-type.ts'
import { probe, type Kind } from '../probe.ts'

type Id = keyof typeof kinds

const CSP = 'content-security-policy'

const kinds = {
  'content-type-options-missing': {
    why: 'Some browsers guess what an answer holds where its type seems wrong, and may run as a script what was sent as data.',
    recommendation: 'Add X-Content-Type-Options: nosniff to every answer.',
    source: 'https://fetch.spec.whatwg.org/#x-content-type-options-header'
  },
  'content-type-options-is-not-nosniff': {
    why: 'The only value that means something is nosniff. With another one browsers guess as they do without the header.',
    recommendation: 'Write X-Content-Type-Options: nosniff.',
    source: 'https://fetch.spec.whatwg.org/#x-content-type-options-header'
  },
  'content-security-policy-missing': {
    why: 'Whatever gets into a page by mistake runs with all its rights. An API needs little: an answer that is opened as a page may load nothing.',
    recommendation: 'Add Content-Security-Policy; for an API: default-src \'none\'; frame-ancestors \'none\'.',
    source: 'https://www.w3.org/TR/CSP3/#csp-header'
  },
  'content-security-policy-allows-inline-scripts': {
    why: 'A script that an attacker puts into the page runs, which is what the policy is there to prevent.',
    recommendation: 'Leave \'unsafe-inline\' out of script-src, and mark the scripts of the page with nonces or hashes.',
    source: 'https://www.w3.org/TR/CSP3/#directive-script-src'
  },
  'content-security-policy-has-unknown-directive': {
    why: 'Browsers skip a directive that they do not know, so that what it was to forbid is allowed.',
    recommendation: 'Correct its name, or leave it out.',
    source: 'https://www.w3.org/TR/CSP3/#csp-directives'
  },
  'framing-is-not-limited': {
    why: 'Another site can draw the page in a frame and have the user click what they do not see.',
    recommendation: 'Add frame-ancestors \'none\' or \'self\' to Content-Security-Policy; X-Frame-Options: DENY or SAMEORIGIN for old browsers. Other values have no effect.',
    source: 'https://www.w3.org/TR/CSP3/#directive-frame-ancestors'
  }
} satisfies Record<string, Kind>

/** Whether browsers are told what an answer may do; for what is no page that is hardening and no more. */
export const content = probe<Id>({
  id: 'content',
  title: 'browsers are told what the answer is, what it may load, and who may frame it',
  area: 'security',
  kinds,
  plan: () => ({ plain: { method: 'GET', headers: [] } }),
  judge (_target, seen, report) {
    // Nothing else is asked where this one is not answered.
    const { headers, status } = seen.answer('plain')!
    // A framework's own words about a method that is not there are no page of anybody's.
    const ofPages = isPage(headers) && status !== 404 && status !== 405 ? 'warning' : 'info'
    const tell = (id: Id, severity: 'warning' | 'info', header: string, message: string, expected: string): void => {
      const lines = valuesOf(headers, header).map(value => `${header}: ${value}`)
      report(id, { severity, subject: header, message, expected: [expected], seen: lines.length === 0 ? [`no ${header}`] : lines, shownBy: ['plain'] })
    }
    const options = getValue(headers, 'x-content-type-options')
    if (options === undefined) {
      tell('content-type-options-missing', ofPages, 'x-content-type-options', 'Nothing keeps browsers from guessing what the answer is.', 'x-content-type-options: nosniff')
    } else if (splitValue(options)[0]!.toLowerCase() !== 'nosniff') {
      tell('content-type-options-is-not-nosniff', 'warning', 'x-content-type-options', 'X-Content-Type-Options is not nosniff, and has no effect.', 'x-content-type-options: nosniff')
    }
    const policies = parsePolicies(getValue(headers, CSP) ?? '')
    const unknown = unknownDirectives(policies)
    if (policies.length === 0) {
      tell('content-security-policy-missing', ofPages, CSP, 'The answer has no Content-Security-Policy.', `${CSP}: default-src 'none'; frame-ancestors 'none'`)
    } else if (isPage(headers) && allowsInlineScripts(policies)) {
      tell('content-security-policy-allows-inline-scripts', 'warning', CSP, 'Content-Security-Policy lets inline scripts run.', `${CSP}: script-src 'self'`)
    }
    if (unknown.length > 0) {
      tell('content-security-policy-has-unknown-directive', ofPages, CSP, `Content-Security-Policy has a directive that no browser knows: ${unknown.join(', ')}.`, 'directives that there are')
    }
    if (!limitsFraming(policies) && !limitsFramingByOptions(headers)) {
      tell('framing-is-not-limited', ofPages, 'x-frame-options', 'Any site may draw the answer in a frame.', `${CSP}: frame-ancestors 'none'`)
    }
  }
})

/** https://html.spec.whatwg.org/multipage/document-lifecycle.html#the-x-frame-options-header */
function limitsFramingByOptions (headers: readonly HeaderLine[]): boolean {
  const values = new Set(splitValue(getValue(headers, 'x-frame-options') ?? '').map(value => value.toLowerCase()))
  return values.has('deny') || values.has('sameorigin')
}
