/** URLs, by the platform's parser: https://url.spec.whatwg.org/#concept-url-parser */

/**
 * Parses a URL; undefined where it is none.
 * `URL.canParse` is not used: in Node 20 and 22 it takes Latin-1 letters for broken UTF-8 once it is optimized.
 */
export function parseUrl (text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base?.href)
  } catch {
    return undefined
  }
}

/** Whether the CORS protocol is for URLs like this: https://fetch.spec.whatwg.org/#http-scheme */
export function isHttp ({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:'
}

/** Whether a URL is of an origin; `null`, and what has no origin of its own, is the same as nothing. */
export function isSameOrigin (origin: string, url: URL): boolean {
  return url.origin !== 'null' && url.origin === origin
}

/** Whether a URL has a user name or a password: https://url.spec.whatwg.org/#include-credentials */
export function hasCredentials ({ username, password }: URL): boolean {
  return username !== '' || password !== ''
}

/** A URL as servers and pages see it. */
export function withoutFragment ({ href }: URL): string {
  const hash = href.indexOf('#')
  return hash === -1 ? href : href.slice(0, hash)
}
