/** Sites: a scheme and a registrable domain. https://html.spec.whatwg.org/multipage/browsers.html#same-site */
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import { registrableDomain } from '../validate/public-suffix-rules.ts'

/** A place of a page or a URL. */
export interface SitePlace {
  /** With ":". */
  readonly protocol: string
  /** IPv6 addresses have brackets. */
  readonly hostname: string
}

/** The place of a serialized origin. Undefined for `null`, which belongs to no site, and for any other text. */
export function placeOf (origin: string): SitePlace | undefined {
  const [, protocol, hostname] = /^([a-z][a-z\d+.-]*:)\/\/(\[[^\]]*\]|[^:/?#]*)(?::\d+)?$/.exec(origin) ?? []
  return protocol === undefined || hostname === undefined ? undefined : { protocol, hostname }
}

/** The registrable domain, or the host without one, such as `localhost`. */
export function domainOfSite ({ hostname }: SitePlace): string {
  return registrableDomain(hostname) ?? hostname
}

/** Whether two places have the same registrable domain. */
export function isSameDomain (a: SitePlace | undefined, b: SitePlace): boolean {
  return a !== undefined && domainOfSite(a) === domainOfSite(b)
}

/** Whether two places have the same scheme and the same registrable domain. */
export function isSameSite (a: SitePlace | undefined, b: SitePlace): boolean {
  return a !== undefined && a.protocol === b.protocol && isSameDomain(a, b)
}

/** Whether a place is on the loopback interface, which browsers trust without TLS. */
export function isLoopbackPlace ({ hostname }: SitePlace): boolean {
  return isLoopback(hostname) || isLocalhostName(hostname)
}
