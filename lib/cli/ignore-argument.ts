/** `--ignore id[:…]=reason`: its parts, and the error about an id that nothing has. */
import { nearest } from '../validate/nearest.ts'
import { UsageError } from './io.ts'

export interface IgnoreArgument {
  /** As it was given. */
  readonly argument: string
  readonly id: string
  /** What stands behind the id; '' for nothing. */
  readonly about: string
  readonly reason: string
}

/** What has ids. */
export interface Named {
  /** As in "there is no rule". */
  readonly what: string
  readonly ids: readonly string[]
  /** What may stand behind an id. */
  readonly about: string
}

/** @throws UsageError for what is none, has an unknown id, or gives no reason */
export function readIgnoreArgument (argument: string, named: Named): IgnoreArgument {
  const [, id, about = '', reason] = /^([^:=]*)(?::([^=]*))?=([^]*)$/.exec(argument) ?? []
  if (id === undefined || reason === undefined) {
    throw new UsageError(`--ignore is id=reason or id:${named.about}=reason, not ${JSON.stringify(argument)}`)
  }
  if (!named.ids.includes(id)) throw unknownId('--ignore', id, named)
  if (reason.trim() === '') throw new UsageError(`--ignore ${id} gives no reason: write it behind the "="`)
  return { argument, id, about, reason: reason.trim() }
}

/** The error about an id that nothing has. */
export function unknownId (option: string, id: string, { what, ids }: Pick<Named, 'what' | 'ids'>): UsageError {
  const near = nearest(id, ids)
  return new UsageError(`${option}: there is no ${what} ${JSON.stringify(id)}${near === undefined ? '' : `; did you mean ${near}?`}`)
}
