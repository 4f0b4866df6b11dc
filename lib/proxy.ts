/** Configurations of proxies, so that pages can read the errors that a proxy itself makes. */
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import { caddyConfiguration } from './proxy/own-responses/caddy.ts'
import { haproxyConfiguration } from './proxy/own-responses/haproxy.ts'
import { httpdConfiguration } from './proxy/own-responses/httpd.ts'
import { nginxConfiguration } from './proxy/own-responses/nginx.ts'
import { placesOf, sourcesOf, type ProxyPlace } from './proxy/places.ts'
import { varnishConfiguration } from './proxy/own-responses/varnish.ts'
import { validatePolicy } from './validate.ts'

const WRITERS = {
  nginx: nginxConfiguration,
  haproxy: haproxyConfiguration,
  httpd: httpdConfiguration,
  caddy: caddyConfiguration,
  varnish: varnishConfiguration
} satisfies Readonly<Record<string, (places: readonly ProxyPlace[]) => string>>

/** A proxy for which a configuration can be written; `httpd` is that of Apache. */
export type CorsProxy = keyof typeof WRITERS

/** The names of all proxies. */
export const PROXIES = Object.keys(WRITERS) as readonly CorsProxy[]

/**
 * Writes the part of a proxy's configuration that gives CORS headers to responses which the proxy itself makes, such as its 502, 504 and
 * 413, and to no others. Pages of the origins in the policy can then read them. A proxy cannot read the sources of a policy, so pages of
 * their origins cannot; the first lines name them.
 *
 * @returns  text in the language of the proxy, with comments that say where it belongs
 * @throws   CorsPolicyError if the document is invalid; TypeError if the proxy is unknown
 */
export function renderProxyConfiguration (document: CorsPolicy | CorsPolicyDocument, proxy: CorsProxy): string {
  if (!Object.hasOwn(WRITERS, proxy)) throw new TypeError(`The proxy ${JSON.stringify(proxy)} is unknown. Use ${PROXIES.join(', ')}.`)
  const valid = validatePolicy(document)
  const places = placesOf(valid)
  const sources = sourcesOf(valid).map(name => `# Pages of the origins in the source ${JSON.stringify(name)} cannot read these responses, because a proxy cannot read it.\n`)
  return `# CORS for the responses that the proxy itself makes. The application makes all others, and their headers stay as they are.
# Written by fastify-cors-policy from a policy. Write it again when the policy changes.
${sources.join('')}
${WRITERS[proxy](places)}`
}
