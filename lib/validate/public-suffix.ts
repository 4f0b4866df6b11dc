/** Suffixes below which strangers register names: https://publicsuffix.org/ */
import { endsInANumber, isLocalhostName, MAX_HOST_LENGTH } from '../standard/origin.ts'
import { fault, type IssueDraft } from './issue.ts'
import { suggestOrigin } from './origin-fix.ts'
import { isAbovePublicSuffix, isPublicSuffix } from './public-suffix-rules.ts'

/** For each list of private suffixes, each of them and all above it, with one that is there or below. */
const trees = new WeakMap<readonly string[], ReadonlyMap<string, string>>()

/**
 * Says below what strangers register names that a wildcard on a host covers: below the host itself or below something below
 * it, by the public suffix list, both its parts, and by the policy's own list. A single label that is not listed is a suffix
 * too, as the list's own algorithm has it; `localhost` and what is below it never is. Undefined where nobody does.
 *
 * @param host  lower case; a trailing dot does not matter
 * @param own   private suffixes of the policy, treated alike
 */
export function publicSuffixCoveredBy (host: string, own: readonly string[]): string | undefined {
  if (isLocalhostName(host)) return undefined
  const name = host.endsWith('.') ? host.slice(0, -1) : host
  const suffix = treeOf(own).get(name)
  if (suffix !== undefined) return suffix === name ? 'this suffix' : `${JSON.stringify(suffix)}, which it covers`
  if (isPublicSuffix(name)) return 'this suffix'
  return isAbovePublicSuffix(name) ? 'public suffixes that it covers' : undefined
}

function treeOf (suffixes: readonly string[]): ReadonlyMap<string, string> {
  const known = trees.get(suffixes)
  if (known !== undefined) return known
  const tree = new Map<string, string>()
  for (const suffix of suffixes) {
    // Longer ones have been refused.
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

/** What is wrong with an entry of `privateSuffixes`; undefined for a host name. */
export function privateSuffixFault (text: string): IssueDraft | undefined {
  if (isHostName(text)) return undefined
  const origin = text.length > 2 * MAX_HOST_LENGTH ? undefined : suggestOrigin(text.trim().replace(/^(?:[^:]*:\/\/)?[*.]+/, ''))
  const name = origin?.replace(/^.*:\/\//, '').replace(/:.*/, '').replace(/\.$/, '') ?? ''
  return fault('private-suffix-is-invalid',
    'must be a host name in lower case, without scheme, port, star or outer dots.',
    isHostName(name) ? name : undefined)
}

function isHostName (text: string): boolean {
  return text.length <= MAX_HOST_LENGTH && /^(?:[a-z\d_-]{1,63}\.)*[a-z\d_-]{1,63}$/.test(text) && !endsInANumber(text)
}
