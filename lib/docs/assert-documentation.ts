/** What printers are given, checked: in JavaScript anything can be printed. */
import type { CorsDocumentation } from '../../types/documentation.ts'

/** The shape that is printed here. */
const VERSION = 1

/**
 * @param by  the function that was given it
 * @throws    TypeError for what is no documentation, and for that of another version of this package
 */
export function assertDocumentation (given: unknown, by: string): asserts given is CorsDocumentation {
  const { version, policies, routes, notFound, findings } = Object(given) as Readonly<Record<string, unknown>>
  if (version === VERSION && [policies, routes, notFound, findings].every(part => Array.isArray(part))) return
  const what = given instanceof Promise ? 'a Promise' : Number.isInteger(version) && version !== VERSION ? `one of version ${version}` : 'what is none'
  throw new TypeError(`${by}: takes a documentation of version ${VERSION}, not ${what}. ` +
    'Pass `await app.cors.documentation()`, or `documentPolicies(document)`.')
}
