/** What is wrong behind "://" in a text that is no origin pattern. */
import { DEFAULT_PORTS, endsInANumber, MAX_HOST_LENGTH, MAX_LABEL_LENGTH } from '../standard/origin.ts'
import { fault, type IssueDraft } from './issue.ts'
import { correctedOrigin, isBareIPv6 } from './origin-fix.ts'

/** Says what is wrong with a text that has a valid scheme and "://" and is no origin pattern. */
export function diagnoseAuthority (text: string): IssueDraft {
  const scheme = text.slice(0, text.indexOf('://'))
  const rest = text.slice(scheme.length + 3)
  const end = rest.search(/[/?#\\]/)
  const authority = end === -1 ? rest : rest.slice(0, end)
  const isCustom = !/^https?$/i.test(scheme)
  const fix = correctedOrigin(text)

  if (isCustom && (authority.includes('*') || /[/\\]/.test(rest.charAt(end)))) {
    return fault('custom-scheme-is-exact-only',
      'must be one exact origin, as only http and https may have wildcards, and no origin has a path.', fix)
  }
  if (authority.includes('@')) {
    return fault('origin-has-userinfo',
      'has user info; a serialized origin has none.', fix)
  }
  if (end !== -1) return behindAuthority(rest.charAt(end), fix)
  const host = hostOf(authority)
  return everyHost(host) ?? inPort(scheme.toLowerCase(), authority, fix) ?? inHost(text, scheme, host, fix)
}

function behindAuthority (separator: string, fix: string | undefined): IssueDraft {
  if (separator === '?') return fault('origin-has-query', 'has a query; a serialized origin has none.', fix)
  if (separator === '#') return fault('origin-has-fragment', 'has a fragment; a serialized origin has none.', fix)
  return fault('origin-has-path', 'has a path, be it "/"; a serialized origin has none.', fix)
}

/** The authority without its port; an address may have its colons without brackets. */
function hostOf (authority: string): string {
  if (/^(?:\*\.)?\[/.test(authority)) return authority.slice(0, authority.indexOf(']') + 1 || undefined)
  return isBareIPv6(authority) ? authority : authority.replace(/:.*/s, '')
}

function inPort (scheme: string, authority: string, fix: string | undefined): IssueDraft | undefined {
  const behindHost = authority.slice(hostOf(authority).length)
  if (behindHost === '' || behindHost === ':*') return undefined
  const port = behindHost.slice(1)
  if (behindHost.startsWith(':') && port === DEFAULT_PORTS.get(scheme)) {
    return fault('origin-has-default-port',
      `has the default port of ${scheme}; a serialized origin leaves it out.`, fix)
  }
  if (behindHost.startsWith(':') && /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65535) return undefined
  return fault('origin-has-invalid-port',
    'has a port that is none: 1 to 65535 without leading zeros, or "*" on http and https.', fix)
}

function everyHost (host: string): IssueDraft | undefined {
  if (host !== '*' && host !== '*.') return undefined
  return fault('wildcard-without-domain',
    'covers every host of the internet. Write `origins: "*"` for every origin, anonymously, or the domain ' +
    'whose subdomains are meant.')
}

function inHost (text: string, scheme: string, host: string, fix: string | undefined): IssueDraft {
  const name = host.startsWith('*.') ? host.slice(2) : host
  if (name.includes('*')) {
    return fault('wildcard-is-not-a-whole-label',
      'has a wildcard elsewhere than as its whole leftmost label, as in "https://*.example.com".')
  }
  if (host !== name && (name.startsWith('[') || endsInANumber(name))) {
    return fault('wildcard-on-ip-address',
      'has a wildcard on an IP address, which has no subdomains. List the addresses.')
  }
  if (/[^\0-\x7f]/.test(name)) {
    const where = fix === undefined ? ' Write what `location.origin` is on its pages.' : ''
    return fault('origin-has-non-ascii-host', `has a host outside ASCII; browsers send its punycode.${where}`, fix)
  }
  if (/^\[|:/.test(name) || endsInANumber(name)) {
    return fault('origin-has-non-canonical-ip', 'has an IP address in a spelling that browsers never send.',
      fix ?? correctedOrigin(`${scheme}://[${name}]`, text))
  }
  if (/[A-Z]/.test(scheme + name) && !name.includes('%')) {
    return fault('origin-has-upper-case',
      'has upper-case letters; a serialized origin is lower case and compared byte by byte.', fix)
  }
  if (host.length > MAX_HOST_LENGTH || name.split('.').some(label => label.length > MAX_LABEL_LENGTH)) {
    return fault('origin-is-too-long',
      `has a label longer than ${MAX_LABEL_LENGTH} characters or a host longer than ${MAX_HOST_LENGTH}.`)
  }
  if (host.startsWith('.')) {
    return fault('origin-has-invalid-host',
      'has an empty label in its host.', correctedOrigin(text.replace('://', '://*'), text))
  }
  return fault('origin-has-invalid-host',
    'has a host that is none: labels of letters, digits, "-" and "_", joined by single dots.', fix)
}
