/** Expressions of nginx, which are those of PCRE, in JavaScript. */

/** What means something else in JavaScript: assertions, sequences and classes of PCRE. */
const OF_PCRE = /\\[ACEGHKNQRXZhz]|\[:\w+:\]/

/** An expression of nginx in JavaScript. @returns undefined if it has parts that JavaScript does not have */
export function regExpOf (text: string, ignoresCase: boolean): RegExp | undefined {
  if (OF_PCRE.test(text)) return undefined
  try {
    return new RegExp(text.replace(/^\(\?i\)/, '').replaceAll('(?P<', '(?<'), ignoresCase || text.startsWith('(?i)') ? 'i' : '')
  } catch {
    return undefined
  }
}

export function regExpParts ({ source, flags }: RegExp): { readonly source: string, readonly flags: string } {
  return { source, flags }
}
