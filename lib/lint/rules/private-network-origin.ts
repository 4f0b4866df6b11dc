import { isPrivateNetworkHost, isPrivateUseName } from '../../standard/private-network.ts'
import { isHttpScheme } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const privateNetworkOrigin: PolicyRule = {
  id: 'private-network-origin',
  severity: 'info',
  about: 'policy',
  summary: 'an origin on a private network is allowed',
  why: 'Private names and addresses refer to different machines on different networks. On another network, a page of an untrusted ' +
    'machine can have the same origin.',
  recommendation: 'Serve the pages from a public name. Its certificate proves that you own it.',
  exceptions: 'The API is reachable only on that network, or https with your own certificate excludes other machines.',
  source: 'https://wicg.github.io/local-network-access/',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const pattern of patterns) {
      const isPrivate = pattern.subdomains ? isPrivateUseName : isPrivateNetworkHost
      if (isHttpScheme(pattern) && isPrivate(pattern.host)) {
        report(pattern.path, 'The host refers to a different machine on each private ' +
        'network. Use a public name.')
      }
    }
  },
  bad: [
    { origins: ['http://192.168.1.10:8080'] }, { origins: ['https://intranet'], credentials: true }, { origins: ['http://nas.local'] },
    { origins: ['https://*.corp.internal'], credentials: true }, { origins: ['http://[fd00::1]'] }
  ],
  good: [
    { origins: ['https://app.example.com', 'http://localhost:3000', 'http://127.0.0.1', 'https://*.dev', 'https://192.0.2.1'] },
    { origins: ['capacitor://localhost', 'chrome-extension://abcdefghijklmnopabcdefghijklmnop', 'app://host'] }
  ]
}
