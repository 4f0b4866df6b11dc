import { isPrivateNetworkHost } from '../../standard/private-network.ts'
import { isLoopbackHost } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const insecureOrigin: PolicyRule = {
  id: 'insecure-origin',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin uses plain http',
  why: 'An attacker on the network, for example in an open wireless network, can inject scripts into pages that are loaded over http. ' +
    'These scripts can read everything that the origin may read, through a browser that may reach more than the attacker can.',
  recommendation: 'Serve the pages over https and list that origin.',
  exceptions: 'The pages are not available over https, and the responses are public. In that case, use "*".',
  source: 'https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy',
  reads: ['origins'],
  check ({ patterns, credentials }, report) {
    // With credentials, validation rejects the entry unless a flag allows it.
    if (credentials) return
    for (const { path, scheme, host } of patterns) {
      if (scheme !== 'http' || isLoopbackHost(host) || isPrivateNetworkHost(host)) continue
      report(path, 'The origin uses plain http, so an attacker on the network can inject scripts into its pages. Use https.')
    }
  },
  bad: [{ origins: ['http://app.example.com'] }, { origins: ['http://*.example.com'] }, { origins: ['http://192.0.2.1:8080'], credentials: false }],
  good: [
    { origins: ['https://app.example.com', 'http://localhost:3000', 'http://127.0.0.1:*', 'http://app.localhost', 'ftp://files.example.com'] },
    { origins: ['http://192.168.1.10', 'http://nas.local', 'http://intranet'] },
    { origins: ['http://app.example.com'], credentials: true, dangerouslyAllow: ['insecure-origins'] }
  ]
}
