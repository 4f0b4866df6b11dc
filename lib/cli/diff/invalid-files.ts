/** Writes the issues of invalid policies in several files. */
import { quotingPhrase } from '../../docs/findings.ts'
import { issueLines, issuesData } from '../../reporters/issues.ts'
import { jsonText } from '../../text/json.ts'
import { codeMarkdown, fitting, foreignMarkdown } from '../../text/markdown.ts'
import type { Io } from '../io.ts'
import { styleFor } from '../style.ts'
import type { InvalidFile } from './files.ts'

/** Writes the issues of all files. */
export function invalidFilesText (invalid: readonly InvalidFile[], format: string | undefined, io: Io): string {
  switch (format) {
    case 'json': return jsonText({ version: 1, valid: false, issues: invalid.flatMap(({ file, issues }) => issuesData(issues).map(issue => ({ file, ...issue }))) })
    case 'markdown': return invalidFilesMarkdown(invalid.flatMap(issuesMarkdown))
    default: return invalid.map(({ file, issues }) => issueLines(file, issues, styleFor(io))).join('')
  }
}

function invalidFilesMarkdown (issues: readonly string[]): string {
  const shown = fitting(issues)
  const note = shown.length === issues.length ? '' : `- A comment has no room for all ${issues.length} issues. The format json has them.\n`
  return `**CORS:** The policy is invalid.\n\n${shown.join('')}${note}`
}

function issuesMarkdown ({ file, issues }: InvalidFile): string[] {
  return issues.map(({ message, line, column, path }) => {
    const where = line === undefined ? file : `${file}:${line}:${column}`
    return `- ${codeMarkdown(where)}${path === '' ? '' : ` ${codeMarkdown(path)}`}: ${foreignMarkdown(quotingPhrase(message))}\n`
  })
}
