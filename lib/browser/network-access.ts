/** What browsers block before the CORS protocol: mixed content, and requests to servers in a more private network than that of the page. */
import type { RequestCode } from '../../types/browser.ts'
import { isInsecureOrigin } from '../standard/insecure-origin.ts'
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import { isPrivateAddress, isPrivateNetworkHost } from '../standard/private-network.ts'
import type { EngineFacts } from './engines.ts'
import type { StepFailure } from './failures.ts'
import { parseUrl } from './url.ts'

/** The network of a host, where its text names one: https://wicg.github.io/local-network-access/#ip-address-space-heading */
type AddressSpace = 'loopback' | 'local' | 'public'

function spaceOf ({ hostname }: URL): AddressSpace {
  if (isLoopback(hostname) || isLocalhostName(hostname)) return 'loopback'
  return isPrivateAddress(hostname) ? 'local' : 'public'
}

/** A name outside the public DNS can lead to any network, so the network of its pages is not known: https://www.rfc-editor.org/rfc/rfc6761.html#section-6.2 */
function isPublicPage (page: URL): boolean {
  return spaceOf(page) === 'public' && !isPrivateNetworkHost(page.hostname) && !/\.test\.?$/.test(page.hostname)
}

/** Whether a page over https cannot request a URL: https://w3c.github.io/webappsec-mixed-content/#should-block-fetch */
export function mixedContentFinding (origin: string, url: URL, facts: EngineFacts): StepFailure<RequestCode> | undefined {
  const isMixed = origin.startsWith('https:') && url.protocol === 'http:' && facts.mixedContent.includes(spaceOf(url))
  return isMixed ? { code: 'mixed-content', parameter: '' } : undefined
}

/**
 * Whether a page of the public network cannot request a URL on this computer or in the local network.
 *
 * @param origin     that of the page; the network of the origin `null` is unknown
 * @param isGranted  whether the user has given the page the permission
 */
export function localNetworkFinding (origin: string, url: URL, isGranted: boolean, facts: EngineFacts): StepFailure<RequestCode> | undefined {
  const page = parseUrl(origin)
  const parameter = spaceOf(url)
  if (!facts.protectsLocalNetwork || page === undefined || !isPublicPage(page) || parameter === 'public') return undefined
  if (facts.localNetworkNeedsHttps && isInsecureOrigin(origin)) return { code: 'local-network-needs-https', parameter }
  return isGranted ? undefined : { code: 'local-network', parameter }
}
