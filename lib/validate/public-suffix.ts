/** Suffixes under which anyone can register names: https://publicsuffix.org/ */
import { endsInANumber, isLocalhostName, MAX_HOST_LENGTH } from '../standard/origin.ts'
import { fault, type IssueDraft } from './issue.ts'
import { suggestOrigin } from './origin-fix.ts'
import { isAbovePublicSuffix, isPublicSuffix } from './public-suffix-rules.ts'
import { isSharedRegion, SHARED_HOSTS } from './shared-hosts.ts'

/** For each list of private suffixes: every suffix and its parent domains, each mapped to a suffix at or below it. */
const trees = new WeakMap<readonly string[], ReadonlyMap<string, string>>()

/**
 * Names the public suffix that a wildcard on a host covers, to follow "under": the host itself or a suffix below it. Uses both
 * parts of the public suffix list, the hosts of tunnels and online editors, and the policy's own list. By the algorithm of the list, a single label that is not listed is
 * a suffix too, but `localhost` and its subdomains are not. Undefined if the wildcard covers no suffix.
 *
 * @param host  lower case, with or without a trailing dot
 * @param own   private suffixes of the policy, treated the same way
 */
export function publicSuffixCoveredBy (host: string, own: readonly string[]): string | undefined {
  if (isLocalhostName(host)) return undefined
  const name = host.endsWith('.') ? host.slice(0, -1) : host
  const suffix = treeOf(own).get(name) ?? treeOf(SHARED_HOSTS).get(name)
  if (suffix !== undefined) return suffix === name ? 'this suffix' : `${JSON.stringify(suffix)}, which it covers`
  if (isSharedRegion(name) || isPublicSuffix(name)) return 'this suffix'
  return isAbovePublicSuffix(name) ? 'a public suffix that it covers' : undefined
}

function treeOf (suffixes: readonly string[]): ReadonlyMap<string, string> {
  const known = trees.get(suffixes)
  if (known !== undefined) return known
  const tree = new Map<string, string>()
  for (const suffix of suffixes) {
    // Longer suffixes are rejected elsewhere.
    const labels = suffix.length > MAX_HOST_LENGTH ? [] : suffix.split('.')
    for (let i = labels.length - 1; i > 0; i--) {
      const name = labels.slice(i).join('.')
      if (!tree.has(name)) tree.set(name, suffix)
    }
    tree.set(suffix, suffix)
  }
  trees.set(suffixes, tree)
  return tree
}

/** Returns what is wrong with an entry of `privateSuffixes`; undefined for a host name. */
export function privateSuffixFault (text: string): IssueDraft | undefined {
  if (isHostName(text)) return undefined
  const origin = text.length > 2 * MAX_HOST_LENGTH ? undefined : suggestOrigin(text.trim().replace(/^(?:[^:]*:\/\/)?[*.]+/, ''))
  const name = origin?.replace(/^.*:\/\//, '').replace(/:.*/, '').replace(/\.$/, '') ?? ''
  return fault('private-suffix-is-invalid',
    'is not a valid suffix. A private suffix is a lower-case host name without scheme, port, wildcard, leading dot or trailing dot.',
    isHostName(name) ? name : undefined)
}

function isHostName (text: string): boolean {
  return text.length <= MAX_HOST_LENGTH && /^(?:[a-z\d_-]{1,63}\.)*[a-z\d_-]{1,63}$/.test(text) && !endsInANumber(text)
}
