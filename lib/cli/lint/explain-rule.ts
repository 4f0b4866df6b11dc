/** `lint --explain <id>`: prints the explanation of a rule. */
import { ISSUE_IDS } from '../../validate/issue.ts'
import { ruleText } from '../../reporters/rule.ts'
import { RULES } from '../../lint/rules/index.ts'
import type { CommandValues } from '../arguments.ts'
import { unknownId } from '../ignore-argument.ts'
import { CommandError, EXIT, UsageError, type Io } from '../io.ts'
import { styleFor } from '../style.ts'
import { RULE_NAMES } from './ignores.ts'
import { explained } from './rule-pages.ts'

/** Prints the explanation of a rule. */
export function explainRule (id: string, file: string, { format = 'text' }: CommandValues, io: Io): number {
  if (file !== '') throw new UsageError('lint --explain does not accept a file.')
  if (format !== 'text') throw new UsageError('lint --explain supports only the format text.')
  const rule = RULES.find(rule => rule.id === id)
  if (rule === undefined) {
    throw isIssue(id)
      ? new CommandError(`${id} is not a lint rule. It is a reason to reject a policy: run fastify-cors-policy explain-error ${id}.`)
      : unknownId('--explain', id, RULE_NAMES)
  }
  io.stdout.write(ruleText(explained(rule), styleFor(io)))
  return EXIT.fine
}

function isIssue (id: string): boolean {
  return (ISSUE_IDS as readonly string[]).includes(id)
}
