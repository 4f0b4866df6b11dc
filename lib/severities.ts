/** How much findings can matter. */
import type { Severity } from '../types/report.ts'

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** Sorts so, and leaves those of one severity in their order. */
export function worstFirst (a: { readonly severity: Severity }, b: { readonly severity: Severity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
}
