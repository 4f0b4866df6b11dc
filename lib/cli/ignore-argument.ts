/** Parses `--ignore id[:…]=reason`. */
import { nearest } from '../validate/nearest.ts'
import { UsageError } from './io.ts'

export interface IgnoreArgument {
  /** The argument on the command line. */
  readonly argument: string
  readonly id: string
  /** The part after the id, or ''. */
  readonly about: string
  readonly reason: string
}

/** The kind of things that have ids. */
export interface Named {
  /** The noun in messages, such as "rule". */
  readonly what: string
  readonly ids: readonly string[]
  /** The noun for the part after an id. */
  readonly about: string
}

/** @throws UsageError for an invalid argument, an unknown id or a missing reason */
export function readIgnoreArgument (argument: string, named: Named): IgnoreArgument {
  const [, id, about = '', reason] = /^([^:=]*)(?::([^=]*))?=([^]*)$/.exec(argument) ?? []
  if (id === undefined || reason === undefined) {
    throw new UsageError(`--ignore must be id=reason or id:${named.about}=reason, not ${JSON.stringify(argument)}.`)
  }
  if (!named.ids.includes(id)) throw unknownId('--ignore', id, named)
  if (reason.trim() === '') throw new UsageError(`--ignore ${id} has no reason. Add it after the "=".`)
  return { argument, id, about, reason: reason.trim() }
}

/** Separates the findings that an argument ignores, and adds its reason to them. */
export function withoutIgnored<Finding> (all: readonly Finding[], ignoreOf: (finding: Finding) => { readonly reason: string } | undefined) {
  const findings: Finding[] = []
  const ignored: Array<Finding & { readonly reason: string }> = []
  for (const finding of all) {
    const ignore = ignoreOf(finding)
    if (ignore === undefined) findings.push(finding)
    else ignored.push({ ...finding, reason: ignore.reason })
  }
  return { findings, ignored }
}

/** The error about an unknown id. */
export function unknownId (option: string, id: string, { what, ids }: Pick<Named, 'what' | 'ids'>): UsageError {
  const near = nearest(id, ids)
  return new UsageError(`${option}: The ${what} ${JSON.stringify(id)} is unknown.${near === undefined ? '' : ` Did you mean ${near}?`}`)
}
