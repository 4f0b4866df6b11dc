/** The options of a source, with defaults. */
import type { CorsSourceOptions } from '../../types/source.ts'

export type ResolvedSourceOptions = Required<Omit<CorsSourceOptions, 'mode'>> & { readonly mode: CorsSourceOptions['mode'] | undefined }

/** Timers with a longer time end at once. */
const MAX_MILLISECONDS = 2 ** 31 - 1

/** Which numbers options can have, as a message names them. */
export const RANGE = `a whole number from 1 to ${MAX_MILLISECONDS}`

/** Whether a value is such a number. */
export function isInRange (value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= MAX_MILLISECONDS
}

/** Adds the defaults to valid options. The start ends before Fastify gives up, so that the error says what is wrong. */
export function resolveSourceOptions (options: CorsSourceOptions): ResolvedSourceOptions {
  const { pollInterval = 1000, deadline = 1000 } = options
  return {
    patterns: options.patterns ?? false,
    mode: options.mode,
    pollInterval,
    deadline,
    maxStale: options.maxStale ?? pollInterval + deadline,
    maxOrigins: options.maxOrigins ?? 100_000,
    start: options.start ?? 'fail',
    startDeadline: options.startDeadline ?? 5000
  }
}
