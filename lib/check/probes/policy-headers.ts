/** Response headers of other policies of browsers, such as Cross-Origin-Resource-Policy, that can block a page although CORS allows it. */
import type { HeaderLine } from '../../../types/browser.ts'
import { getValue, splitValue } from '../../browser/header-values.ts'
import { canRead } from '../browser-verdict.ts'
import { isPage } from '../content-type.ts'
import { probe, type Kind } from '../probe.ts'
import { get } from '../requests.ts'
import { dictionaryKeys } from '../structured-fields.ts'

type Id = keyof typeof kinds

const IGNORED = 'Browsers ignore an unknown value, so the restriction that was intended does not apply.'

const OPENER = 'https://html.spec.whatwg.org/multipage/browsers.html#the-coop-headers'

const kinds = {
  'cross-origin-resource-policy-is-malformed': {
    why: IGNORED,
    recommendation: 'Use same-origin, same-site or cross-origin, in lower case, and send the header once.',
    source: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header'
  },
  'cross-origin-opener-policy-is-malformed': {
    why: IGNORED,
    recommendation: 'Use same-origin, same-origin-allow-popups, noopener-allow-popups or unsafe-none, in lower case, and send the header once.',
    source: OPENER
  },
  'cross-origin-embedder-policy-is-malformed': {
    why: IGNORED,
    recommendation: 'Use require-corp, credentialless or unsafe-none, in lower case, and send the header once.',
    source: 'https://html.spec.whatwg.org/multipage/browsers.html#coep'
  },
  'referrer-policy-is-malformed': {
    why: 'Browsers ignore unknown values, and use their default.',
    recommendation: 'Use one of the defined policies, such as no-referrer or strict-origin-when-cross-origin.',
    source: 'https://www.w3.org/TR/referrer-policy/#parse-referrer-policy-from-header'
  },
  'referrer-policy-leaks-urls': {
    why: 'Other sites receive the whole URL of the page. Its path and query may contain data of the user.',
    recommendation: 'Use strict-origin-when-cross-origin or no-referrer.',
    source: 'https://www.w3.org/TR/referrer-policy/#referrer-policy-unsafe-url'
  },
  'permissions-policy-is-malformed': {
    why: 'Browsers ignore the whole header if a part of it is invalid. Its syntax differs from that of Feature-Policy, which it replaces.',
    recommendation: 'Use features with lists in parentheses, such as camera=(), geolocation=(self "https://app.example.com").',
    source: 'https://www.w3.org/TR/permissions-policy/#serialized-policy-directive'
  },
  'resource-policy-beside-open-cors': {
    why: 'Any origin can read the response with fetch(), but cannot load it as an image or a script without crossorigin. The two headers contradict each other.',
    recommendation: 'Use Cross-Origin-Resource-Policy: cross-origin if any site may load the resource. Keep the header if pages only use fetch().',
    source: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header'
  }
} satisfies Record<string, Kind>

/** A check that a header is absent, or has a value that browsers know. */
type HeaderCheck = readonly [id: Id, header: string, isKnown: (value: string) => boolean, expected: string]

const REFERRER_POLICIES = ['no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url']

const CHECKS: readonly HeaderCheck[] = [
  ['cross-origin-resource-policy-is-malformed', 'cross-origin-resource-policy', value => ['same-origin', 'same-site', 'cross-origin'].includes(value), 'same-origin'],
  ['cross-origin-opener-policy-is-malformed', 'cross-origin-opener-policy',
    value => ['same-origin', 'same-origin-allow-popups', 'noopener-allow-popups', 'unsafe-none'].includes(withoutParameters(value)), 'same-origin'],
  ['cross-origin-embedder-policy-is-malformed', 'cross-origin-embedder-policy', value => ['require-corp', 'credentialless', 'unsafe-none'].includes(withoutParameters(value)), 'require-corp'],
  ['referrer-policy-is-malformed', 'referrer-policy', value => referrerPolicy(value) !== undefined, 'no-referrer'],
  ['permissions-policy-is-malformed', 'permissions-policy', value => dictionaryKeys(value) !== undefined, 'camera=(), geolocation=()']
]

/** Checks the values of the headers that restrict cross-origin use. */
export const policyHeaders = probe({
  id: 'policy-headers',
  title: 'the policies for resources, windows, referrers and permissions have valid values',
  area: 'security',
  kinds,
  plan: ({ untrusted: [one] }) => ({ plain: get(), untrusted: get(one) }),
  judge ({ url: { href }, untrusted: [one] }, { plain, untrusted }, report) {
    // Every server that is checked responds to this request.
    const { headers } = plain!
    for (const [id, header, isKnown, expected] of CHECKS) {
      const value = getValue(headers, header)
      if (value === undefined || isKnown(value)) continue
      report(id, {
        severity: 'warning',
        subject: header,
        message: `The value of ${header} is invalid.`,
        expected: [`${header}: ${expected}`],
        actual: linesOf(headers, header),
        evidence: [plain!]
      })
    }
    if (isPage(headers) && referrerPolicy(getValue(headers, 'referrer-policy') ?? '') === 'unsafe-url') {
      report('referrer-policy-leaks-urls', {
        severity: 'warning',
        subject: 'referrer-policy',
        message: 'Requests from the page to other sites contain its whole URL.',
        expected: ['referrer-policy: strict-origin-when-cross-origin'],
        actual: linesOf(headers, 'referrer-policy'),
        evidence: [plain!]
      })
    }
    if (untrusted === undefined || getValue(untrusted.headers, 'cross-origin-resource-policy') !== 'same-origin' || !canRead(one, href, false, untrusted)) return
    report('resource-policy-beside-open-cors', {
      severity: 'info',
      subject: 'cross-origin-resource-policy',
      message: 'Any page can read the response with fetch(), but cannot load it as an image or a script.',
      expected: ['cross-origin-resource-policy: cross-origin'],
      actual: [...linesOf(untrusted.headers, 'access-control-allow-origin'), ...linesOf(untrusted.headers, 'cross-origin-resource-policy')],
      evidence: [untrusted]
    })
  }
})

function linesOf (headers: readonly HeaderLine[], name: string): readonly string[] {
  return [`${name}: ${getValue(headers, name)!}`]
}

/** The value without parameters. */
function withoutParameters (value: string): string {
  return value.split(';')[0]!.trim()
}

/** The last known value of the list applies. */
function referrerPolicy (value: string): string | undefined {
  return splitValue(value).map(word => word.toLowerCase()).findLast(word => REFERRER_POLICIES.includes(word))
}
