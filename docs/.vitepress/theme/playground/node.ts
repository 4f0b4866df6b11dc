/** The parts of Node that the code behind the playground uses, for browsers: of `node:url` for lint, and of `node:module` for the JSON parser. */
import * as jsonc from 'jsonc-parser'
import { toUnicode } from 'punycode/'

export function domainToUnicode (domain: string): string {
  try {
    return toUnicode(domain)
  } catch {
    // As Node does for text that is not Punycode.
    return ''
  }
}

export function createRequire (): () => typeof jsonc {
  return () => jsonc
}
