/**
 * The public suffix list: https://github.com/publicsuffix/list/wiki/Format
 *
 * The list is a text of this package, since a package that has it takes half as long to load as Fastify, and what is loaded
 * only when it is needed, and at once, is not followed by bundlers.
 */
import { endsInANumber } from '../standard/origin.ts'
import { PUBLIC_SUFFIXES } from './public-suffix-list.ts'

interface Rules {
  /** Such as `co.uk`, `*.ck` and `!www.ck`. */
  readonly rules: ReadonlySet<string>
  /** What has a rule below it. */
  readonly parents: ReadonlySet<string>
}

let known: Rules | undefined

/** Read when it is first needed: only policies with credentials and wildcards need it. */
function list (): Rules {
  known ??= read()
  return known
}

function read (): Rules {
  const rules = new Set<string>()
  const parents = new Set<string>()
  for (const line of PUBLIC_SUFFIXES.split('\n')) {
    const [parent, ...labels] = line.split(' ') as [string, ...string[]]
    for (const label of labels) rules.add(`${label}.${parent}`)
    for (let name = parent; name !== ''; name = parentOf(name)) parents.add(name)
  }
  return { rules, parents }
}

/** The name without its first label; '' for a single label. */
function parentOf (name: string): string {
  const dot = name.indexOf('.')
  return dot === -1 ? '' : name.slice(dot + 1)
}

/** Whether a name is a suffix by one of the rules, or by the rule for whatever is not listed: a single label. */
export function isPublicSuffix (name: string): boolean {
  const parent = parentOf(name)
  const { rules } = list()
  return parent === '' || rules.has(name) || (rules.has(`*.${parent}`) && !rules.has(`!${name}`))
}

/** Whether a name that is not a suffix has one below it. */
export function isAbovePublicSuffix (name: string): boolean {
  return list().parents.has(name)
}

/** The name that somebody has registered: a suffix and one label more. Undefined for a suffix and for an address. */
export function registrableDomain (host: string): string | undefined {
  if (host.startsWith('[') || endsInANumber(host)) return undefined
  let domain: string | undefined
  for (let name = host; !isPublicSuffix(name); name = parentOf(name)) domain = name
  return domain
}
