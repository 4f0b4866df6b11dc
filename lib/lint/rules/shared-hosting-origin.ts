import type { PolicyRule } from '../rule.ts'
import { isSharedHost } from '../shared-hosts.ts'

/** Pages of many people under one origin. */
export const sharedHostingOrigin: PolicyRule = {
  id: 'shared-hosting-origin',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin is allowed that many people share',
  why: 'An origin has no path: where one host serves everybody\'s pages, each by its path, all of them have the origin, and a ' +
    'stranger\'s page there reads what yours may read.',
  recommendation: 'Serve your pages from a host name of their own, as most such services offer, and list that one.',
  exceptions: 'The responses hold what everybody may read: then write "*".',
  source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const { path, host, subdomains } of patterns) {
      if (subdomains || !isSharedHost(host)) continue
      report(path, 'is the origin of everybody\'s pages on that host. Serve yours from a host name of their own, and list that one.')
    }
  },
  bad: [
    { origins: ['https://codepen.io'] }, { origins: ['https://s3.amazonaws.com', 'https://s3.eu-west-1.amazonaws.com'], credentials: true },
    { origins: ['https://s3-us-west-2.amazonaws.com'] }, { origins: ['https://s3.dualstack.us-gov-east-1.amazonaws.com'] }
  ],
  good: [
    { origins: ['https://my-bucket.s3.amazonaws.com', 'https://me.github.io', 'https://pens.codepen.io', 'https://*.s3.eu-west-1.amazonaws.com'] },
    { origins: ['https://s3-of-mine.s3.amazonaws.com', 'https://s3.example.com'] },
    // Nobody's pages are there, but below it.
    { origins: ['https://*.codepen.io'] }
  ]
}
