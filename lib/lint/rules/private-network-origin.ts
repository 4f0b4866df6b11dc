import { isPrivateNetworkHost, isPrivateUseName } from '../../standard/private-network.ts'
import { isHttp } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** A host that is another one on each network. */
export const privateNetworkOrigin: PolicyRule = {
  id: 'private-network-origin',
  severity: 'info',
  about: 'policy',
  summary: 'an origin on a private network is allowed',
  why: 'Such names and addresses mean another machine on each network: a user who takes the browser elsewhere may meet a page ' +
    'there that has the origin and is not yours.',
  recommendation: 'Give the pages a public name, whose certificate shows that they are yours.',
  exceptions: 'The API itself can be reached on that network only, or https with a certificate of your own keeps others out.',
  source: 'https://wicg.github.io/local-network-access/',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const pattern of patterns) {
      const isPrivate = pattern.subdomains ? isPrivateUseName : isPrivateNetworkHost
      if (isHttp(pattern) && isPrivate(pattern.host)) report(pattern.path, 'is another machine on each private network. A public name is one everywhere.')
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
