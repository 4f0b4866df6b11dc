/**
 * The public suffix list: https://github.com/publicsuffix/list/wiki/Format
 *
 * The list is a string in this package. A dependency would take half as long to load as Fastify, and bundlers do not follow
 * a lazy synchronous load.
 */
import { endsInANumber } from '../standard/origin.ts'
import { publicSuffixes } from './public-suffix-list.ts'

interface Rules {
  /** Such as `co.uk`, `*.ck` and `!www.ck`. */
  readonly rules: ReadonlySet<string>
  /** Domains with a rule below them. */
  readonly parents: ReadonlySet<string>
}

let known: Rules | undefined

/** Parses the list on first use: only policies with credentials and wildcards need it. */
function list (): Rules {
  known ??= read()
  return known
}

function read (): Rules {
  const rules = new Set<string>()
  const parents = new Set<string>()
  for (const line of publicSuffixes().split('\n')) {
    const [parent, ...labels] = line.split(' ') as [string, ...string[]]
    for (const label of labels) rules.add(`${label}.${parent}`)
    for (let name = parent; name !== ''; name = parentOf(name)) parents.add(name)
  }
  return { rules, parents }
}

/** Returns the name without its first label; '' for a single label. */
function parentOf (name: string): string {
  const dot = name.indexOf('.')
  return dot === -1 ? '' : name.slice(dot + 1)
}

/** Whether a name is a suffix by a rule of the list, or by the default rule: a single label. */
export function isPublicSuffix (name: string): boolean {
  const parent = parentOf(name)
  const { rules } = list()
  return parent === '' || rules.has(name) || (rules.has(`*.${parent}`) && !rules.has(`!${name}`))
}

/** Whether a name that is not a suffix has a suffix below it. */
export function isAbovePublicSuffix (name: string): boolean {
  return list().parents.has(name)
}

/** Returns the registrable domain: a suffix and one more label. Undefined for a suffix and for an IP address. */
export function registrableDomain (host: string): string | undefined {
  // An IPv6 address is one label, which is a suffix.
  if (endsInANumber(host)) return undefined
  let domain: string | undefined
  for (let name = host; !isPublicSuffix(name); name = parentOf(name)) domain = name
  return domain
}
