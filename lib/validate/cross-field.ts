/** Fields of a policy that depend on each other: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials */
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { fault, pointer, report, type IssueDraft, type IssueId } from './issue.ts'
import { readOriginPattern } from './origin-grammar.ts'
import type { UncheckedPolicy } from './policy.ts'
import { publicSuffixCoveredBy } from './public-suffix.ts'

/**
 * Reports what is wrong with an effective policy as a whole.
 *
 * @param policy           the effective policy
 * @param own              what is written at the path: the policy itself, or the override that made it
 * @param path             JSON Pointer of what is written
 * @param privateSuffixes  treated like public ones
 */
export function checkCrossFields (
  policy: UncheckedPolicy, own: UncheckedPolicy, path: string, privateSuffixes: readonly string[], issues: CorsPolicyIssue[]
): void {
  const has = (field: keyof UncheckedPolicy): boolean => Object.hasOwn(own, field)
  // The fields of an override that can make an inherited value wrong.
  const blamed = has('credentials') ? 'credentials' : 'dangerouslyAllow'
  const told = new Set<IssueId>()

  /**
   * Reports at the value if it is written here, and otherwise once at the field that makes the inherited value
   * wrong.
   */
  function blame (field: keyof UncheckedPolicy, index: number | undefined, value: unknown, fault: IssueDraft): void {
    if (has(field)) {
      report(issues, index === undefined ? `${path}/${field}` : pointer(`${path}/${field}`, index), value, fault)
    } else if (!told.has(fault.id)) {
      told.add(fault.id)
      const message = `does not go with the policy whose fields it replaces: in its \`${field}\`, ${JSON.stringify(value)} ${fault.message}`
      report(issues, `${path}/${blamed}`, own[blamed], { id: fault.id, message })
    }
  }

  const credentials = policy.credentials === true
  // What an override does not touch has been said of the policy that it refines.
  if (has('origins') || has('credentials') || has('dangerouslyAllow')) {
    const flags: readonly unknown[] = Array.isArray(policy.dangerouslyAllow) ? policy.dangerouslyAllow : []
    const judge = credentials ? withCredentials : anonymous
    const { origins } = policy
    for (let i = 0; Array.isArray(origins) && i < origins.length; i++) {
      const entry: unknown = origins[i]
      const fault = typeof entry === 'string' ? judge(entry, flags, privateSuffixes) : undefined
      if (fault !== undefined) blame('origins', i, entry, fault)
    }
    if (credentials && origins === '*') blame('origins', undefined, '*', EVERY_ORIGIN)
  }
  if (!credentials) return
  const { allowedHeaders, exposedHeaders } = policy
  if ((has('allowedHeaders') || has('credentials')) && isOrHolds(allowedHeaders, '*')) {
    const index = Array.isArray(allowedHeaders) ? allowedHeaders.indexOf('*') : undefined
    blame('allowedHeaders', index, '*', HEADER_WILDCARD)
  }
  if ((has('exposedHeaders') || has('credentials')) && exposedHeaders === '*') {
    blame('exposedHeaders', undefined, '*', EXPOSED_WILDCARD)
  }
}

/** Judges single origins as a policy with credentials does; without credentials there is nothing to say. */
export function judgeOf (policy: UncheckedPolicy, privateSuffixes: readonly string[]): (pattern: string) => IssueDraft | undefined {
  if (policy.credentials !== true) return () => undefined
  const flags: readonly unknown[] = Array.isArray(policy.dangerouslyAllow) ? policy.dangerouslyAllow : []
  return pattern => withCredentials(pattern, flags, privateSuffixes)
}

/** Reports a policy of an outer registration that suffixes from further in make wrong, where it is chosen. */
export function checkNamed (
  policy: UncheckedPolicy | undefined, name: string, path: string, privateSuffixes: readonly string[], issues: CorsPolicyIssue[]
): void {
  if (policy?.credentials !== true || privateSuffixes.length === 0) return
  const flags = policy.dangerouslyAllow as readonly unknown[] | undefined ?? []
  for (const entry of policy.origins as readonly string[]) {
    const fault = withCredentials(entry, flags, privateSuffixes)
    if (fault === undefined) continue
    const message = `names a policy that is too wide here: in its \`origins\`, ${JSON.stringify(entry)} ${fault.message}`
    return report(issues, path, name, { id: fault.id, message })
  }
}

function isOrHolds (value: unknown, text: string): boolean {
  return value === text || (Array.isArray(value) && value.includes(text))
}

const EVERY_ORIGIN = fault('wildcard-with-credentials', 'is no answer that browsers accept with credentials. List the origins, or leave `credentials` out.')
// https://fetch.spec.whatwg.org/#http-new-header-syntax
const HEADER_WILDCARD = fault('header-wildcard-with-credentials',
  'is no wildcard with credentials: browsers take it for a header named "*". List the names.')
const EXPOSED_WILDCARD = fault('exposed-wildcard-with-credentials',
  'is no wildcard with credentials: browsers take it for a header named "*". List the names.')

function anonymous (pattern: string, flags: readonly unknown[]): IssueDraft | undefined {
  if (pattern !== 'null' || flags.includes('null-origin')) return undefined
  return fault('null-origin',
    'is the origin of every sandboxed frame, anybody\'s. Leave it out, or put "null-origin" into `dangerouslyAllow`.')
}

/** https://fetch.spec.whatwg.org/#cors-protocol-and-credentials */
function withCredentials (pattern: string, flags: readonly unknown[], privateSuffixes: readonly string[]): IssueDraft | undefined {
  if (pattern === 'null') {
    return fault('null-origin-with-credentials',
      'is the origin of every sandboxed frame, anybody\'s, and never goes with credentials. Leave it out.')
  }
  // An exact origin of another scheme, by far the most frequent, is none of the rest.
  const insecure = pattern.startsWith('http://') || pattern.startsWith('ftp://')
  if (!insecure && !pattern.startsWith('https://*.')) return undefined
  const parts = readOriginPattern(pattern)
  if (parts === undefined || parts.kind === 'opaque') return undefined
  const { host, subdomains } = parts
  if (insecure && !isLoopback(host) && !isLocalhostName(host) && !flags.includes('insecure-origins')) {
    return fault('insecure-origin-with-credentials',
      'is not secure: anyone on the network can speak for it, with the user\'s credentials. ' +
      'Write https, or put "insecure-origins" into `dangerouslyAllow`.')
  }
  if (!subdomains || flags.includes('public-suffix-wildcards')) return undefined
  const suffix = publicSuffixCoveredBy(host, privateSuffixes)
  if (suffix === undefined) return undefined
  return fault('public-suffix-wildcard-with-credentials',
    `covers the names of strangers, as anyone can get one below ${suffix}. ` +
    'List the origins, or put "public-suffix-wildcards" into `dangerouslyAllow`.')
}
