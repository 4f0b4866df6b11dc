/** How much findings can matter. */
import type { CorsSeverity } from '../types/report.ts'

/** The worst first. */
export const SEVERITIES: readonly CorsSeverity[] = ['error', 'warning', 'info']

/** Sorts so, and leaves those of one severity in their order. */
export function worstFirst (a: { readonly severity: CorsSeverity }, b: { readonly severity: CorsSeverity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
}
