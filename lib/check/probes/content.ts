import type { HeaderLine } from '../../../types/browser.ts'
import { getValue, splitValue, valuesOf } from '../../browser/header-values.ts'
import { allowsInlineScripts, limitsFraming, parsePolicies, unknownDirectives } from '../content-security-policy.ts'
import { isPage } from '../content-type.ts'
import { probe, type Kind } from '../probe.ts'
import { get } from '../requests.ts'

type Id = keyof typeof kinds

const CSP = 'content-security-policy'

const kinds = {
  'content-type-options-missing': {
    why: 'Browsers may guess another content type than the one that the server sends, and run data as a script.',
    recommendation: 'Add X-Content-Type-Options: nosniff to every response.',
    source: 'https://fetch.spec.whatwg.org/#x-content-type-options-header'
  },
  'content-type-options-is-not-nosniff': {
    why: 'The only valid value is nosniff. Browsers ignore any other value, and may guess the content type.',
    recommendation: 'Use X-Content-Type-Options: nosniff.',
    source: 'https://fetch.spec.whatwg.org/#x-content-type-options-header'
  },
  'content-security-policy-missing': {
    why: 'Injected scripts run with all rights of the page. The responses of an API need a strict policy only: opened as a page, they do not have to load anything.',
    recommendation: 'Add Content-Security-Policy. For an API, use default-src \'none\'; frame-ancestors \'none\'.',
    source: 'https://www.w3.org/TR/CSP3/#csp-header'
  },
  'content-security-policy-allows-inline-scripts': {
    why: 'A script that an attacker injects into the page runs, which the policy is meant to prevent.',
    recommendation: 'Remove \'unsafe-inline\' from script-src, and allow the scripts of the page by nonces or hashes.',
    source: 'https://www.w3.org/TR/CSP3/#directive-script-src'
  },
  'content-security-policy-has-unknown-directive': {
    why: 'Browsers ignore unknown directives, so the restriction that was intended does not apply.',
    recommendation: 'Correct the name of the directive, or remove it.',
    source: 'https://www.w3.org/TR/CSP3/#csp-directives'
  },
  'framing-is-not-limited': {
    why: 'Another site can show the page in a frame and trick the user into clicking hidden elements.',
    recommendation: 'Add frame-ancestors \'none\' or \'self\' to Content-Security-Policy. For old browsers, add X-Frame-Options: DENY or SAMEORIGIN. Other values have no effect.',
    source: 'https://www.w3.org/TR/CSP3/#directive-frame-ancestors'
  }
} satisfies Record<string, Kind>

/** Checks the headers that restrict what browsers do with the response. They matter most for pages, and harden other responses. */
export const content = probe({
  id: 'content',
  title: 'the response restricts content sniffing, what it can load, and who can frame it',
  area: 'security',
  kinds,
  plan: () => ({ plain: get() }),
  judge (_target, { plain }, report) {
    // Every server that is checked responds to this request.
    const { headers, status } = plain!
    // The error page of a framework is not a page of the application.
    const ofPages = isPage(headers) && status !== 404 && status !== 405 ? 'warning' : 'info'
    const add = (id: Id, severity: 'warning' | 'info', header: string, message: string, expected: string): void => {
      const lines = valuesOf(headers, header).map(value => `${header}: ${value}`)
      report(id, { severity, subject: header, message, expected: [expected], actual: lines.length === 0 ? [`no ${header}`] : lines, evidence: [plain!] })
    }
    const options = getValue(headers, 'x-content-type-options')
    if (options === undefined) {
      add('content-type-options-missing', ofPages, 'x-content-type-options', 'The response has no X-Content-Type-Options, so browsers may guess its content type.', 'x-content-type-options: nosniff')
    } else if (splitValue(options)[0]!.toLowerCase() !== 'nosniff') {
      add('content-type-options-is-not-nosniff', 'warning', 'x-content-type-options', 'X-Content-Type-Options is not nosniff, so it has no effect.', 'x-content-type-options: nosniff')
    }
    const policies = parsePolicies(getValue(headers, CSP) ?? '')
    const unknown = unknownDirectives(policies)
    if (policies.length === 0) {
      add('content-security-policy-missing', ofPages, CSP, 'The response has no Content-Security-Policy.', `${CSP}: default-src 'none'; frame-ancestors 'none'`)
    } else if (isPage(headers) && allowsInlineScripts(policies)) {
      add('content-security-policy-allows-inline-scripts', 'warning', CSP, 'Content-Security-Policy allows inline scripts.', `${CSP}: script-src 'self'`)
    }
    if (unknown.length > 0) {
      add('content-security-policy-has-unknown-directive', ofPages, CSP, `Content-Security-Policy has unknown directives: ${unknown.join(', ')}.`, 'known directives')
    }
    if (!limitsFraming(policies) && !limitsFramingByOptions(headers)) {
      add('framing-is-not-limited', ofPages, 'x-frame-options', 'Any site can show the response in a frame.', `${CSP}: frame-ancestors 'none'`)
    }
  }
})

/** https://html.spec.whatwg.org/multipage/document-lifecycle.html#the-x-frame-options-header */
function limitsFramingByOptions (headers: readonly HeaderLine[]): boolean {
  const values = new Set(splitValue(getValue(headers, 'x-frame-options') ?? '').map(value => value.toLowerCase()))
  return values.has('deny') || values.has('sameorigin')
}
