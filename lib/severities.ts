/** The severities of findings. */
import type { CorsSeverity } from '../types/report.ts'

/** All severities, most severe first. */
export const SEVERITIES: readonly CorsSeverity[] = ['error', 'warning', 'info']

/** Compares by severity, most severe first, for a stable sort. */
export function worstFirst (a: { readonly severity: CorsSeverity }, b: { readonly severity: CorsSeverity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
}
