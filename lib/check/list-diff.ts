/** Lists of names in headers and in policies, as sets that can be compared. */
import type { ServerResponse } from '../../types/browser.ts'
import { extractTokens } from '../browser/header-values.ts'

export interface NameList {
  /** Without "*", where that means any. */
  readonly names: ReadonlySet<string>
  /** Whether it holds every name. */
  readonly isAny: boolean
}

/** With credentials "*" is a name like any other: https://fetch.spec.whatwg.org/#http-new-header-syntax */
export function nameList (names: readonly string[], credentials: boolean): NameList {
  const isAny = !credentials && names.includes('*')
  return { names: new Set(isAny ? names.filter(name => name !== '*') : names), isAny }
}

/** What a header of an answer lists; a list that is malformed has no names. */
export function namesIn ({ headers }: ServerResponse, header: string, credentials: boolean): NameList {
  const tokens = extractTokens(headers, header)
  return nameList(Array.isArray(tokens) ? tokens : [], credentials)
}

/** @param isFree  whether a name needs no listing */
export function listsBetween (wanted: NameList, seen: NameList, isFree: (name: string) => boolean): { readonly extra: readonly string[], readonly missing: readonly string[] } {
  return { extra: beyond(seen, wanted).filter(name => !isFree(name)), missing: beyond(wanted, seen).filter(name => !isFree(name)) }
}

function beyond (more: NameList, less: NameList): string[] {
  if (less.isAny) return []
  return [...more.isAny ? ['*'] : [], ...more.names].filter(name => !less.names.has(name))
}

/** In words; '' for no difference. */
export function differenceWords ({ extra, missing }: { readonly extra: readonly string[], readonly missing: readonly string[] }): string {
  return [...extra.length === 0 ? [] : [`${extra.join(', ')} beyond it`], ...missing.length === 0 ? [] : [`without ${missing.join(', ')}`]].join('; ')
}
