/** `document <action>`: publishes the policy document of a store, and shows its versions. */
import { CorsPolicyError } from '../errors.ts'
import { issueLines, issuesData } from '../reporters/issues.ts'
import { escapeText } from '../text/escape.ts'
import { jsonText } from '../text/json.ts'
import { isInstance, messageOf } from './load-module.ts'
import type { CommandValues } from './arguments.ts'
import { DOCUMENT_ACTIONS } from './document/actions.ts'
import { documentStoreOf } from './document/store.ts'
import { CommandError, EXIT, UsageError, type Io } from './io.ts'
import { InvalidPolicyError } from './load-input.ts'
import { styleFor } from './style.ts'

/** What systems and databases say about a store that has never been filled. Sources of the package name the action themselves. */
const NOT_INITIALIZED = /ENOENT|relation .* does not exist/

/** Runs an action, and prints its result. */
export async function documentCommand ([name, ...args]: readonly string[], values: CommandValues, io: Io): Promise<number> {
  const action = DOCUMENT_ACTIONS.get(name ?? '')
  if (action === undefined) {
    const actions = `Use ${[...DOCUMENT_ACTIONS.keys()].join(', ')}.`
    throw new UsageError(name === undefined ? `The command document needs an action. ${actions}` : `The action ${JSON.stringify(name)} is unknown. ${actions}`)
  }
  const store = documentStoreOf(values, io)
  const isJson = values.format === 'json'
  let subject = store.label
  try {
    const work = await action(args, values, io)
    const { writer, close } = await store.open({ isNew: name === 'publish' }, io)
    try {
      const { text, data } = await work(writer)
      io.stdout.write(isJson ? jsonText({ version: 1, ...data }) : text)
      return EXIT.fine
    } finally {
      await close()
    }
  } catch (error) {
    if (isInstance(error, CommandError)) throw error
    if (isInstance(error, InvalidPolicyError)) subject = args[0]!
    if (isInstance(error, InvalidPolicyError) || isInstance(error, CorsPolicyError)) {
      const { issues } = error
      if (isJson) io.stdout.write(jsonText({ version: 1, issues: issuesData(issues) }))
      else io.stderr.write(issueLines(subject, issues, styleFor({ stdout: io.stderr, env: io.env })))
      return EXIT.problems
    }
    const message = store.withoutSecrets(messageOf(error))
    const advice = NOT_INITIALIZED.test(message) ? '. The action publish initializes a store.' : ''
    io.stderr.write(`fastify-cors-policy: ${escapeText(`${store.label}: ${message}${advice}`)}\n`)
    return EXIT.unreachable
  }
}
