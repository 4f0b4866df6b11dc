/** Compares lists of names in headers and in policies. */
import type { ServerResponse } from '../../types/browser.ts'
import { extractTokens } from '../browser/header-values.ts'

export interface NameList {
  /** Without "*", if that is a wildcard. */
  readonly names: ReadonlySet<string>
  /** Whether the list covers every name. */
  readonly isAny: boolean
}

/** With credentials, "*" is an ordinary name and not a wildcard: https://fetch.spec.whatwg.org/#http-new-header-syntax */
export function nameList (names: readonly string[], credentials: boolean): NameList {
  const isAny = !credentials && names.includes('*')
  return { names: new Set(isAny ? names.filter(name => name !== '*') : names), isAny }
}

/** The names in a response header. A malformed list has no names. */
export function namesIn ({ headers }: ServerResponse, header: string, credentials: boolean): NameList {
  const tokens = extractTokens(headers, header)
  return nameList(Array.isArray(tokens) ? tokens : [], credentials)
}

/** @param isFree  whether a name is allowed without being listed */
export function compareLists (wanted: NameList, actual: NameList, isFree: (name: string) => boolean): { readonly extra: readonly string[], readonly missing: readonly string[] } {
  return { extra: namesNotIn(actual, wanted).filter(name => !isFree(name)), missing: namesNotIn(wanted, actual).filter(name => !isFree(name)) }
}

function namesNotIn (more: NameList, less: NameList): string[] {
  if (less.isAny) return []
  return [...more.isAny ? ['*'] : [], ...more.names].filter(name => !less.names.has(name))
}

/** Describes a difference; '' if there is none. */
export function describeDifference ({ extra, missing }: { readonly extra: readonly string[], readonly missing: readonly string[] }): string {
  return [...extra.length === 0 ? [] : [`additional: ${extra.join(', ')}`], ...missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`]].join('; ')
}
