/** The old name of `writeHead`, which Node has up to version 24. */

const ALIAS = 'writeHeader'

interface AliasedResponse {
  writeHead (...args: unknown[]): unknown
  [ALIAS]?: unknown
}

/** Lets the old name of `writeHead` call what shadows the method. In Node, it is the method of the prototype itself. */
export function shadowAlias (raw: AliasedResponse): void {
  if (raw[ALIAS] !== undefined) raw[ALIAS] = writeHeader
}

function writeHeader (this: AliasedResponse, ...args: unknown[]): unknown {
  return this.writeHead(...args)
}
