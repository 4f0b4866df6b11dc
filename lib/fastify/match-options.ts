/** The options with which an application's router matches URLs, from a place that Fastify does not document. */
import type { FastifyInstance } from 'fastify'
import type { Config, HTTPVersion } from 'find-my-way'

/** The router options that affect which pattern a URL matches. */
export type MatchOptions = Pick<Config<HTTPVersion.V1>,
  'caseSensitive' | 'ignoreTrailingSlash' | 'ignoreDuplicateSlashes' | 'maxParamLength'> &
  { readonly useSemicolonDelimiter?: boolean }

/** Reads the options with which the application's router matches URLs. */
export function matchOptionsOf (app: FastifyInstance): MatchOptions {
  const initial = app.initialConfig as MatchOptions & { readonly routerOptions?: MatchOptions }
  // Fastify shows its defaults in both places, but an option of the application only in one of them.
  const pick = <K extends keyof MatchOptions>(key: K, fallback: NonNullable<MatchOptions[K]>) => {
    const inner = initial.routerOptions?.[key] ?? fallback
    return inner === fallback ? initial[key] ?? fallback : inner
  }
  return {
    caseSensitive: pick('caseSensitive', true),
    ignoreTrailingSlash: pick('ignoreTrailingSlash', false),
    ignoreDuplicateSlashes: pick('ignoreDuplicateSlashes', false),
    maxParamLength: pick('maxParamLength', 100),
    useSemicolonDelimiter: pick('useSemicolonDelimiter', false)
  }
}
