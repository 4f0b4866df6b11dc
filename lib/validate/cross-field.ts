/** Fields of a policy that depend on each other: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials */
import { isInsecure } from '../standard/insecure-origin.ts'
import { preview } from '../text/value-preview.ts'
import type { CorsDangerFlag } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { inheritedFaults, type OriginFault } from './inherited-faults.ts'
import { fault, pointer, report, sentencesOf, wholeFault, type IssueDraft } from './issue.ts'
import { readOriginPattern } from './origin-grammar.ts'
import type { UncheckedPolicy } from './policy.ts'
import { publicSuffixCoveredBy } from './public-suffix.ts'

/**
 * Reports invalid combinations of fields in an effective policy.
 *
 * @param policy           the effective policy
 * @param own              the object at the path: the policy itself, or the override that leads to it
 * @param path             JSON Pointer of that object
 * @param privateSuffixes  treated like public suffixes
 */
export function checkCrossFields (
  policy: UncheckedPolicy, own: UncheckedPolicy, path: string, privateSuffixes: readonly string[], issues: CorsPolicyIssue[]
): void {
  const has = (field: keyof UncheckedPolicy): boolean => Object.hasOwn(own, field)
  // These fields of an override can make an inherited value invalid.
  const blamed = has('credentials') ? 'credentials' : 'dangerouslyAllow'

  /** Reports at the value if `own` has it; otherwise at the field that makes the inherited value invalid. */
  function blame (field: keyof UncheckedPolicy, index: number | undefined, value: unknown, fault: IssueDraft): void {
    if (has(field)) {
      report(issues, index === undefined ? `${path}/${field}` : pointer(`${path}/${field}`, index), value, fault)
    } else {
      const message = `The override conflicts with the policy that it overrides. In \`${field}\`, ${sentencesOf(fault, value)}`
      report(issues, `${path}/${blamed}`, own[blamed], wholeFault(fault.id, message))
    }
  }

  const credentials = policy.credentials === true
  // Issues in fields that an override does not replace are reported at the overridden policy.
  if (has('origins') || has('credentials') || has('dangerouslyAllow')) {
    const { origins } = policy
    const find = (): Iterable<OriginFault> => originFaults(policy, privateSuffixes)
    // Without `origins` of its own, an override has those of many others.
    const faults = has('origins') || !Array.isArray(origins) ? find() : inheritedFaults(origins, rulesOf(policy), privateSuffixes, find)
    for (const { index, entry, fault } of faults) blame('origins', index, entry, fault)
    if (credentials && origins === '*') blame('origins', undefined, '*', ANY_ORIGIN)
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

function * originFaults (policy: UncheckedPolicy, privateSuffixes: readonly string[]): Generator<OriginFault> {
  const { origins } = policy
  const judge = policy.credentials === true ? withCredentials : anonymous
  const flags = flagsOf(policy)
  for (let index = 0; Array.isArray(origins) && index < origins.length; index++) {
    const entry: unknown = origins[index]
    const fault = typeof entry === 'string' ? judge(entry, flags, privateSuffixes) : undefined
    if (fault !== undefined) yield { index, entry, fault }
  }
}

/** A text that is equal for policies with the same rules for origins. */
function rulesOf (policy: UncheckedPolicy): string {
  const flags = flagsOf(policy)
  return [policy.credentials === true, ...DANGER_FLAGS.filter((flag) => flags.includes(flag))].join(' ')
}

function flagsOf ({ dangerouslyAllow }: UncheckedPolicy): readonly unknown[] {
  return Array.isArray(dangerouslyAllow) ? dangerouslyAllow : []
}

const DANGER_FLAGS: readonly CorsDangerFlag[] = ['insecure-origins', 'public-suffix-wildcards', 'shared-host-patterns', 'null-origin']

/** Returns the check of a single origin under the policy's credentials and flags. Without credentials, it accepts every origin. */
export function judgeOf (policy: UncheckedPolicy, privateSuffixes: readonly string[]): (pattern: string) => IssueDraft | undefined {
  if (policy.credentials !== true) return () => undefined
  const flags = flagsOf(policy)
  return pattern => withCredentials(pattern, flags, privateSuffixes)
}

/** Whether an origin or a wildcard pattern is allowed with credentials and without any flag. */
export function isSafePattern (pattern: string, privateSuffixes: readonly string[]): boolean {
  return withCredentials(pattern, [], privateSuffixes) === undefined
}

/** Reports a named policy of an outer registration that is invalid with the private suffixes of the inner one. */
export function checkNamed (
  policy: UncheckedPolicy | undefined, name: string, path: string, privateSuffixes: readonly string[], issues: CorsPolicyIssue[]
): void {
  if (policy?.credentials !== true || privateSuffixes.length === 0) return
  const flags = policy.dangerouslyAllow as readonly unknown[] | undefined ?? []
  for (const entry of policy.origins as readonly unknown[]) {
    if (typeof entry !== 'string') continue
    const fault = withCredentials(entry, flags, privateSuffixes)
    if (fault === undefined) continue
    const message = `The policy ${preview(name)} is too wide here. In its \`origins\`, ${sentencesOf(fault, entry)}`
    return report(issues, path, name, wholeFault(fault.id, message))
  }
}

function isOrHolds (value: unknown, text: string): boolean {
  return value === text || (Array.isArray(value) && value.includes(text))
}

const ANY_ORIGIN = fault('wildcard-with-credentials',
  'is not allowed with credentials: browsers block such a response. List the origins, or remove `credentials`.')
// https://fetch.spec.whatwg.org/#http-new-header-syntax
const HEADER_WILDCARD = fault('header-wildcard-with-credentials',
  'is not a wildcard with credentials: browsers treat it as a header named "*". List the header names.')
const EXPOSED_WILDCARD = fault('exposed-wildcard-with-credentials',
  'is not a wildcard with credentials: browsers treat it as a header named "*". List the header names.')

function anonymous (pattern: string, flags: readonly unknown[]): IssueDraft | undefined {
  if (pattern !== 'null' || flags.includes('null-origin')) return undefined
  return fault('null-origin',
    'is the origin of every sandboxed frame, and any site can create one. Remove it, or add "null-origin" to `dangerouslyAllow`.')
}

/** https://fetch.spec.whatwg.org/#cors-protocol-and-credentials */
function withCredentials (pattern: string, flags: readonly unknown[], privateSuffixes: readonly string[]): IssueDraft | undefined {
  if (pattern === 'null') {
    return fault('null-origin-with-credentials',
      'is the origin of every sandboxed frame, and any site can create one. It is never allowed with credentials. Remove it.')
  }
  // This returns early for the most frequent case: an exact origin that is secure.
  if (pattern.startsWith('https://') && !pattern.includes('*')) return undefined
  const parts = readOriginPattern(pattern)
  if (parts?.kind !== 'tuple') return undefined
  const { scheme, host, subdomains, label } = parts
  if (host === '*') {
    return fault('any-extension-with-credentials',
      `covers every origin with the scheme ${scheme}, and users install extensions of many authors. Any of them could act for the user. ` +
      'List the exact origin of the extension, or remove `credentials`.')
  }
  if (isInsecure(scheme, host) && !flags.includes('insecure-origins')) {
    return fault('insecure-origin-with-credentials',
      'is not secure: an attacker on the network can change its pages and use the credentials of the user. ' +
      'Use https, or add "insecure-origins" to `dangerouslyAllow`.')
  }
  if (label !== undefined && !flags.includes('shared-host-patterns')) return sharedHost(host, privateSuffixes)
  if (!subdomains || flags.includes('public-suffix-wildcards')) return undefined
  const suffix = publicSuffixCoveredBy(host, privateSuffixes)
  if (suffix === undefined) return undefined
  return fault('public-suffix-wildcard-with-credentials',
    `covers untrusted hosts, because anyone can register a name under ${suffix}. ` +
    'List the origins, or add "public-suffix-wildcards" to `dangerouslyAllow`.')
}

/** A pattern with a "*" inside a label, on a host below which anyone can register a name that fits. */
function sharedHost (host: string, privateSuffixes: readonly string[]): IssueDraft | undefined {
  const suffix = publicSuffixCoveredBy(host, privateSuffixes)
  if (suffix === undefined) return undefined
  return fault('shared-host-pattern-with-credentials',
    `covers untrusted hosts, because anyone can register a name that fits under ${suffix}. Serve the pages from a domain of your own, ` +
    'list their origins, read them from a source, or add "shared-host-patterns" to `dangerouslyAllow`.')
}
