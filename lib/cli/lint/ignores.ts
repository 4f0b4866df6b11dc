/** `--ignore id[:location]=reason`: findings to ignore. */
import type { CorsLintFinding } from '../../../types/report.ts'
import type { FixableFinding } from '../../lint/fix.ts'
import { acceptsFinding } from '../../lint/ignores.ts'
import { RULES } from '../../lint/rules/index.ts'
import { readIgnoreArgument, type Named } from '../ignore-argument.ts'
import { UsageError } from '../io.ts'

export interface Ignore {
  /** The argument on the command line. */
  readonly argument: string
  readonly id: string
  /** JSON Pointer (including everything below it) or a location such as a route. '' for everything. Undefined if a fix removed it. */
  readonly path: string | undefined
  readonly reason: string
}

/** The ids of rules. */
export const RULE_NAMES: Named = { what: 'rule', ids: RULES.map(({ id }) => id), about: 'location' }

/** @throws UsageError for an invalid argument, an unknown rule, a missing reason, or an invalid location in a JSON file */
export function readIgnore (text: string, isModule: boolean): Ignore {
  const { argument, id, about: path, reason } = readIgnoreArgument(text, RULE_NAMES)
  if (path !== '' && !path.startsWith('/') && !isModule) {
    throw new UsageError(`The location in --ignore must start with "/", such as ${id}:/origins/0, not ${JSON.stringify(text)}.`)
  }
  return { argument, id, path, reason }
}

/** The argument that ignores a finding. */
export function ignoreOf (finding: CorsLintFinding, ignores: readonly Ignore[]): Ignore | undefined {
  return ignores.find(({ id, path }) => path !== undefined && acceptsFinding({ id, path }, finding))
}

/** Adjusts the location after fixes have removed entries of lists. */
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
