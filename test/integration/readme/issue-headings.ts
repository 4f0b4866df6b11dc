/** The examples of issues → the headings of docs/errors.md, each with the reason, what is wrong, its message, and what is right. */
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import fastify from 'fastify'
import ts from 'typescript'
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
  const sources = sourcesOfCode()
  const shown = (example: Code | Shown, source: string): Shown => typeof example === 'function' ? { text: statementsOf(source), run: example } : example
  return Object.entries(CODE).map(([id, [wrong, right]]) => {
    const [ofWrong, ofRight] = sources.get(id)!
    return [id, [shown(wrong, ofWrong), shown(right, ofRight)]]
  })
}

/** The sources of the examples by id. A function cannot tell its own, because what strips its types formats it anew. */
function sourcesOfCode (): Map<string, readonly [wrong: string, right: string]> {
  const file = new URL('code-examples.ts', import.meta.url)
  const source = ts.createSourceFile('code-examples.ts', readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  const found = new Map<string, readonly [wrong: string, right: string]>()
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && ts.isArrayLiteralExpression(node.initializer)) {
      const [wrong, right] = node.initializer.elements.map(element => element.getText(source))
      found.set(node.name.text, [wrong!, right!])
    } else {
      ts.forEachChild(node, visit)
    }
  }
  visit(source)
  return found
}

/** The statements of a function in one line; of `validatePolicy`, its document. */
function statementsOf (source: string): string {
  const body = source.replace(/^(?:async )?\(?\w*\)? => /, '')
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
