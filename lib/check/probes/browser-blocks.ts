import { isPrivateNetworkHost } from '../../standard/private-network.ts'
import { isInsecureOrigin } from '../../standard/insecure-origin.ts'
import { partsOf } from '../origin-parts.ts'
import { probe } from '../probe.ts'
import { get } from '../requests.ts'
import { isLocalhost, skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

/** Checks that browsers send the requests at all. They can block a request before they send it, whatever the server would respond. */
export const browserBlocks = probe({
  id: 'browser-blocks',
  title: 'browsers send the requests of the allowed origins at all (mixed content, local network)',
  area: 'access',
  kinds: {
    'mixed-content': {
      why: 'Browsers do not send requests of an https page to an http URL, so no CORS header can help.',
      recommendation: 'Serve the endpoint over HTTPS, and use the https URL in the pages.',
      source: 'https://www.w3.org/TR/mixed-content/#should-block-fetch'
    },
    'local-network-needs-permission': {
      why: 'Browsers ask the user before a public page connects to a private network. Without the permission the page gets a network error.',
      recommendation: 'Explain the prompt to users before it appears, or make the endpoint available at a public address.',
      source: 'https://wicg.github.io/local-network-access/'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({ read: get(target.allowed[0]) }),
  judge (target, { read }, report) {
    const { url: { protocol, hostname }, allowed } = target
    const evidence = [read!] as const
    const secure = allowed.find(origin => origin.startsWith('https:'))
    if (protocol === 'http:' && secure !== undefined && !isLocalhost(target)) {
      report('mixed-content', {
        severity: 'error',
        subject: secure,
        message: `Browsers do not let the https page ${secure} send requests to an http URL.`,
        expected: ['an https URL'],
        evidence
      })
    }
    const origin = publicOrigin(target)
    if (!isPrivateNetworkHost(hostname) || origin === undefined) return
    report('local-network-needs-permission', {
      severity: 'info',
      subject: origin,
      message: `The host ${hostname} is in a private network, so browsers ask the user before a page from ${origin} can connect to it.`,
      expected: ['a public address'],
      evidence
    })
  }
})

/** The first allowed origin on the public internet. */
function publicOrigin ({ allowed }: CheckTarget): string | undefined {
  return allowed.find(origin => /^https?:/.test(origin) && !isInsecureOrigin(origin) && !isPrivateNetworkHost(partsOf(origin).hostname))
}
