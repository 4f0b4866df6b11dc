/** Parses URLs with the parser of the platform: https://url.spec.whatwg.org/#concept-url-parser */

/**
 * Parses a URL. Undefined if it is invalid.
 * `URL.canParse` is not used: in Node 20 and 22, after optimization, it treats Latin-1 letters as invalid UTF-8.
 */
export function parseUrl (text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base?.href)
  } catch {
    return undefined
  }
}

/** Whether the scheme is http or https, for which the CORS protocol works: https://fetch.spec.whatwg.org/#http-scheme */
export function isHttpUrl ({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:'
}

/** Whether a URL has the given origin. Always false for `null` and for URLs without an origin. */
export function isSameOrigin (origin: string, url: URL): boolean {
  return url.origin !== 'null' && url.origin === origin
}

/** Whether a URL has a user name or a password: https://url.spec.whatwg.org/#include-credentials */
export function hasCredentials ({ username, password }: URL): boolean {
  return username !== '' || password !== ''
}

/** A URL without its fragment, as servers and pages see it. */
export function withoutFragment ({ href }: URL): string {
  const hash = href.indexOf('#')
  return hash === -1 ? href : href.slice(0, hash)
}
