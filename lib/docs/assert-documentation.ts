/** Validates the argument of the renderers, because callers in JavaScript can pass any value. */
import type { CorsDocumentation } from '../../types/documentation.ts'

/** The supported version of the format. */
const VERSION = 1

/**
 * @param by  the name of the calling function
 * @throws    TypeError if the value is not a documentation, or has another version
 */
export function assertDocumentation (given: unknown, by: string): asserts given is CorsDocumentation {
  const { version, policies, sources, routes, notFound, findings } = Object(given) as Readonly<Record<string, unknown>>
  if (version === VERSION && [policies, sources, routes, notFound, findings].every(part => Array.isArray(part))) return
  const isOtherVersion = Number.isInteger(version) && version !== VERSION
  const what = given instanceof Promise ? 'a Promise' : isOtherVersion ? `one of version ${version}` : 'another value'
  throw new TypeError(`${by}: The argument must be a documentation of version ${VERSION}, not ${what}. ` +
    'Pass `await app.cors.documentation()`, or `documentPolicies(document)`.')
}
