/** `explain-error <id>`: prints the explanation of an error, a rule of lint, a probe or a finding. */
import { RULES } from '../lint/rules/index.ts'
import { ruleText } from '../reporters/rule.ts'
import { sectionText } from '../reporters/section.ts'
import { installedPage } from '../text/pages.ts'
import type { CommandValues } from './arguments.ts'
import { sectionsById } from './explain-error/pages.ts'
import { unknownId } from './ignore-argument.ts'
import { EXIT, type Io } from './io.ts'
import { explained } from './lint/rule-pages.ts'
import { styleFor } from './style.ts'

/** Prints an explanation. The id can be pasted from a message, with its parentheses. */
export async function explainErrorCommand (argument: string, _values: CommandValues, io: Io): Promise<number> {
  const id = argument.replaceAll(/[^\w-]/g, '')
  const rule = RULES.find(rule => rule.id === id)
  const paint = styleFor(io)
  if (rule !== undefined) {
    io.stdout.write(ruleText(explained(rule), paint))
    return EXIT.fine
  }
  const sections = sectionsById()
  const section = sections.get(id)
  if (section === undefined) throw unknownId('explain-error', id, { what: 'id', ids: [...sections.keys(), ...RULES.map(({ id }) => id)] })
  io.stdout.write(`${sectionText(section, paint)}\nSee ${installedPage(section.page)}.\n`)
  return EXIT.fine
}
