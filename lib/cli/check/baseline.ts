/** `--baseline <file>`: reads the findings of an earlier JSON report. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import type { CheckFinding } from '../../../types/check.ts'
import { fingerprintOf } from '../../reporters/check-results.ts'
import { CommandError, type Io } from '../io.ts'
import { readable } from '../load-input.ts'

/**
 * Reads the fingerprints of the findings.
 *
 * @throws CommandError for a file that cannot be read, or is not such a report
 */
export async function readBaseline (file: string, io: Io): Promise<ReadonlySet<string>> {
  const text = await readable(files.readFile(resolve(io.cwd(), file), 'utf8'), `--baseline ${file}`)
  const report = parsed(text)
  if (!isReport(report)) throw new CommandError(`--baseline ${file}: ${NOT_A_REPORT}`)
  return new Set(report.reports.flatMap(({ findings }) => findings.map(fingerprintOf)))
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const NOT_A_REPORT = 'The file is not a JSON report of check.'

interface EarlierReport {
  readonly reports: ReadonlyArray<{ readonly findings: ReadonlyArray<Pick<CheckFinding, 'id' | 'url' | 'subject'>> }>
}

function isReport (value: unknown): value is EarlierReport {
  const { version, reports } = Object(value) as { readonly version?: unknown, readonly reports?: unknown }
  return version === 1 && Array.isArray(reports) && reports.every(report => {
    const { findings } = Object(report) as { readonly findings?: unknown }
    return Array.isArray(findings) && findings.every(isFinding)
  })
}

function isFinding (value: unknown): boolean {
  const { id, url, subject } = Object(value) as Readonly<Record<string, unknown>>
  return [id, url, subject].every(text => typeof text === 'string')
}
