import type { HeaderLine } from '../../../types/browser.ts'
import { getValue, splitValue } from '../../browser/header-values.ts'
import { isPage } from '../content-type.ts'
import { probe, type Kind } from '../probe.ts'
import { dictionaryKeys } from '../structured-fields.ts'
import { requestFrom } from '../baseline-requests.ts'
import { mayRead } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const AS_IF_ABSENT = 'Browsers take a value that they do not know for none at all: whatever it was to keep out is let in.'

const OPENER = 'https://html.spec.whatwg.org/multipage/browsers.html#the-coop-headers'

const kinds = {
  'cross-origin-resource-policy-is-malformed': {
    why: AS_IF_ABSENT,
    recommendation: 'Write same-origin, same-site or cross-origin, in lower case, once.',
    source: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header'
  },
  'cross-origin-opener-policy-is-malformed': {
    why: AS_IF_ABSENT,
    recommendation: 'Write same-origin, same-origin-allow-popups, noopener-allow-popups or unsafe-none, in lower case, once.',
    source: OPENER
  },
  'cross-origin-embedder-policy-is-malformed': {
    why: AS_IF_ABSENT,
    recommendation: 'Write require-corp, credentialless or unsafe-none, in lower case, once.',
    source: 'https://html.spec.whatwg.org/multipage/browsers.html#coep'
  },
  'referrer-policy-is-malformed': {
    why: 'Browsers skip the words that they do not know, and fall back to what they do by themselves.',
    recommendation: 'Write one of the policies, such as no-referrer or strict-origin-when-cross-origin.',
    source: 'https://www.w3.org/TR/referrer-policy/#parse-referrer-policy-from-header'
  },
  'referrer-policy-leaks-urls': {
    why: 'Other sites are told the whole URL from which a request comes, with what its path and query say about the user.',
    recommendation: 'Write strict-origin-when-cross-origin, or no-referrer.',
    source: 'https://www.w3.org/TR/referrer-policy/#referrer-policy-unsafe-url'
  },
  'permissions-policy-is-malformed': {
    why: 'Browsers drop the whole header where a part of it cannot be parsed. The syntax of Feature-Policy, which it replaces, is another one.',
    recommendation: 'Write features with lists in parentheses, such as camera=(), geolocation=(self "https://app.example.com").',
    source: 'https://www.w3.org/TR/permissions-policy/#serialized-policy-directive'
  },
  'resource-policy-beside-open-cors': {
    why: 'Every origin may read the answer by fetch(), and images and scripts of other sites without crossorigin are blocked: one header lets in, another keeps out.',
    recommendation: 'Write Cross-Origin-Resource-Policy: cross-origin where everybody may load the resource. Leave it if pages use fetch() only.',
    source: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header'
  }
} satisfies Record<string, Kind>

/** Whether there is none, or one that browsers know. */
type Check = readonly [id: Id, header: string, isKnown: (value: string) => boolean, expected: string]

const REFERRER_POLICIES = ['no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url']

const CHECKS: readonly Check[] = [
  ['cross-origin-resource-policy-is-malformed', 'cross-origin-resource-policy', value => ['same-origin', 'same-site', 'cross-origin'].includes(value), 'same-origin'],
  ['cross-origin-opener-policy-is-malformed', 'cross-origin-opener-policy',
    value => ['same-origin', 'same-origin-allow-popups', 'noopener-allow-popups', 'unsafe-none'].includes(bare(value)), 'same-origin'],
  ['cross-origin-embedder-policy-is-malformed', 'cross-origin-embedder-policy', value => ['require-corp', 'credentialless', 'unsafe-none'].includes(bare(value)), 'require-corp'],
  ['referrer-policy-is-malformed', 'referrer-policy', value => referrerPolicy(value) !== undefined, 'no-referrer'],
  ['permissions-policy-is-malformed', 'permissions-policy', value => dictionaryKeys(value) !== undefined, 'camera=(), geolocation=()']
]

/** Whether browsers understand what they are told about other sites. */
export const policyHeaders = probe<Id>({
  id: 'policy-headers',
  title: 'policies about resources, windows, referrers and permissions are ones that browsers know',
  area: 'security',
  kinds,
  plan: ({ untrusted: [one] }) => ({ plain: { method: 'GET', headers: [] }, stranger: requestFrom(one) }),
  judge ({ url: { href }, untrusted: [one] }, seen, report) {
    // Nothing else is asked where this one is not answered.
    const { headers } = seen.answer('plain')!
    for (const [id, header, isKnown, expected] of CHECKS) {
      const value = getValue(headers, header)
      if (value === undefined || isKnown(value)) continue
      report(id, {
        severity: 'warning',
        subject: header,
        message: `The value of ${header} is none that browsers know.`,
        expected: [`${header}: ${expected}`],
        seen: linesOf(headers, header),
        shownBy: ['plain']
      })
    }
    if (isPage(headers) && referrerPolicy(getValue(headers, 'referrer-policy') ?? '') === 'unsafe-url') {
      report('referrer-policy-leaks-urls', {
        severity: 'warning',
        subject: 'referrer-policy',
        message: 'Requests that the page makes tell other sites its whole URL.',
        expected: ['referrer-policy: strict-origin-when-cross-origin'],
        seen: linesOf(headers, 'referrer-policy'),
        shownBy: ['plain']
      })
    }
    const open = seen.answer('stranger')
    if (open === undefined || getValue(open.headers, 'cross-origin-resource-policy') !== 'same-origin' || !mayRead(one, href, false, open)) return
    report('resource-policy-beside-open-cors', {
      severity: 'info',
      subject: 'cross-origin-resource-policy',
      message: 'Any page may read the answer by fetch(), and may not load it as an image or a script.',
      expected: ['cross-origin-resource-policy: cross-origin'],
      seen: [...linesOf(open.headers, 'access-control-allow-origin'), ...linesOf(open.headers, 'cross-origin-resource-policy')],
      shownBy: ['stranger']
    })
  }
})

function linesOf (headers: readonly HeaderLine[], name: string): readonly string[] {
  return [`${name}: ${getValue(headers, name)!}`]
}

/** Without parameters. */
function bare (value: string): string {
  return value.split(';')[0]!.trim()
}

/** The last word that is known counts. */
function referrerPolicy (value: string): string | undefined {
  return splitValue(value).map(word => word.toLowerCase()).findLast(word => REFERRER_POLICIES.includes(word))
}
