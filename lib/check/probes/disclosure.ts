import { getValue, splitValue } from '../../browser/header-values.ts'
import { probe } from '../probe.ts'
import { requestFrom } from '../baseline-requests.ts'
import { mayRead } from '../browser-verdict.ts'

const TELLTALES = ['server', 'x-powered-by', 'x-aspnet-version', 'x-aspnetmvc-version', 'x-generator']

/** Whether the answer says more than it has to. */
export const disclosure = probe({
  id: 'disclosure',
  title: 'answers tell neither versions of software to everybody nor times to strangers',
  area: 'security',
  kinds: {
    'server-version-disclosed': {
      why: 'Who looks for servers with a known hole finds this one by its version.',
      recommendation: 'Take the version out of the header, or the header out of the answer.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-disclosure-of-product-infor'
    },
    'timing-allow-origin-is-wider': {
      why: 'A page that may not read the answer is told how long its parts took and how large it is, from which it may learn what the user has there.',
      recommendation: 'List in Timing-Allow-Origin the origins that may read the answer.',
      source: 'https://www.w3.org/TR/resource-timing/#sec-timing-allow-origin'
    }
  },
  plan: ({ untrusted: [one] }) => ({ plain: { method: 'GET', headers: [] }, stranger: requestFrom(one) }),
  judge ({ url: { href }, untrusted: [one] }, seen, report) {
    // Nothing else is asked where this one is not answered.
    const { headers } = seen.answer('plain')!
    for (const name of TELLTALES) {
      const value = getValue(headers, name)
      if (value === undefined || !/\d\.\d/.test(value)) continue
      report('server-version-disclosed', {
        severity: 'info',
        subject: name,
        message: `The header ${name} tells the version of the software.`,
        expected: [`no version in ${name}`],
        seen: [`${name}: ${value}`],
        shownBy: ['plain']
      })
    }
    const stranger = seen.answer('stranger')
    const timing = stranger && getValue(stranger.headers, 'timing-allow-origin')
    if (timing === undefined || !splitValue(timing).some(value => value === '*' || value === one) || mayRead(one, href, false, stranger)) return
    report('timing-allow-origin-is-wider', {
      severity: 'info',
      subject: 'Timing-Allow-Origin',
      message: 'Pages of any origin see the times of the answer, and may not read it.',
      expected: ['no timing-allow-origin for strangers'],
      seen: [`timing-allow-origin: ${timing}`],
      shownBy: ['stranger']
    })
  }
})
