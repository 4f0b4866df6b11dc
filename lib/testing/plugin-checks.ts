/** Checks of a source behind the engine of the plugin. */
import type { SourceLookup } from '../lookup.ts'
import { A, B } from './changes.ts'
import { assert, type CheckRun } from './check-run.ts'

const ROUNDS = 5

/** Short, so that a check reads the version often. */
const OFTEN = { pollInterval: 5 }

/** So long that no read of the version happens without a message. */
const NEVER = { pollInterval: 3_600_000, maxStale: 7_200_000 }

export async function assertsChangesByVersion (checkRun: CheckRun): Promise<void> {
  await followsChanges(checkRun, await checkRun.lookup(OFTEN, { isSilent: true }), 'without messages')
}

export async function assertsChangesByMessages (checkRun: CheckRun): Promise<void> {
  await followsChanges(checkRun, await checkRun.lookup(NEVER), 'by messages')
}

async function followsChanges (checkRun: CheckRun, lookup: SourceLookup, how: string): Promise<void> {
  const { writer } = checkRun.subject
  await writer.allow(B)
  await checkRun.until(async () => await lookup.find(B, undefined) === 'listed', `The plugin does not allow an origin of the store ${how}.`)
  for (let i = 0; i < ROUNDS; i++) {
    await writer.allow(A)
    await checkRun.until(async () => await lookup.find(A, undefined) === 'listed', `The plugin does not allow a new origin ${how}.`)
    await writer.disallow(A)
    await checkRun.until(async () => await lookup.find(A, undefined) === 'not-listed', `The plugin still allows a removed origin ${how}.`)
  }
  assert(await lookup.find(B, undefined) === 'listed', 'The plugin does not allow an origin that has not changed.')
}

export async function assertsRaces (checkRun: CheckRun): Promise<void> {
  const { writer } = checkRun.subject
  const lookup = await checkRun.lookup({ ...OFTEN, mode: 'lookup' })
  for (let i = 0; i < ROUNDS; i++) {
    const origin = `https://${i}.conformance.example`
    await writer.allow(origin)
    await Promise.all([writer.disallow(origin), lookup.find(origin, undefined), lookup.find(origin, undefined)])
    await checkRun.until(async () => await lookup.find(origin, undefined) === 'not-listed', 'A result from before a change stays in memory after it.')
  }
}

export async function assertsRestart (checkRun: CheckRun): Promise<void> {
  const { writer, restart } = checkRun.subject
  const lookup = await checkRun.lookup(OFTEN)
  await writer.replace([A, B])
  await checkRun.until(async () => await lookup.find(A, undefined) === 'listed', 'The plugin does not allow an origin of the store.')
  await checkRun.within('`restart`', restart!())
  await checkRun.until(async () => await writer.disallow(A).then(() => true, () => false), 'After a restart of the store, the writer still fails.')
  await checkRun.until(async () => await lookup.find(A, undefined) === 'not-listed', 'After a restart of the store, the plugin still allows a removed origin.')
  await checkRun.until(async () => await lookup.find(B, undefined) === 'listed', 'After a restart of the store, the plugin does not allow an origin of the store.')
}
