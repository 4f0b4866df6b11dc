import { getValue, splitValue } from '../../browser/header-values.ts'
import { canRead } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { get } from '../requests.ts'

const VERSION_HEADERS = ['server', 'x-powered-by', 'x-aspnet-version', 'x-aspnetmvc-version', 'x-generator']

/** Checks that the response does not disclose more than necessary. */
export const disclosure = probe({
  id: 'disclosure',
  title: 'responses do not disclose software versions, or timings to untrusted origins',
  area: 'security',
  kinds: {
    'server-version-disclosed': {
      why: 'Attackers can search for versions with known vulnerabilities.',
      recommendation: 'Remove the version from the header, or remove the header.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-disclosure-of-product-infor'
    },
    'timing-allow-origin-is-wider': {
      why: 'A page that cannot read the response can still see its timings and size, which may reveal data of the user.',
      recommendation: 'List only the origins that can read the response in Timing-Allow-Origin.',
      source: 'https://www.w3.org/TR/resource-timing/#sec-timing-allow-origin'
    }
  },
  plan: ({ untrusted: [one] }) => ({ plain: get(), untrusted: get(one) }),
  judge ({ url: { href }, untrusted: [one] }, { plain, untrusted }, report) {
    // Every server that is checked responds to this request.
    const { headers } = plain!
    for (const name of VERSION_HEADERS) {
      const value = getValue(headers, name)
      if (value === undefined || !/\d\.\d/.test(value)) continue
      report('server-version-disclosed', {
        severity: 'info',
        subject: name,
        message: `The header ${name} discloses the version of the software.`,
        expected: [`no version in ${name}`],
        actual: [`${name}: ${value}`],
        evidence: [plain!]
      })
    }
    const timing = untrusted && getValue(untrusted.headers, 'timing-allow-origin')
    if (untrusted === undefined || timing === undefined || !splitValue(timing).some(value => value === '*' || value === one) || canRead(one, href, false, untrusted)) return
    report('timing-allow-origin-is-wider', {
      severity: 'info',
      subject: 'Timing-Allow-Origin',
      message: 'Pages from any origin can see the timings of the response, but cannot read it.',
      expected: ['no timing-allow-origin for untrusted origins'],
      actual: [`timing-allow-origin: ${timing}`],
      evidence: [untrusted]
    })
  }
})
