/** Texts about sources of origins. Runs anywhere. */
import type { Code, Phrase } from '../../types/documentation.ts'
import type { CorsSourceEntry, CorsSourceKey } from '../../types/source.ts'

/** An entry of `origins`, as in "pages of the origins in the source …". */
export function sourcePhrase ({ source, key }: CorsSourceEntry): Phrase {
  return ['the origins in the source ', { code: source }, ...keyPhrase(key ?? null)]
}

/** The text after a source: for whom its origins are. */
export function keyPhrase (key: CorsSourceKey | null): Array<string | Code> {
  if (key === null) return []
  return key === 'host' ? [' for the host of the request'] : [' for the parameter ', { code: key.param }, ' of the route']
}
