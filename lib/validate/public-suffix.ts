/** Suffixes below which strangers register names: https://publicsuffix.org/ */
import { createRequire } from 'node:module'
import type * as tldts from 'tldts'
import { isLocalhostName, MAX_HOST_LENGTH } from '../standard/origin.ts'
import { fault, type Fault } from './issue.ts'

const require = createRequire(import.meta.url)

let list: typeof tldts | undefined

/**
 * Whether a host is a public suffix, so that its subdomains belong to different parties: by the public suffix list,
 * both its parts; a single label that is not listed counts too, as the list's own algorithm has it. `localhost` does not.
 *
 * @param host  lower case; a trailing dot does not matter
 * @param own   private suffixes of the policy, treated alike
 */
export function isPublicSuffix (host: string, own: readonly string[]): boolean {
  if (isLocalhostName(host)) return false
  const name = host.endsWith('.') ? host.slice(0, -1) : host
  // The list is large and only policies with credentials and wildcards need it.
  list ??= require('tldts') as typeof tldts
  return own.includes(name) || list.getPublicSuffix(name, { allowPrivateDomains: true }) === name
}

/** What is wrong with an entry of `privateSuffixes`; undefined for a host name. */
export function privateSuffixFault (text: string): Fault | undefined {
  if (isHostName(text)) return undefined
  const name = text.trim().toLowerCase()
    .replace(/^[a-z][a-z\d+.-]*:\/\//, '').replace(/^[*.]+/, '').replace(/[/:?#].*/s, '').replace(/\.$/, '')
  return fault('private-suffix-is-invalid',
    'must be a host name in lower case, without scheme, port, star or outer dots.',
    isHostName(name) ? name : undefined)
}

function isHostName (text: string): boolean {
  return text.length <= MAX_HOST_LENGTH && /^(?:[a-z\d_-]{1,63}\.)*[a-z\d_-]{1,63}$/.test(text)
}
