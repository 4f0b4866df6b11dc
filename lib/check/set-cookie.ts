/** Redacts `Set-Cookie`: https://www.rfc-editor.org/rfc/rfc6265.html#section-5.2 */

/** Replaces a secret. */
export const REDACTED = '<redacted>'

const ATTRIBUTES: ReadonlySet<string> = new Set(['expires', 'max-age', 'domain', 'path', 'secure', 'httponly', 'samesite', 'partitioned', 'priority'])

/** Whether a header is `Set-Cookie` or the obsolete `Set-Cookie2`. */
export function isSetCookie (name: string): boolean {
  return /^set-cookie2?$/i.test(name)
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
