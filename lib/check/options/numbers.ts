/** The numeric options and their ranges, which are defined only here. */
import type { CheckOptions } from '../../../types/check.ts'
import { preview } from '../../errors.ts'
import { refuse } from './option-error.ts'

interface Range {
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
}

/** The maximum delay of a timer: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST = 2 ** 31 - 1

const RANGES: Readonly<Record<'timeout' | 'maxRequests' | 'maxTime' | 'rate' | 'seed', Range>> = {
  timeout: { least: 1, most: LONGEST, isWhole: false },
  maxRequests: { least: 1, most: 100_000, isWhole: true },
  maxTime: { least: 1, most: LONGEST, isWhole: false },
  rate: { least: 0.01, most: 100_000, isWhole: false },
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER, isWhole: true }
}

/** @throws CheckOptionError for the first value that is not a number, or out of range */
export function assertNumbers (options: CheckOptions): void {
  for (const name of Object.keys(RANGES) as Array<keyof typeof RANGES>) {
    const { least, most, isWhole } = RANGES[name]
    const value: unknown = options[name]
    if (value === undefined || (typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value)))) continue
    refuse(name, `${preview(value)} is invalid. Use ${isWhole ? 'an integer' : 'a number'} from ${least} to ${most}.`)
  }
}
