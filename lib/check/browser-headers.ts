/** The headers that browsers add to each request. */
import type { HeaderLine } from '../../types/browser.ts'
import { isSerializedOrigin } from '../standard/origin.ts'
import { registrableDomain } from '../validate/public-suffix-rules.ts'
import { partsOf } from './origin-parts.ts'
import type { ProbeRequest } from './probe.ts'
import { isLocalhost, type CheckTarget } from './target.ts'

/** Some servers respond only to requests with a User-Agent, and some caches and firewalls only to one that begins like a browser's. */
const USER_AGENT: HeaderLine = ['User-Agent', 'Mozilla/5.0 (compatible; fastify-cors-policy)']
const ACCEPT: HeaderLine = ['Accept', '*/*']

/** The headers that each HTTP client has, with the values of browsers. Reports leave them out. */
export const PLAIN_HEADERS: readonly HeaderLine[] = [USER_AGENT, ACCEPT]

/**
 * The headers that browsers add to a request, and on which the response can depend: a cache with compressed responses has another key.
 * Browsers add most of them only to encrypted and local requests: https://w3c.github.io/webappsec-fetch-metadata/
 */
export function browserHeaders ({ headers }: ProbeRequest, target: CheckTarget): readonly HeaderLine[] {
  if (target.url.protocol === 'http:' && !isLocalhost(target)) return [['Accept-Encoding', 'gzip, deflate']]
  const origin = headers.find(([name]) => name === 'Origin')?.[1]
  const isWebSocket = headers.some(([name]) => name === 'Upgrade')
  const [mode, destination] = isWebSocket ? ['websocket', 'empty'] : origin === undefined ? ['no-cors', 'image'] : ['cors', 'empty']
  return [
    ['Accept-Encoding', 'gzip, deflate, br, zstd'], ['Sec-Fetch-Site', siteOf(origin, target.url)], ['Sec-Fetch-Mode', mode!], ['Sec-Fetch-Dest', destination!]
  ]
}

/** The relation of the page to the URL. A request without Origin is one of an image in a page of another site. */
function siteOf (origin: string | undefined, { origin: own, protocol, hostname }: URL): string {
  if (origin === own) return 'same-origin'
  if (origin === undefined || !origin.startsWith(protocol) || !isSerializedOrigin(origin)) return 'cross-site'
  const domain = registrableDomain(hostname)
  return domain !== undefined && domain === registrableDomain(partsOf(origin).hostname) ? 'same-site' : 'cross-site'
}
