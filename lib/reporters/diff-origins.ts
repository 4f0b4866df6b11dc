/** Words for the origins and rights of a difference. */
import type { Phrase } from '../../types/documentation.ts'
import type { CorsDiffOrigins, CorsNames, CorsRemembered, CorsRights } from '../../types/diff.ts'
import type { CorsSourceEntry } from '../../types/source.ts'

/** Origins, names and routes that a report for people shows of one list. JSON has all. */
const MAX_SHOWN = 20

/** The origins of a grant that need a list. Origins that both policies allow (`kept`) need none: the text about them names an example. */
export type ListedOrigins = Exclude<CorsDiffOrigins, { readonly kind: 'kept' }>

/** Quotes a list. */
export function codes (texts: readonly string[]): Phrase {
  const more = texts.length - MAX_SHOWN
  const shown = texts.slice(0, MAX_SHOWN)
  return [
    ...shown.flatMap((code, i) => [...i === 0 ? [] : [i === shown.length - 1 && more <= 0 ? ' and ' : ', '], { code }]),
    ...more > 0 ? [` and ${more} more`] : []
  ]
}

/** A phrase for each of the origins, and one for those that are not shown. */
export function originsPhrases (origins: readonly ListedOrigins[]): Phrase[] {
  const more = origins.length - MAX_SHOWN
  return [...origins.slice(0, MAX_SHOWN).map(originPhrase), ...more > 0 ? [[`${more} more, which are in the format json`]] : []]
}

function originPhrase (origins: ListedOrigins): Phrase {
  switch (origins.kind) {
    case 'any': return ['any origin, such as ', { code: origins.example }]
    case 'pattern': return origins.pattern === origins.example
      ? [{ code: origins.pattern }]
      : [{ code: origins.pattern }, ', such as ', { code: origins.example }]
    case 'source': return [
      ...origins.insecureOnly ? ['origins with http or ftp in '] : ['origins in '], ...sourcePhrase(origins.entry), ', which are unknown here'
    ]
  }
}

function sourcePhrase ({ source, key }: CorsSourceEntry): Phrase {
  if (key === undefined) return ['the source ', { code: String(source) }]
  return ['the source ', { code: String(source) }, ' with the key ', { code: typeof key === 'string' ? key : `:${key.param}` }]
}

/** The end of a sentence about origins, which excludes those that a source of the other policy has. */
export function unlessPhrase (entries: readonly CorsSourceEntry[]): Phrase {
  if (entries.length === 0) return []
  return [', unless they are in ', ...entries.flatMap((entry, i) => [...i === 0 ? [] : [' or in '], ...sourcePhrase(entry)])]
}

/** What pages can do, or cannot do any more. */
export function rightsPhrase ({ read, credentials, methods, requestHeaders, responseHeaders }: CorsRights, mark: '+' | '-'): Phrase {
  const [or, every] = mark === '+' ? ['and', 'every'] : ['or', 'any']
  const parts: Phrase[] = [
    ...read ? [['read responses']] : [],
    ...credentials ? [['use credentials']] : [],
    ...namesPart('use ', every, 'method', methods ?? []),
    ...namesPart('set ', every, 'request header', requestHeaders),
    ...namesPart('read ', every, 'response header', responseHeaders)
  ]
  return parts.flatMap((part, i) => i === 0 ? part : [i === parts.length - 1 ? ` ${or} ` : ', ', ...part])
}

function namesPart (verb: string, every: string, noun: string, names: CorsNames): Phrase[] {
  if (!('except' in names)) return names.length === 0 ? [] : [[verb, `the ${noun}${names.length === 1 ? '' : 's'} `, ...codes(names)]]
  return [[verb, `${every} ${noun}`, ...names.except.length === 0 ? [] : [' except ', ...codes(names.except)]]]
}

/** Seconds in each browser, once if they are equal. */
export function secondsPhrase ({ chromium, firefox, safari }: CorsRemembered): Phrase {
  if (chromium === firefox && chromium === safari) return [`${chromium} s`]
  return [`${chromium} s (Chromium), ${firefox} s (Firefox) and ${safari} s (Safari)`]
}
