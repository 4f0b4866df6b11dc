/** The examples of issues → the headings of docs/errors.md, each with the reason, what is wrong, its message, and what is right. */
import { inspect } from 'node:util'
import fastify from 'fastify'
import { CorsPolicyError, fragmentOf } from '../../../lib/errors.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import type { CorsPolicyIssue } from '../../../types/report.ts'
import { CODE, type Code, type Shown } from './code-examples.ts'
import { DOCUMENTS } from './issue-examples.ts'
import { ISSUE_REASONS } from './issue-reasons.ts'

/** Writes a heading for each subject and each id. */
export async function issueHeadings (): Promise<string> {
  const examples = new Map([...documents(), ...codes()])
  let text = ''
  for (const [subject, reasons] of ISSUE_REASONS) {
    text += `\n## ${subject}\n`
    for (const [id, reason] of Object.entries(reasons)) {
      const example = examples.get(id)
      if (example === undefined) throw new Error(`${id} has no example`)
      const [wrong, right] = example
      const issues = await issuesOf(wrong)
      const issue = issues.find(issue => issue.id === id)
      if (issue === undefined) throw new Error(`${id}: the wrong example has other issues: ${issues.map(({ id }) => id).join()}`)
      const others = await issuesOf(right)
      if (others.length > 0) throw new Error(`${id}: the right example is rejected: ${lineOf(others[0]!)}`)
      text += `\n### ${id}\n\n${wrapped(reason)}\n\n- wrong: ${code(wrong.text)}\n- message: ${code(lineOf(issue))}\n- right: ${code(right.text)}\n`
    }
  }
  return `${text}\n`
}

type Pairs = ReadonlyArray<readonly [id: string, pair: readonly [wrong: Shown, right: Shown]]>

function documents (): Pairs {
  const shown = (document: object): Shown => ({ text: literal(document), run: () => validatePolicy(document) })
  return Object.entries(DOCUMENTS).map(([id, [wrong, right]]) => [id, [shown(wrong), shown(right)]])
}

/** Writes a document as in a program. */
function literal (document: object): string {
  return inspect(document, { depth: 9, breakLength: Infinity, compact: true }).replaceAll('[ ', '[').replaceAll(' ]', ']').replaceAll(/\[Function: \w+\]/g, '() => true')
}

function codes (): Pairs {
  const shown = (example: Code | Shown): Shown => typeof example === 'function' ? { text: sourceOf(example), run: example } : example
  return Object.entries(CODE).map(([id, [wrong, right]]) => [id, [shown(wrong), shown(right)]])
}

/** The statements of a function in one line, whatever a transpiler has made of them; of `validatePolicy`, its document. */
function sourceOf (code: Code): string {
  const body = code.toString().replace(/^(?:async )?\(?\w*\)? => /, '')
  const lines = body.replace(/^\{\n|\n *\}$/g, '').split('\n').map(line => line.trim().replace(/^return |;$/g, ''))
  return lines.join('; ').replace(/^validatePolicy\((.*)\)$/, '$1')
}

/** Returns the line of an issue in an error message. */
function lineOf (issue: CorsPolicyIssue): string {
  const line = new CorsPolicyError('FST_CORS_POLICY_INVALID', [issue]).message.split('\n')[1]!.trim()
  if (!line.endsWith(fragmentOf(issue.id))) throw new Error(`the message does not end with the heading: ${line}`)
  return line
}

async function issuesOf ({ run }: Shown): Promise<readonly CorsPolicyIssue[]> {
  const app = fastify()
  try {
    await run(app)
    await app.ready()
    await app.close()
  } catch (error) {
    if (error instanceof CorsPolicyError) return error.issues
    throw error
  }
  return []
}

/** Wraps a text at the line length of the page. */
function wrapped (text: string): string {
  return text.replaceAll(/(.{1,130})(?: |$)/g, '$1\n').trimEnd()
}

/** https://spec.commonmark.org/0.31.2/#code-spans */
function code (text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}
