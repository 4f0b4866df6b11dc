/** The option `sources` → valid sources of origins. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import type { CorsOriginSource } from '../../types/source.ts'
import { preview } from '../errors.ts'
import { isInRange, RANGE, resolveSourceOptions } from '../lookup/options.ts'
import { pointer } from '../validate/issue.ts'
import { wrongValue } from '../validate/wrong-value.ts'

/** Sources by name. */
export type Sources = ReadonlyMap<string, CorsOriginSource>

const NONE: Sources = new Map()

/**
 * Validates the option.
 *
 * @param given  any value
 * @param known  the sources of other registrations; a name must stand for the same source everywhere
 * @returns      empty if there are issues
 */
export function readSources (given: unknown, known: Sources, issues: CorsPolicyIssue[]): Sources {
  if (given === undefined) return NONE
  if (typeof given !== 'object' || given === null || Array.isArray(given) || given instanceof Map) {
    issues.push(wrongValue('/sources', given, 'an object that maps names to sources', 'Use { tenants: redisOrigins(…) }.'))
    return NONE
  }
  const sources = new Map<string, CorsOriginSource>()
  const found = issues.length
  for (const [name, source] of Object.entries(given)) {
    const path = pointer('/sources', name)
    issues.push(...issuesOfSource(source, path))
    const other = known.get(name)
    if (other !== undefined && other !== source) {
      issues.push({
        id: 'source-name-is-taken',
        path,
        value: undefined,
        message: `Another registration has a different source with the name ${preview(name)}. Use another name.`
      })
    }
    sources.set(name, source as CorsOriginSource)
  }
  return issues.length === found ? sources : NONE
}

function issuesOfSource (source: unknown, path: string): CorsPolicyIssue[] {
  if (typeof source !== 'object' || source === null || typeof (source as Partial<CorsOriginSource>).connect !== 'function') {
    return [wrongValue(path, source, 'a source with the function `connect`', 'Use memoryOrigins(), redisOrigins(…) or a source of your own.')]
  }
  const issues: CorsPolicyIssue[] = []
  const options = source as Readonly<Record<string, unknown>>
  for (const name of ['pollInterval', 'deadline', 'maxStale', 'maxOrigins', 'startDeadline']) {
    const value = options[name]
    if (value === undefined || isInRange(value)) continue
    const fix = name === 'maxOrigins' ? 'Default: 100000.' : 'Times are in milliseconds.'
    issues.push(wrongValue(`${path}/${name}`, value, RANGE, fix))
  }
  const { patterns, mode, start } = options
  if (patterns !== undefined && typeof patterns !== 'boolean') {
    issues.push(wrongValue(`${path}/patterns`, patterns, 'true or false', 'Default: false.'))
  }
  if (mode !== undefined && mode !== 'snapshot' && mode !== 'lookup') {
    issues.push(wrongValue(`${path}/mode`, mode, '"snapshot" or "lookup"', 'Omit it for the default.'))
  }
  if (start !== undefined && start !== 'fail' && start !== 'closed') {
    issues.push(wrongValue(`${path}/start`, start, '"fail" or "closed"', 'Default: "fail".'))
  }
  if (issues.length > 0) return issues
  const { pollInterval, deadline, maxStale } = resolveSourceOptions(source as CorsOriginSource)
  if (maxStale >= pollInterval + deadline) return []
  return [wrongValue(`${path}/maxStale`, maxStale, `at least \`pollInterval\` + \`deadline\`, which is ${pollInterval + deadline}`,
    'A healthy store would otherwise count as stale between two reads of its version.')]
}
