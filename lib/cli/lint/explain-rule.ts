/** `lint --explain <id>`: what a rule says of itself. */
import { ISSUE_IDS } from '../../validate/issue.ts'
import { ruleText } from '../../reporters/rule.ts'
import { RULES } from '../../lint/rules/index.ts'
import type { CommandValues } from '../arguments.ts'
import { unknownId } from '../ignore-argument.ts'
import { CommandError, EXIT, UsageError, type Io } from '../io.ts'
import { styleFor } from '../style.ts'
import { RULE_NAMES } from './ignores.ts'

/** Prints it, in words. */
export function explainRule (id: string, file: string, { format = 'text' }: CommandValues, io: Io): number {
  if (file !== '') throw new UsageError('lint --explain takes no file')
  if (format !== 'text') throw new UsageError('lint --explain prints text only')
  const rule = RULES.find(rule => rule.id === id)
  if (rule === undefined) throw isIssue(id) ? new CommandError(`${id} is no advice but a reason to refuse a policy: see fastify-cors-policy/README.md#${id}`) : unknownId('--explain', id, RULE_NAMES)
  io.stdout.write(ruleText(rule, styleFor(io)))
  return EXIT.fine
}

function isIssue (id: string): boolean {
  return (ISSUE_IDS as readonly string[]).includes(id)
}
