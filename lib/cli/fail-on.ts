/** `--fail-on <severity>`: the lowest severity for which a command fails. */
import type { CorsSeverity } from '../../types/report.ts'
import { SEVERITIES } from '../severities.ts'
import { UsageError } from './io.ts'

/** @throws UsageError for an invalid severity */
export function failingOf (failOn: string = 'error'): readonly CorsSeverity[] {
  if (failOn === 'never') return []
  const least = SEVERITIES.findIndex(severity => severity === failOn)
  if (least === -1) throw new UsageError(`--fail-on must be ${SEVERITIES.join(', ')} or never, not ${JSON.stringify(failOn)}.`)
  return SEVERITIES.slice(0, least + 1)
}
