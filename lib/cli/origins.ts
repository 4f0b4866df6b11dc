/** `origins <action>`: lists and changes the origins in a store. */
import { CorsPolicyError } from '../errors.ts'
import { issueLines, issuesData, type PlacedIssue } from '../reporters/issues.ts'
import { IMPORT } from '../sources/initialize.ts'
import { jsonText } from '../text/json.ts'
import { escapeText } from '../text/escape.ts'
import { isInstance, messageOf } from './load-module.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, UsageError, type Io } from './io.ts'
import { ACTIONS, type ActionResult } from './origins/actions.ts'
import type { OpenOrigins } from './origins/open-store.ts'
import { storeOf } from './origins/store.ts'
import { styleFor } from './style.ts'

/** How a store begins. */
const INITIALIZE = 'Initialize the store with "origins import <file>". A file with only the line "#" is an empty list.'

/** What a file or a database reports that has never been filled. */
const NOT_INITIALIZED = /no such table|ENOENT|relation .* does not exist/

/** Runs an action, and prints what it has changed. Issues of origins go to stderr, except as JSON. */
export async function originsCommand ([name, ...args]: readonly string[], values: CommandValues, io: Io): Promise<number> {
  const action = ACTIONS.get(name ?? '')
  if (action === undefined) {
    const actions = `Use ${[...ACTIONS.keys()].join(', ')}.`
    throw new UsageError(name === undefined ? `The command origins needs an action. ${actions}` : `The action ${JSON.stringify(name)} is unknown. ${actions}`)
  }
  if (values.key === '') throw new UsageError('--key must not be empty.')
  if (values['all-keys'] === true) {
    if (name !== 'list') throw new UsageError('--all-keys is for the action list only.')
    if (values.key !== undefined) throw new UsageError('--key and --all-keys must not be used together.')
  }
  const store = storeOf(values, io)
  try {
    const work = await action(args, values, io)
    const { text, data, issues, notice } = await withStore(await store.open({ isNew: name === 'import' }, io), work)
    const isJson = values.format === 'json'
    io.stdout.write(isJson ? jsonText({ version: 1, ...data, ...(issues.length > 0 && { issues: issuesData(issues) }) }) : text)
    if (!isJson) printIssues(issues, 'origins', io)
    if (notice !== undefined) io.stderr.write(`fastify-cors-policy: ${store.label}: ${notice}\n`)
    return issues.length > 0 ? EXIT.problems : EXIT.fine
  } catch (error) {
    if (isInstance(error, CommandError)) throw error
    if (isInstance(error, CorsPolicyError)) {
      if (values.format === 'json') io.stdout.write(jsonText({ version: 1, issues: issuesData(error.issues) }))
      else printIssues(error.issues, name === 'import' ? args[0]! : 'origins', io)
      return EXIT.problems
    }
    const message = store.withoutSecrets(messageOf(error))
    const text = name !== 'import' && (message.includes(IMPORT) || NOT_INITIALIZED.test(message)) ? withAdvice(message) : message
    io.stderr.write(`fastify-cors-policy: ${escapeText(`${store.label}: ${text}`)}\n`)
    return EXIT.unreachable
  }
}

function withAdvice (message: string): string {
  const [cause] = message.split(` ${IMPORT}`) as [string]
  return `${cause}${/[.!?]$/.test(cause) ? '' : '.'} ${INITIALIZE}`
}

async function withStore (store: OpenOrigins, work: (store: OpenOrigins) => Promise<ActionResult>): Promise<ActionResult> {
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

function printIssues (issues: readonly PlacedIssue[], subject: string, io: Io): void {
  io.stderr.write(issueLines(subject, issues, styleFor({ stdout: io.stderr, env: io.env })))
}
