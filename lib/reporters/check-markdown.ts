/** Formats the results of a check as Markdown, for a comment on a pull request. */
import type { CheckFinding } from '../../types/check.ts'
import { countsText, explainedTexts, headlineOf, noResponseText, type CheckedEndpoint, type CheckResults } from './check-results.ts'
import { codeMarkdown, proseMarkdown } from '../text/markdown.ts'

/** Returns a section for each endpoint with its grades, the origins that can read the response, and all findings. */
export function checkMarkdown ({ endpoints, unreachable }: CheckResults): string {
  const parts = [
    ...endpoints.flatMap(endpointParts),
    ...unreachable.map(({ url, message }) => `## ${codeMarkdown(url)}\n\nThe endpoint cannot be reached: ${proseMarkdown(message)}\n`)
  ]
  return parts.join('\n')
}

function endpointParts (endpoint: CheckedEndpoint): string[] {
  const { report: { url, allowed, grades }, findings } = endpoint
  const areas = Object.keys(grades)
  const rows = [areas, areas.map(() => '---'), Object.values(grades)]
  return [
    `## ${codeMarkdown(url)}\n`,
    rows.map(cells => `| ${cells.join(' | ')} |\n`).join(''),
    `${proseMarkdown(headlineOf(endpoint))}\n`,
    `Readers: ${allowed.map(proseMarkdown).join('; ')}\n`,
    `${countsText(endpoint, true)}\n`,
    ...endpoint.report.requestsWithoutResponse.length === 0 ? [] : [`${proseMarkdown(noResponseText(endpoint.report))}\n`],
    ...findings.flatMap(findingParts)
  ]
}

function findingParts (finding: CheckFinding): string[] {
  const { id, severity, message, expected, actual, why, recommendation, reference: source, exchanges } = finding
  const explained = explainedTexts(finding)
  const codes = (title: string, lines: readonly string[]): string => `${title}:\n\n${lines.map(line => `- ${codeMarkdown(line)}\n`).join('')}`
  return [
    `### ${severity}: ${codeMarkdown(id)}\n`,
    `${proseMarkdown(message)}\n`,
    ...explained.length === 0 ? [] : [codes('Explains', explained)],
    codes('Expected', expected),
    codes('Actual', actual),
    `**Why**: ${proseMarkdown(why)}\n`,
    `**Recommendation**: ${proseMarkdown(recommendation)}\n`,
    `**Source**: ${codeMarkdown(source)}\n`,
    `**Try**: ${codeMarkdown(exchanges.at(-1)!.curl)}\n`
  ]
}
