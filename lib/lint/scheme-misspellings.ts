/** Misspellings of http and https. */

/** Misspelling → intended scheme. If both are possible, the secure one. */
const SLIPS: ReadonlyMap<string, string> = new Map(
  ['http', 'https'].flatMap(scheme => slipsOf(scheme).map(misspelling => [misspelling, scheme] as const))
)

/** The intended scheme if the scheme is a misspelling of http or https. Otherwise undefined. */
export function intendedScheme (scheme: string): string | undefined {
  return SLIPS.get(scheme)
}

/** Misspellings with one letter missing, doubled or replaced with its neighbor, or with two neighbors swapped. */
function slipsOf (scheme: string): string[] {
  const misspellings = new Set<string>()
  for (let i = 0; i < scheme.length; i++) {
    const [before, letter, rest] = [scheme.slice(0, i), scheme[i]!, scheme.slice(i + 1)]
    for (const other of ['', letter + letter, scheme[i - 1], scheme[i + 1]]) {
      if (other !== undefined) misspellings.add(before + other + rest)
    }
    misspellings.add(before + rest.slice(0, 1) + letter + rest.slice(1))
  }
  return [...misspellings].filter(misspelling => misspelling !== 'http' && misspelling !== 'https')
}
