/** Findings that a document accepts, each with a reason. */
import type { CorsLintIgnore } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import { keysOf } from '../validate/issue.ts'
import type { Rule } from './rule.ts'

/** A finding that is accepted, with the reason. */
export type AcceptedFinding = CorsLintFinding & { readonly reason: string }

/** Findings, apart from those that are accepted. */
export interface SortedFindings {
  readonly findings: readonly CorsLintFinding[]
  readonly ignored: readonly AcceptedFinding[]
  /** The entries that accept no finding, by their index. */
  readonly idle: readonly number[]
}

/** The rule about entries that accept nothing, and what it says. */
export const IGNORE_RULE = 'lint-ignore-without-effect'
export const IDLE_MESSAGE = 'Lint finds nothing that this entry accepts. Correct its `id` and its `path`, or remove it.'

/** Whether an entry is about a finding: with its id, at its location or above it. */
export function acceptsFinding ({ id, path = '' }: Pick<CorsLintIgnore, 'id' | 'path'>, finding: Pick<CorsLintFinding, 'id' | 'place' | 'path'>): boolean {
  return id === finding.id && (path === finding.place || `${finding.path}/`.startsWith(`${path}/`))
}

/** Separates accepted findings. */
export function withoutAccepted (all: readonly CorsLintFinding[], ignores: readonly CorsLintIgnore[]): SortedFindings {
  if (ignores.length === 0) return { findings: all, ignored: [], idle: [] }
  const findings: CorsLintFinding[] = []
  const ignored: AcceptedFinding[] = []
  const used = new Set<CorsLintIgnore>()
  for (const finding of all) {
    const matching = ignores.filter((ignore) => acceptsFinding(ignore, finding))
    for (const ignore of matching) used.add(ignore)
    const [first] = matching
    if (first === undefined) findings.push(finding)
    else ignored.push({ ...finding, reason: first.reason })
  }
  return { findings, ignored, idle: [...ignores.keys()].filter((i) => !used.has(ignores[i]!)) }
}

/**
 * Whether lint of a document without its application can find what an entry accepts. Other entries are about routes, or about production.
 */
export function isAboutDocument ({ id, path = '' }: CorsLintIgnore, rules: readonly Rule[], isProduction: boolean): boolean {
  const rule = rules.find((rule) => rule.id === id)
  if (rule === undefined) return true
  if (rule.onlyInProduction === true && !isProduction) return false
  const needsRoutes = rule.about === 'application' || (rule.about === 'policy' ? rule.reads === 'routes' : rule.needsRoutes === true)
  return !needsRoutes && (path === '' || (path.startsWith('/') && keysOf(path)[0] !== 'config'))
}
