import type { PolicyRule } from '../rule.ts'
import { isSharedHost } from '../shared-hosts.ts'

export const sharedHostingOrigin: PolicyRule = {
  id: 'shared-hosting-origin',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin that many people share is allowed',
  why: 'An origin does not include a path. If one host serves the pages of many people under different paths, all of these pages have ' +
    'the same origin. An attacker\'s page on that host can read everything that your page may read.',
  recommendation: 'Serve your pages from a separate host name, which most such services offer, and list that origin.',
  exceptions: 'The responses are public. In that case, use "*".',
  source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const { path, host, subdomains } of patterns) {
      if (subdomains || !isSharedHost(host)) continue
      report(path, 'This host serves pages of many people, and all of them have this origin. Serve your pages from a separate host name ' +
        'and list that.')
    }
  },
  bad: [
    { origins: ['https://codepen.io'] }, { origins: ['https://s3.amazonaws.com', 'https://s3.eu-west-1.amazonaws.com'], credentials: true },
    { origins: ['https://s3-us-west-2.amazonaws.com'] }, { origins: ['https://s3.dualstack.us-gov-east-1.amazonaws.com'] }
  ],
  good: [
    { origins: ['https://my-bucket.s3.amazonaws.com', 'https://me.github.io', 'https://pens.codepen.io', 'https://*.s3.eu-west-1.amazonaws.com'] },
    { origins: ['https://s3-of-mine.s3.amazonaws.com', 'https://s3.example.com'] },
    // This host serves no pages itself. Only its subdomains do.
    { origins: ['https://*.codepen.io'] }
  ]
}
