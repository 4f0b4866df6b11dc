/** Finds what is wrong after "://" in an invalid origin pattern. */
import { DEFAULT_PORTS, endsInANumber, MAX_HOST_LENGTH, MAX_LABEL_LENGTH } from '../standard/origin.ts'
import { fault, type IssueDraft } from './issue.ts'
import { EXTENSION_SCHEMES } from './origin-grammar.ts'
import { correctedOrigin, isBareIPv6 } from './origin-fix.ts'

/** Finds what is wrong with an invalid origin pattern that has a valid scheme and "://". */
export function diagnoseAuthority (text: string): IssueDraft {
  const scheme = text.slice(0, text.indexOf('://'))
  const rest = text.slice(scheme.length + 3)
  const end = rest.search(/[/?#\\]/)
  const authority = end === -1 ? rest : rest.slice(0, end)
  const isCustom = !/^https?$/i.test(scheme)
  const fix = correctedOrigin(text)

  if (isCustom && (authority.includes('*') || /[/\\]/.test(rest.charAt(end)))) {
    return fault('custom-scheme-is-exact-only',
      'must be one exact origin. Only http and https origins can have wildcards, only the schemes of browser extensions can have "*" as ' +
      'their host, and an origin has no path.', fix ?? exactOrigin(scheme.toLowerCase(), authority))
  }
  if (authority.includes('@')) {
    return fault('origin-has-userinfo', 'contains user info. An origin has no user name and no password.', fix)
  }
  if (end !== -1) return diagnoseAfterAuthority(rest.charAt(end), fix)
  const host = hostOf(authority)
  return diagnoseEveryHost(host) ?? diagnosePort(scheme.toLowerCase(), authority, fix) ?? diagnoseHost(text, scheme, host, fix)
}

/** Schemes of frameworks whose pages all have the host `localhost`. */
const LOCAL_SCHEMES: ReadonlySet<string> = new Set(['capacitor', 'ionic', 'tauri'])

/** The origin that "*" as the host of a custom scheme can only mean. */
function exactOrigin (scheme: string, authority: string): string | undefined {
  if (!/^\*(?::\*)?$/.test(authority)) return undefined
  if (LOCAL_SCHEMES.has(scheme)) return `${scheme}://localhost`
  return EXTENSION_SCHEMES.has(scheme) ? `${scheme}://*` : undefined
}

function diagnoseAfterAuthority (separator: string, fix: string | undefined): IssueDraft {
  if (separator === '?') return fault('origin-has-query', 'has a query. An origin has no query.', fix)
  if (separator === '#') return fault('origin-has-fragment', 'has a fragment. An origin has no fragment.', fix)
  return fault('origin-has-path', 'has a path. An origin has no path and no trailing slash.', fix)
}

/** Returns the authority without its port. An IPv6 address can have its colons without brackets. */
function hostOf (authority: string): string {
  if (/^(?:\*\.)?\[[^\]]*[:.]/.test(authority)) return authority.slice(0, authority.indexOf(']') + 1 || undefined)
  return isBareIPv6(authority) ? authority : authority.replace(/:.*/s, '')
}

function diagnosePort (scheme: string, authority: string, fix: string | undefined): IssueDraft | undefined {
  const afterHost = authority.slice(hostOf(authority).length)
  if (afterHost === '' || afterHost === ':*') return undefined
  const port = afterHost.slice(1)
  if (afterHost.startsWith(':') && port === DEFAULT_PORTS.get(scheme)) {
    const removal = fix === undefined ? ` Remove ":${port}".` : ''
    return fault('origin-has-default-port', `has the default port of ${scheme}. An origin does not include its default port.${removal}`, fix)
  }
  if (afterHost.startsWith(':') && /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65535) return undefined
  return fault('origin-has-invalid-port', `has ${portFault(hostOf(authority), port)}`, fix)
}

function portFault (host: string, port: string): string {
  if (!/^\[?\d+ *(?:-|\.\.) *\d+\]?$|^\d+\*$/.test(port)) return 'an invalid port. A port is a number from 1 to 65535 without leading zeros, or "*" with http and https.'
  const development = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(host) ? ', or developmentOrigins({ ports: [3000, 3001] })' : ''
  return `a range of ports. An entry has one port. Use one entry for each port${development}.`
}

function diagnoseEveryHost (host: string): IssueDraft | undefined {
  if (host !== '*' && host !== '*.') return undefined
  return fault('wildcard-without-domain',
    'covers every host on the internet. Use `origins: "*"` to allow any origin without credentials, or add the domain ' +
    'whose subdomains you want to allow.')
}

/** What to do about machines of a private network, whose addresses are known only while they run. */
export const LIST_ADDRESSES = 'List the addresses, or use developmentOrigins({ lan: true }) for those of this computer.'

function diagnoseWildcard (host: string, fix: string | undefined): IssueDraft {
  if (/^[\d*]+(?:\.[\d*]+)+$/.test(host)) {
    return fault('wildcard-on-ip-address', `has a wildcard in an IP address. ${LIST_ADDRESSES}`)
  }
  const first = host.split('.')[0]!
  const where = 'A wildcard is the whole leftmost label, as in "https://*.example.com", or stands once inside it, as in ' +
    '"https://preview-*.example.com".'
  if (fix !== undefined) return fault('wildcard-is-misplaced', `has a wildcard in a host that is not written as browsers send it. ${where}`, fix)
  if (!host.includes('.')) return fault('wildcard-is-misplaced', `has a wildcard in a host without a domain. ${where}`)
  if (first.split('*').length > 2) return fault('wildcard-is-misplaced', `has two wildcards in one label. ${where}`)
  if (/^-|-$/.test(first) || first.length > MAX_LABEL_LENGTH) {
    return fault('wildcard-is-misplaced', `has a label that starts or ends with "-", or is too long, which hosts never have. ${where}`)
  }
  if (first.includes('*') && /[^\0-\x7f]/.test(first)) {
    return fault('wildcard-is-misplaced', 'has a wildcard in a label with non-ASCII characters. Browsers send such a label as Punycode, which no ' +
      'pattern fits. Use "*" as the whole label, or list the origins.')
  }
  return fault('wildcard-is-misplaced', `has a wildcard in the wrong place. ${where}`)
}

function diagnoseHost (text: string, scheme: string, host: string, fix: string | undefined): IssueDraft {
  const name = host.startsWith('*.') ? host.slice(2) : host
  if (name.includes('*')) return diagnoseWildcard(host, fix)
  if (host !== name && (name.startsWith('[') || endsInANumber(name))) {
    return fault('wildcard-on-ip-address',
      'has a wildcard before an IP address, which has no subdomains. List the addresses.')
  }
  if (/[^\0-\x7f]/.test(name)) {
    const where = fix === undefined ? ' Use the value of `location.origin` in its pages.' : ''
    return fault('origin-has-non-ascii-host', `has a host with non-ASCII characters. Browsers send the host as Punycode.${where}`, fix)
  }
  if (/^\[[^\]]*\.|:/.test(name) || endsInANumber(name)) {
    return fault('origin-has-non-canonical-ip', 'has an IP address in a form that browsers never send.',
      fix ?? correctedOrigin(`${scheme}://${/^::1:\d{2,5}$/.test(name) ? `[::1]${name.slice(3)}` : `[${name}]`}`))
  }
  if (/[A-Z]/.test(scheme + name) && !name.includes('%')) {
    return fault('origin-has-upper-case',
      'contains upper-case letters. An origin is lower case and is compared byte by byte.', fix)
  }
  if (host.length > MAX_HOST_LENGTH || name.split('.').some(label => label.length > MAX_LABEL_LENGTH)) {
    return fault('origin-is-too-long',
      `has a label longer than ${MAX_LABEL_LENGTH} characters or a host longer than ${MAX_HOST_LENGTH} characters.`)
  }
  if (host.startsWith('.')) {
    return fault('origin-has-invalid-host',
      'has a host that starts with a dot.', correctedOrigin(text.replace('://', '://*')))
  }
  return fault('origin-has-invalid-host',
    'has an invalid host. A host consists of labels of letters, digits, "-" and "_", separated by single dots.', fix)
}
