/** Changes of the content of a file of origins. */
import type { TenantKey } from '../assert-origins.ts'
import { assertComplete, linesOf, parseOriginsByKey } from './format.ts'

export type Edit = 'allow' | 'disallow' | 'replace'

/**
 * Changes the content of a file.
 *
 * @param before  undefined if the file does not exist
 * @returns       undefined if nothing changes
 * @throws        Error for a content that `fileOrigins` does not read
 */
export type EditContent = (before: Buffer | undefined, edit: Edit, origins: readonly string[], key: TenantKey) => string | undefined

/** A text without origins must not be empty. */
const NO_ORIGINS = '# This list has no origins.\n'

export const editText: EditContent = (before, edit, origins, key) => {
  if (key !== undefined) throw new Error('A text has no keys. Use a file with the extension .json.')
  const added = origins.map((origin) => `${origin}\n`).join('')
  if (edit === 'replace') return [...new Set(origins)].map((origin) => `${origin}\n`).join('') || NO_ORIGINS
  assertComplete(before!)
  const text = before!.toString()
  const has = (line: string): boolean => origins.includes(line)
  const isListed = [...linesOf(before!)].some((list) => list.some(has))
  if (isListed === (edit === 'allow')) return undefined
  if (edit === 'allow') return text + added
  return text.split(/(?<=\n)/).filter((line) => !has(line.replace(/^\ufeff/, '').trim())).join('') || NO_ORIGINS
}

export const editJson: EditContent = (before, edit, origins, key = '') => {
  const lists = new Map(before === undefined ? [] : parseOriginsByKey(before))
  const list = lists.get(key) ?? []
  if (edit === 'replace') lists.set(key, [...new Set(origins)])
  else if (list.includes(origins[0]) === (edit === 'allow')) return undefined
  else lists.set(key, edit === 'allow' ? [...list, ...origins] : list.filter((origin) => origin !== origins[0]))
  const isList = lists.size === 1 && lists.has('')
  return `${JSON.stringify(isList ? lists.get('') : Object.fromEntries(lists), null, 2)}\n`
}
