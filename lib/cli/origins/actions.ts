/** The actions of the command `origins`. */
import type { CorsPolicyIssue } from '../../../types/report.ts'
import { issuesOrThrow } from '../../errors.ts'
import { assertComplete, isJsonFile, linesOf, parseOriginsByKey } from '../../sources/file/format.ts'
import { assertOrigins, type TenantKey } from '../../sources/assert-origins.ts'
import { escapeText } from '../../text/escape.ts'
import type { CommandValues } from '../arguments.ts'
import { messageOf } from '../load-module.ts'
import { CommandError, UsageError, type Io } from '../io.ts'
import { STDIN, inputBytes } from '../load-input.ts'
import type { OpenOrigins } from './open-store.ts'

export interface ActionResult {
  readonly text: string
  readonly data: object
  /** Of origins that could not be changed, because they are invalid. */
  readonly issues: readonly CorsPolicyIssue[]
  /** What to do if the result is probably not the one that was meant. */
  readonly notice?: string
}

/** Reads the arguments, so that an invalid one changes nothing, and returns the work. */
type Action = (args: readonly string[], values: Pick<CommandValues, 'key' | 'all-keys'>, io: Io) => Promise<(store: OpenOrigins) => Promise<ActionResult>>

export const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['add', async (origins, { key }) => {
    assertSome(origins, 'add')
    assertOrigins(origins)
    return ({ writer }) => changeEach(origins, (origin) => writer.allow(origin, key), ['added', 'already in the store'])
  }],
  // An invalid origin can be in the store, and must be removable.
  ['remove', async (origins, { key }) => {
    assertSome(origins, 'remove')
    return ({ writer }) => changeEach(origins, async (origin) => {
      const isRemoved = await writer.disallow(origin, key)
      if (!isRemoved) assertOrigins([origin])
      return isRemoved
    }, ['removed', 'not in the store'])
  }],
  ['list', async (args, { key, 'all-keys': isAll }) => {
    if (args.length > 0) throw new UsageError('The action list has no arguments.')
    return async (store) => {
      const origins = await store.writer.list(key)
      const text = linesOfOrigins('', origins)
      if (isAll === true) return await listedByKey(store, text, origins)
      const isOfKeys = key === undefined && origins.length === 0 && (await store.keys()).length > 0
      return { text, data: { origins }, issues: [], ...isOfKeys && { notice: 'All origins have a key. Use --key, or --all-keys.' } }
    }
  }],
  ['import', async (args, { key }, io) => {
    const [file] = args
    if (file === undefined || args.length > 1) throw new UsageError('The action import needs one file.')
    const lists = await readLists(file, key, io)
    return async ({ writer }) => {
      for (const [key, origins] of lists) await writer.replace(origins, key)
      const keys = lists.map(([key, origins]) => ({ key: key ?? null, origins: origins.length }))
      const lines = keys.map(({ key, origins }) => `${key === null ? '' : `${escapeText(key)}: `}${origins} ${origins === 1 ? 'origin' : 'origins'} imported\n`)
      // An object without keys has no information about any key.
      if (lines.length === 0) lines.push(`${args[0]!} has no keys, so no origins were changed\n`)
      return { text: lines.join(''), data: { imported: keys }, issues: [] }
    }
  }]
])

/** The origins without a key come first, without anything before them. */
async function listedByKey ({ writer, keys }: OpenOrigins, first: string, origins: readonly string[]): Promise<ActionResult> {
  const lists: [key: string, origins: readonly string[]][] = []
  for (const key of await keys()) lists.push([key, await writer.list(key)])
  const text = first + lists.map(([key, list]) => linesOfOrigins(`${key}: `, list)).join('')
  return { text, data: { origins, keys: Object.fromEntries(lists) }, issues: [] }
}

function linesOfOrigins (before: string, origins: readonly string[]): string {
  return origins.map((origin) => `${escapeText(before + origin)}\n`).join('')
}

function assertSome (origins: readonly string[], action: string): void {
  if (origins.length === 0) throw new UsageError(`The action ${action} needs at least one origin.`)
}

async function changeEach (
  origins: readonly string[], change: (origin: string) => Promise<boolean>, [done, unchanged]: readonly [done: string, unchanged: string]
): Promise<ActionResult> {
  const changes: { origin: string, changed: boolean }[] = []
  const issues: CorsPolicyIssue[] = []
  for (const [i, origin] of origins.entries()) {
    try {
      changes.push({ origin, changed: await change(origin) })
    } catch (error) {
      issues.push(...issuesOrThrow(error).map((issue) => ({ ...issue, path: `/${i}` })))
    }
  }
  const text = changes.map(({ origin, changed }) => `${escapeText(origin)}: ${changed ? done : unchanged}\n`).join('')
  return { text, data: { origins: changes }, issues }
}

/** Reads the origins of a file by key, and validates all of them. */
async function readLists (file: string, key: TenantKey, io: Io): Promise<readonly (readonly [key: TenantKey, origins: readonly string[]])[]> {
  const lists = await readFile(file, io)
  const hasKeys = lists.some(([ofFile]) => ofFile !== '')
  if (hasKeys && key !== undefined) throw new UsageError(`${file} has keys. Remove --key.`)
  return lists.map(([ofFile, origins]) => {
    assertOrigins(origins as readonly string[])
    return [ofFile === '' ? key : ofFile, origins as readonly string[]]
  })
}

async function readFile (file: string, io: Io): Promise<readonly (readonly [key: string, origins: readonly unknown[]])[]> {
  const bytes = await inputBytes(file, io)
  try {
    // No origin begins like JSON.
    if (file === STDIN ? /^\s*[[{]/.test(bytes.toString()) : isJsonFile(file)) return [...parseOriginsByKey(bytes)]
    assertComplete(bytes)
    return [['', [...linesOf(bytes)].flat()]]
  } catch (error) {
    throw new CommandError(`${file}: ${messageOf(error)}`)
  }
}
