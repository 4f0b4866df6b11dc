/** JSON Pointer → a location as in code, such as `routes["/admin/*"].maxAge`. */

/** Returns the location of a value in a policy; '' for the whole policy. */
export function locationText (path: string): string {
  return keysOf(path).map(partText).join('').replace(/^\./, '')
}

/** Returns the location before a message, with a colon; '' for the whole policy, about which the message has a subject. */
export function locationPrefix (path: string): string {
  return path === '' ? '' : `${locationText(path)}: `
}

function partText (key: string): string {
  if (/^(?:0|[1-9]\d*)$/.test(key)) return `[${key}]`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

/** Returns the keys of a JSON Pointer in order: https://www.rfc-editor.org/rfc/rfc6901.html#section-4 */
export function keysOf (path: string): string[] {
  return path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}
