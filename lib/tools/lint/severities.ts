/** How much findings can matter. */
import type { Severity } from '../../../types/report.ts'

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']
