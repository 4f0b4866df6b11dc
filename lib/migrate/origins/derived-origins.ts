/** Texts → origins that a rule with these texts can be about, and others that are nearly the same. */
import { isSerializedOrigin, parseOrigin } from '../../standard/origin.ts'

/** What is put before a host, to see whether a rule looks at its beginning. */
export const PREFIX = 'zqevil'

/** Texts in quotes in the source of a function, and expressions without their escapes. */
export function textsIn (source: string): string[] {
  return [...source.matchAll(/(["'`])((?:(?!\1)[^\\]|\\.)*)\1/g)].map(([, , text = '']) => text)
}

/** Origins that a text stands for, or nearly. */
export function originsFrom (text: string, texts: readonly string[]): string[] {
  const parts = text.split(/[\s,;]+/).filter(part => part !== '')
  return parts.flatMap(part => originsFromOne(part, texts))
}

function originsFromOne (text: string, texts: readonly string[]): string[] {
  const origin = text.replace(/(?<![/:])[/:]{1,2}$/, '')
  const url = parseOrigin(origin)
  if (url !== undefined) return [origin, ...hostOrigins(url.host)]
  const host = text.replace(/^[*.]+/, '').toLowerCase()
  if (/^[a-z\d-]+(?:\.[a-z\d-]+)+$|^localhost$/.test(host)) return hostOrigins(host)
  if (!/^[a-z\d-]{2,30}$/.test(host)) return []
  // A part of a name, for functions that look for one.
  return texts.filter(other => /^\.[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(other)).slice(0, 5).map(suffix => `https://${host}${suffix}`)
}

function hostOrigins (host: string): string[] {
  return ['https', 'http'].flatMap(scheme => [`${scheme}://${host}`, `${scheme}://a.${host}`, `${scheme}://${host}:3000`, `${scheme}://${PREFIX}${host}`, `${scheme}://${host}.attacker.example`])
    .filter(isSerializedOrigin)
}
