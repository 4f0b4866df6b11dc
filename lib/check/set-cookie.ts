/** `Set-Cookie`: https://www.rfc-editor.org/rfc/rfc6265.html#section-5.2 */

/** Replaces a secret. */
export const REDACTED = '<redacted>'

export interface SetCookie {
  /** '' for a cookie without a name. */
  readonly name: string
  /** Maps lower-case attributes to their values. The last attribute of a name applies. */
  readonly attributes: ReadonlyMap<string, string>
}

const ATTRIBUTES: ReadonlySet<string> = new Set(['expires', 'max-age', 'domain', 'path', 'secure', 'httponly', 'samesite', 'partitioned', 'priority'])

/** Whether a header is `Set-Cookie` or the obsolete `Set-Cookie2`. */
export function isSetCookie (name: string): boolean {
  return /^set-cookie2?$/i.test(name)
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

/** Redacts the value and unknown attributes, which may be parts of a value with a semicolon. */
export function redactSetCookie (line: string): string {
  const [pair, ...parts] = line.split(';')
  const equals = pair!.indexOf('=')
  return [
    equals === -1 ? REDACTED : `${pair!.slice(0, equals + 1)}${REDACTED}`,
    ...parts.map(part => ATTRIBUTES.has(part.split('=')[0]!.trim().toLowerCase()) ? part : ` ${REDACTED}`)
  ].join(';')
}
