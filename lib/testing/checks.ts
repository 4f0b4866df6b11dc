/** The list of checks of a source. */
import { assertsBytes, assertsKeys, assertsLists, assertsResults } from './content-checks.ts'
import { assertsClose, assertsMethods, assertsStableVersion, assertsUninitialized, assertsVersions, assertsWriter } from './connection-checks.ts'
import { assertsChangesByMessages, assertsChangesByVersion, assertsRaces, assertsRestart } from './plugin-checks.ts'
import { assertsAnnounce, assertsMessages, assertsSubscription } from './message-checks.ts'
import { CheckRun, type CorsSourceUnderTest } from './check-run.ts'

/** One check. */
export interface CorsSourceCheck {
  /** What is checked, as a sentence. */
  readonly name: string
  /** Runs the check. Resolves if it passes, and rejects with an Error that says what is wrong. */
  run (): Promise<void>
}

type Check = (checkRun: CheckRun) => Promise<void>

/**
 * Returns the checks of a source, which show whether it keeps the contract of `CorsOriginSource`. Run them one after another, on a
 * store for tests: they replace its origins.
 *
 * ```js
 * for (const { name, run } of originSourceChecks({ source, writer, methods: ['has', 'load'] })) test(name, run)
 * ```
 */
export function originSourceChecks (subject: CorsSourceUnderTest): readonly CorsSourceCheck[] {
  const checkRun = new CheckRun(subject)
  const [has, load, listen, announce] = (['has', 'load', 'listen', 'announce'] as const).map((method) => checkRun.has(method))
  const rows: readonly (readonly [name: string, check: Check, applies?: boolean | undefined])[] = [
    ['A connection has the methods of the list.', assertsMethods],
    ['The writer reports what it has changed, and rejects what is not an origin.', assertsWriter],
    ['The version is a text that stays the same without a change.', assertsStableVersion],
    ['The version changes with each change, and never has an earlier value.', assertsVersions],
    ['Look-ups and snapshots have each change as soon as the version has it.', assertsResults],
    ['A snapshot has all origins, in lists.', assertsLists, load],
    ['Origins are compared byte for byte.', assertsBytes, has],
    ['Keys are separate.', assertsKeys, checkRun.hasKeys],
    ['A connection closes at once, without the others.', assertsClose],
    ['A store that is not initialized is a failure.', assertsUninitialized, subject.uninitialized !== undefined],
    ['A subscription is active as soon as `listen` settles.', assertsSubscription, listen],
    ['Each kind of change has a message, which comes after the change.', assertsMessages, listen],
    ['A test message comes back.', assertsAnnounce, announce],
    ['Behind the plugin, a change without a message counts after the next read of the version.', assertsChangesByVersion],
    ['Behind the plugin, a change counts by its message.', assertsChangesByMessages, listen],
    ['Behind the plugin, a look-up that races with a change does not stay.', assertsRaces, has],
    ['Behind the plugin, a source works again after a restart of the store.', assertsRestart, subject.restart !== undefined]
  ]
  return rows.filter(([, , applies = true]) => applies).map(([name, check]) => ({ name, run: () => new CheckRun(subject).run(check) }))
}
