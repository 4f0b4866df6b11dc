/** The options of a source, with defaults. */
import type { CorsSourceOptions } from '../../types/source.ts'

export type ResolvedSourceOptions = Required<Omit<CorsSourceOptions, 'mode'>> & { readonly mode: CorsSourceOptions['mode'] | undefined }

/** Adds the defaults to valid options. */
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
    startDeadline: options.startDeadline ?? 10_000
  }
}
