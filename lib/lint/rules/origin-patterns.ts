/** Rules that check each origin pattern by itself. */
import { isPrivateNetworkHost, isPrivateUseName } from '../../standard/private-network.ts'
import { FRAMEWORK_ORIGINS } from '../framework-origins.ts'
import { isHttpScheme, isLoopbackHost, publicSuffixBelow } from '../hosts.ts'
import { patternRule, type PatternRow } from '../rule-tables.ts'
import { intendedScheme } from '../scheme-misspellings.ts'
import { isSharedHost } from '../shared-hosts.ts'

const ROWS: readonly PatternRow[] = [
  {
    id: 'insecure-origin',
    severity: 'warning',
    // With credentials, validation rejects the entry unless a flag allows it.
    credentials: false,
    messageFor: ({ scheme, host }) => scheme === 'http' && !isLoopbackHost(host) && !isPrivateNetworkHost(host) &&
      'The origin uses plain http, so an attacker on the network can inject scripts into its pages. Use https.'
  },
  {
    id: 'public-suffix-wildcard',
    severity: 'warning',
    // With credentials, validation rejects the entry unless a flag allows it.
    credentials: false,
    messageFor (pattern, { privateSuffixes }) {
      const suffix = pattern.label === undefined ? publicSuffixBelow(pattern, privateSuffixes) : undefined
      return suffix !== undefined && `The pattern covers untrusted origins, because anyone can register a name below ${suffix}. ` +
        'List the names that you own.'
    }
  },
  {
    id: 'shared-host-pattern',
    severity: 'warning',
    // With credentials, validation rejects the entry unless a flag allows it.
    credentials: false,
    messageFor (pattern, { privateSuffixes }) {
      const { text, label } = pattern
      const suffix = label === undefined ? undefined : publicSuffixBelow(pattern, privateSuffixes)
      return suffix !== undefined && `The pattern covers untrusted origins: anyone can register a name that fits under ${suffix}, such as ` +
        `${JSON.stringify(text.replace('*', 'attacker').replace(':*', ''))}. Serve the pages from a domain of your own, or list their origins.`
    }
  },
  {
    id: 'label-wildcard',
    severity: 'info',
    messageFor (pattern, { privateSuffixes }) {
      const { text, label, host } = pattern
      return label !== undefined && !isLoopbackHost(host) && publicSuffixBelow(pattern, privateSuffixes) === undefined &&
        `The pattern allows every name that fits, such as ${JSON.stringify(text.replace('*', 'x').replace(':*', ''))}. ` +
        `Check who can create names below ${JSON.stringify(host)}.`
    }
  },
  {
    id: 'any-extension-allowed',
    severity: 'warning',
    messageFor: ({ scheme, host }) => host === '*' &&
      `The pattern allows every extension with the scheme ${JSON.stringify(scheme)} that the user has installed. ` +
      'List the exact origin if the id is the same for all users, or check the caller in another way.'
  },
  {
    id: 'subdomain-wildcard-with-credentials',
    severity: 'warning',
    credentials: true,
    messageFor: ({ subdomains, host }) => subdomains && !isLoopbackHost(host) &&
      `The pattern trusts every name below ${JSON.stringify(host)} with the user's credentials, including abandoned ones. ` +
      'List the subdomains that call the API.'
  },
  {
    id: 'subdomain-wildcard',
    severity: 'info',
    credentials: false,
    messageFor (pattern, { privateSuffixes }) {
      const { host, subdomains } = pattern
      return subdomains && !isLoopbackHost(host) && publicSuffixBelow(pattern, privateSuffixes) === undefined &&
        `The pattern allows every name below ${JSON.stringify(host)}, including abandoned ones. ` +
        'List the subdomains that call the API, if they are known.'
    }
  },
  {
    id: 'any-port-with-credentials',
    severity: 'warning',
    credentials: true,
    messageFor: ({ port, host }) => port === '*' && !isLoopbackHost(host) &&
      'The pattern trusts every port of this host with the user\'s credentials. List the ports that serve pages.'
  },
  {
    id: 'any-loopback-port-in-production',
    severity: 'error',
    onlyInProduction: true,
    credentials: true,
    messageFor: ({ port, host }, { isProduction }) => isProduction && port === '*' && isLoopbackHost(host) &&
      'The pattern allows any program on the user\'s computer that serves a page, with the user\'s credentials. ' +
      'Remove it from the production policy.'
  },
  {
    id: 'loopback-origin-in-production',
    severity: 'warning',
    onlyInProduction: true,
    messageFor (pattern, { credentials, isProduction }) {
      if (!isProduction || !isHttpScheme(pattern) || !isLoopbackHost(pattern.host)) return false
      // Another rule reports any port with credentials. Apps of some frameworks have loopback origins in production.
      if ((credentials && pattern.port === '*') || FRAMEWORK_ORIGINS.has(pattern.text)) return false
      return 'The origin is on the user\'s own computer, where any program can serve a page. Remove it from the production policy.'
    }
  },
  {
    id: 'shared-hosting-origin',
    severity: 'warning',
    // Subdomains of such a host are not shared.
    messageFor: ({ host, subdomains }) => !subdomains && isSharedHost(host) &&
      'This host serves pages of many people, and all of them have this origin. Serve your pages from a separate host name and list that.'
  },
  {
    id: 'private-network-origin',
    severity: 'info',
    messageFor (pattern) {
      const isPrivate = pattern.subdomains ? isPrivateUseName : isPrivateNetworkHost
      return isHttpScheme(pattern) && isPrivate(pattern.host) &&
        'The host refers to a different machine on each private network. Use a public name.'
    }
  },
  {
    id: 'framework-shared-origin',
    severity: 'warning',
    credentials: true,
    messageFor ({ text }) {
      const framework = FRAMEWORK_ORIGINS.get(text)
      return framework !== undefined && `Every app that is made with ${framework} has this origin. Send a token instead of credentials.`
    }
  },
  {
    id: 'per-profile-extension-origin',
    severity: 'warning',
    messageFor: ({ scheme, host }) => (scheme === 'moz-extension' || scheme === 'safari-web-extension') && host !== '*' &&
      'Each browser profile generates a different id, so this entry matches only one installation. ' +
      `Give the extension host permissions, or use "${scheme}://*" without credentials.`
  },
  {
    id: 'origin-scheme-looks-mistyped',
    severity: 'warning',
    messageFor ({ text, scheme }) {
      const meant = intendedScheme(scheme)
      return meant !== undefined &&
        `No page has the scheme ${JSON.stringify(scheme)}. Use ${JSON.stringify(meant + text.slice(scheme.length))}.`
    }
  },
  {
    id: 'origin-has-trailing-dot',
    severity: 'warning',
    messageFor: pattern => isHttpScheme(pattern) && pattern.host.endsWith('.') &&
      'The host ends with a dot, which makes it a different origin that pages hardly ever have. Remove the dot.'
  }
]

export const ORIGIN_PATTERN_RULES = ROWS.map(patternRule)
