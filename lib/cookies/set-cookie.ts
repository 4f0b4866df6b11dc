/** `Set-Cookie`, as browsers parse it: https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-set-cookie-header-field */

export interface SetCookie {
  /** '' for a cookie without a name. */
  readonly name: string
  /** Maps lower-case attributes to their values. The last attribute of a name applies. */
  readonly attributes: ReadonlyMap<string, string>
}

export function parseSetCookie (line: string): SetCookie {
  const [pair, ...parts] = line.split(';')
  const equals = pair!.indexOf('=')
  return {
    name: equals === -1 ? '' : pair!.slice(0, equals).trim(),
    attributes: new Map(parts.map(part => {
      const equals = part.indexOf('=')
      return equals === -1 ? [part.trim().toLowerCase(), ''] : [part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()]
    }))
  }
}

/** Whether the header deletes the cookie. */
export function isDeletion ({ attributes }: SetCookie): boolean {
  const seconds = attributes.get('max-age')
  if (seconds !== undefined) return Number(seconds) <= 0
  return Date.parse(attributes.get('expires') ?? '') < Date.now()
}

/** The attribute `SameSite`; undefined without it, and for any other value. */
export function sameSiteOf ({ attributes }: SetCookie): 'none' | 'lax' | 'strict' | undefined {
  const value = attributes.get('samesite')?.toLowerCase()
  return value === 'none' || value === 'lax' || value === 'strict' ? value : undefined
}

/** The attribute `Domain` in lower case, without a leading dot. Undefined if the cookie belongs to one host. */
export function domainOf ({ attributes }: SetCookie): string | undefined {
  const domain = attributes.get('domain')?.toLowerCase().replace(/^\./, '')
  return domain === '' ? undefined : domain
}

/** The path below which the cookie is sent, by default the folder of the URL that sets it. */
export function cookiePathOf ({ attributes }: SetCookie, setAt: URL): string {
  const path = attributes.get('path') ?? ''
  if (path.startsWith('/')) return path
  return setAt.pathname.slice(0, setAt.pathname.lastIndexOf('/')) || '/'
}

/** The attributes that the prefix of the name demands and the cookie lacks. Otherwise undefined. */
export function missingForPrefix ({ name, attributes }: SetCookie): string | undefined {
  const isHost = /^__host-/i.test(name)
  if ((isHost || /^__secure-/i.test(name)) && !attributes.has('secure')) return 'Secure'
  return isHost && (attributes.get('path') !== '/' || attributes.has('domain')) ? 'Path=/ and no Domain' : undefined
}
