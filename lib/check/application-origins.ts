/** The origins that should be allowed at the routes of an application: where each of them is expected. */
import type { CheckApplicationOptions } from '../../types/check-application.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { compilePolicy } from '../compile.ts'
import { decide } from '../decide.ts'
import { rejectOption } from './options/option-error.ts'
import type { RouteGroup } from './routes.ts'
import { sourceNames } from './sample-origins.ts'

type Given = NonNullable<CheckApplicationOptions['allowedOrigins']>

/** An origin. Without a source, it is not known which one has it. */
interface ExpectedOrigin {
  readonly origin: string
  readonly source?: string
}

/** The origins, without their sources. Only the types of entries are validated. @throws CheckOptionError for an entry of another type */
export function originsOnly (given: Given | undefined): readonly string[] | undefined {
  const entries: unknown = given
  return Array.isArray(entries) ? (entries as Given).map(entry => entryOf(entry).origin) : entries as undefined
}

function entryOf (entry: Given[number]): ExpectedOrigin {
  if (typeof entry === 'string') return { origin: entry }
  const { source, origin } = Object(entry) as Partial<ExpectedOrigin>
  if (typeof source === 'string' && typeof origin === 'string') return { source, origin }
  return rejectOption('allowedOrigins', 'Each entry must be an origin, or an object such as { source: "tenants", origin: "https://a.example" }.')
}

/**
 * Returns the origins that each policy is tested with: those that it lists, or that a source that it reads has. What one source has is
 * nothing to the policies that read another one, so an origin without the name of its source counts only for a single source.
 *
 * @throws CheckOptionError for an origin that no policy can have, and for one whose source is not known
 */
export function originsOfPolicies (given: Given = [], groups: readonly RouteGroup[]): (policy: CorsPolicy | false) => readonly string[] {
  const policies = new Set(groups.flatMap(({ policy }) => policy === false ? [] : [policy]))
  const names = [...new Set([...policies].flatMap(sourceNames))].sort()
  const entries = given.map(entryOf)
  const allowed = new Map([...policies].map(policy => [policy, entries.filter(isAllowedBy(policy, names))]))
  const known = new Set([...allowed.values()].flat())
  const unknown = entries.find(entry => !known.has(entry))
  if (unknown !== undefined) rejectOption('allowedOrigins', messageFor(unknown, names))
  return policy => policy === false ? [] : allowed.get(policy)!.map(({ origin }) => origin)
}

/** @param names  of the sources of all policies */
function isAllowedBy (policy: CorsPolicy, names: readonly string[]): (entry: ExpectedOrigin) => boolean {
  const compiled = compilePolicy(policy)
  const own = sourceNames(policy)
  return ({ origin, source }) => {
    const isInSource = source === undefined ? names.length === 1 : own.includes(source)
    return decide(compiled, { method: 'GET', origin, sourceResult: isInSource ? 'listed' : 'not-listed' }).allowOrigin !== undefined
  }
}

function messageFor ({ origin, source }: ExpectedOrigin, names: readonly string[]): string {
  const [quotedOrigin, list] = [JSON.stringify(origin), names.map(name => JSON.stringify(name)).join(', ')]
  if (source !== undefined && !names.includes(source)) {
    return `No policy of a route reads the source ${JSON.stringify(source)}.${list === '' ? '' : ` The sources are ${list}.`}`
  }
  if (source === undefined && names.length > 1) {
    return `The policies of the routes read several sources (${list}), so name the one that has ${quotedOrigin}, as in \`{ source: ${JSON.stringify(names[0])}, origin: ${quotedOrigin} }\`.`
  }
  return `The policy of every route blocks ${quotedOrigin}, and has no source for it. Remove this origin, or list it in a policy.`
}
