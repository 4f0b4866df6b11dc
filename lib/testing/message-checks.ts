/** Checks of messages. */
import type { CorsSourceChange } from '../../types/source.ts'
import { A, B, allChanges } from './changes.ts'
import { assert, type CheckRun } from './check-run.ts'

/** A subscription that is not active yet loses a message now and then, so it is tried more than once. */
const ROUNDS = 10

export async function assertsSubscription (checkRun: CheckRun): Promise<void> {
  const { writer } = checkRun.subject
  for (let i = 0; i < ROUNDS; i++) {
    const connection = await checkRun.connect()
    let messages = 0
    await checkRun.within('Subscribing', connection.listen!(() => { messages++ }, () => { messages++ }))
    await (i % 2 === 0 ? writer.allow(A) : writer.disallow(A))
    await checkRun.until(() => messages > 0, 'A change after `listen` had settled has no message.')
    connection.close()
  }
}

export async function assertsMessages (checkRun: CheckRun): Promise<void> {
  const connection = await checkRun.connect()
  await connection.version()
  /** Whether a read that a message has caused has the change. */
  let isSeen = false
  let before = ''
  let wrong: string | undefined
  const read = async (): Promise<void> => {
    const version = await connection.version()
    if (version !== before) isSeen = true
  }
  /** The versions of the messages about a change. */
  let named: (CorsSourceChange | undefined)[] = []
  const onMessage = (origin?: string, versions?: CorsSourceChange): void => {
    if (origin !== undefined && origin !== A && origin !== B) wrong = String(origin)
    named.push(versions)
    read().catch(() => undefined)
  }
  await checkRun.within('Subscribing', connection.listen!(onMessage, () => { onMessage() }))
  for (const { run, title } of allChanges(checkRun.hasKeys)) {
    before = await connection.version()
    isSeen = false
    named = []
    await run(checkRun.subject.writer)
    await checkRun.until(() => isSeen, `${title} has no message, or the message comes before the change.`)
    assert(wrong === undefined, `The message of ${title} has an origin that has not changed: ${wrong ?? ''}.`)
    const steps = named.map((versions) => [versions?.before, versions?.after])
    if (steps.flat().includes(undefined)) continue
    const path = [before, ...steps.map(([, after]) => after)].join(' ')
    const given = [...steps.map(([before]) => before), await connection.version()].join(' ')
    assert(path === given, `The messages of ${title} must have the versions before and after the change, but they have ${JSON.stringify(named)}. ` +
      `Before the change the version was "${before}", after it "${await connection.version()}".`)
  }
}

export async function assertsAnnounce (checkRun: CheckRun): Promise<void> {
  const connection = await checkRun.connect()
  let messages = 0
  await checkRun.within('Subscribing', connection.listen!(() => { messages++ }, () => undefined))
  const version = await connection.version()
  await checkRun.within('`announce`', connection.announce!())
  await checkRun.until(() => messages > 0, 'The message of `announce` has not reached `onChange`.')
  assert(await connection.version() === version, '`announce` has changed the version.')
}
