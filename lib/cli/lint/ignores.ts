/** `--ignore id[:where]=reason`: findings that somebody has thought about. */
import type { CorsLintFinding } from '../../../types/report.ts'
import type { FixableFinding } from '../../lint/fix.ts'
import { RULES } from '../../lint/rules/index.ts'
import { readIgnoreArgument, type Named } from '../ignore-argument.ts'
import { UsageError } from '../io.ts'

export interface Ignore {
  /** As it was given. */
  readonly argument: string
  readonly id: string
  /** JSON Pointer, or a place; what stands there and below it is ignored. '' is everything, undefined what is not there any more. */
  readonly path: string | undefined
  readonly reason: string
}

/** What lint finds things by. */
export const RULE_NAMES: Named = { what: 'rule', ids: RULES.map(({ id }) => id), about: 'where' }

/** @throws UsageError for what is none, names no rule or, in a file that has no places, no pointer, or gives no reason */
export function readIgnore (text: string, hasPlaces: boolean): Ignore {
  const { argument, id, about: path, reason } = readIgnoreArgument(text, RULE_NAMES)
  if (path !== '' && !path.startsWith('/') && !hasPlaces) {
    throw new UsageError(`--ignore has a pointer that begins with "/", as ${id}:/origins/0, not ${JSON.stringify(text)}`)
  }
  return { argument, id, path, reason }
}

/** What says that a finding is to be ignored. */
export function ignoreOf ({ id, place, path }: CorsLintFinding, ignores: readonly Ignore[]): Ignore | undefined {
  return ignores.find(ignore => ignore.id === id && ignore.path !== undefined && (ignore.path === place || `${path}/`.startsWith(`${ignore.path}/`)))
}

/** The same, now that fixes have taken entries out of lists: those behind them have moved up. */
export function moved (ignore: Ignore, applied: readonly FixableFinding[]): Ignore {
  const { path = '' } = ignore
  const list = path.slice(0, path.lastIndexOf('/') + 1)
  const index = Number(path.slice(list.length))
  let shift = 0
  for (const removed of new Set(applied.map(({ fix }) => fix.path))) {
    if (path === removed) return { ...ignore, path: undefined }
    if (removed.startsWith(list) && Number(removed.slice(list.length)) < index) shift++
  }
  return shift === 0 ? ignore : { ...ignore, path: `${list}${index - shift}` }
}
