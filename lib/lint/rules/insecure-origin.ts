import { isPrivateNetworkHost } from '../../standard/private-network.ts'
import { isOwnMachine } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** Pages that anyone on the network can write into. */
export const insecureOrigin: PolicyRule = {
  id: 'insecure-origin',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin of plain http is allowed',
  why: 'Whoever is on the way, as in an open wireless network, puts scripts of their own into pages of http, and these read ' +
    'what the origin may read, through the browser of a user who may reach more than they do.',
  recommendation: 'Serve the pages by https, and list that origin.',
  exceptions: 'The pages cannot be had by https, and the responses hold what everybody may read: then write "*".',
  source: 'https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy',
  reads: ['origins'],
  check ({ patterns, credentials }, report) {
    // With credentials, the validator wants a flag.
    if (credentials) return
    for (const { path, scheme, host } of patterns) {
      if (scheme !== 'http' || isOwnMachine(host) || isPrivateNetworkHost(host)) continue
      report(path, 'is not secure: anyone on the network can speak for it. Write https.')
    }
  },
  bad: [{ origins: ['http://app.example.com'] }, { origins: ['http://*.example.com'] }, { origins: ['http://192.0.2.1:8080'], credentials: false }],
  good: [
    { origins: ['https://app.example.com', 'http://localhost:3000', 'http://127.0.0.1:*', 'http://app.localhost', 'ftp://files.example.com'] },
    { origins: ['http://192.168.1.10', 'http://nas.local', 'http://intranet'] },
    { origins: ['http://app.example.com'], credentials: true, dangerouslyAllow: ['insecure-origins'] }
  ]
}
