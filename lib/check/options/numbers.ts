/** The numeric options and their ranges, which are defined only here. */
import type { CheckOptions } from '../../../types/check.ts'
import { preview } from '../../errors.ts'
import { rejectOption } from './option-error.ts'

interface Range {
  readonly min: number
  readonly max: number
  readonly isInteger: boolean
}

/** The maximum delay of a timer: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const MAX_TIMER = 2 ** 31 - 1

const RANGES: Readonly<Record<'timeout' | 'maxRequests' | 'maxTime' | 'rate' | 'seed', Range>> = {
  timeout: { min: 1, max: MAX_TIMER, isInteger: false },
  maxRequests: { min: 1, max: 100_000, isInteger: true },
  maxTime: { min: 1, max: MAX_TIMER, isInteger: false },
  rate: { min: 0.01, max: 100_000, isInteger: false },
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, isInteger: true }
}

/** @throws CheckOptionError for the first value that is not a number, or out of range */
export function assertNumbers (options: CheckOptions): void {
  for (const name of Object.keys(RANGES) as Array<keyof typeof RANGES>) {
    const { min, max, isInteger } = RANGES[name]
    const value: unknown = options[name]
    if (value === undefined || (typeof value === 'number' && value >= min && value <= max && (!isInteger || Number.isInteger(value)))) continue
    rejectOption(name, `${preview(value)} is invalid. Use ${isInteger ? 'an integer' : 'a number'} from ${min} to ${max}.`)
  }
}
