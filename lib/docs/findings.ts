/** Findings of lint as phrases, for documentation. */
import type { DocumentedFinding, Phrase } from '../../types/documentation.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import { preview } from '../errors.ts'
import { SEVERITIES } from '../severities.ts'

/** Writes findings as phrases, where and what, the most severe first. */
export function documentedFindings (findings: readonly CorsLintFinding[]): DocumentedFinding[] {
  const sorted = SEVERITIES.flatMap(severity => findings.filter(finding => finding.severity === severity))
  return sorted.map(({ id, severity, place, path, value, message }) => {
    const parts = [place, path, value === null ? null : preview(value)].filter(part => part !== null && part !== '')
    const where = parts.flatMap((part, i): Phrase => [...i === 0 ? [] : [' '], { code: part! }])
    return { id, severity, where, what: quotingPhrase(message) }
  })
}

/** Turns a message into a phrase, with its quotations as code. */
export function quotingPhrase (message: string): Phrase {
  return message.split(/(`[^`]*`|"[^"\\]*(?:\\[^][^"\\]*)*")/).flatMap((part, i): Phrase =>
    part === '' ? [] : i % 2 === 0 ? [part] : [{ code: part.startsWith('`') ? part.slice(1, -1) : part }])
}
