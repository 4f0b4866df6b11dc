/** Header names in a policy, compared without regard to case. */
import {
  isForbiddenRequestHeaderName, isForbiddenResponseHeaderName, isProtocolRequestHeaderName, isProtocolResponseHeaderName,
  isToken
} from '../standard/headers.ts'
import { fault, type IssueDraft } from './issue.ts'
import { listFault } from './comma-separated.ts'

/** Returns what is wrong with an entry of `allowedHeaders`; undefined for a name that scripts can set, and for "*". */
export function allowedHeaderFault (name: string): IssueDraft | undefined {
  if (name === '*') return undefined
  if (!isToken(name)) {
    return listFault('header-is-a-list', name, 'header names', validIn(allowedHeaderFault)) ??
      fault('header-is-not-a-token', 'is not the name of a header, such as X-Request-Id.', nameIn(name, allowedHeaderFault))
  }
  if (name.includes('*')) {
    return fault('header-wildcard-is-not-a-pattern',
      'is not a pattern: the "*" would be part of the name. List the header names, or use "*" without credentials to allow every header except Authorization.')
  }
  if (isForbiddenRequestHeaderName(name)) {
    return fault('header-is-forbidden', 'is a forbidden request-header: only the browser can set it. Remove it.')
  }
  if (isOfProtocol(name, 'request')) {
    return fault('header-is-forbidden', 'is a header of the CORS protocol: only the browser sets it. Remove it.')
  }
  if (isProtocolResponseHeaderName(name) || isOfProtocol(name, 'allow')) {
    return fault('header-belongs-to-responses',
      'is a response header, which the plugin sets from the policy. Remove it.')
  }
  return undefined
}

/** Returns what is wrong with an entry of `exposedHeaders`; undefined for a name that scripts can read. */
export function exposedHeaderFault (name: string): IssueDraft | undefined {
  if (name === '*') {
    return fault('exposed-wildcard-in-list',
      'is not allowed in a list. List the header names, or use `exposedHeaders: "*"` without credentials to expose every header.')
  }
  if (!isToken(name)) {
    return listFault('exposed-header-is-a-list', name, 'header names', validIn(exposedHeaderFault)) ??
      fault('exposed-header-is-not-a-token', 'is not the name of a header, such as X-Request-Id.', nameIn(name, exposedHeaderFault))
  }
  if (name.includes('*')) {
    return fault('exposed-wildcard-is-not-a-pattern',
      'is not a pattern: the "*" would be part of the name. List the header names, or use `exposedHeaders: "*"` without credentials.')
  }
  if (isForbiddenResponseHeaderName(name)) {
    return fault('exposed-header-is-forbidden',
      'is a forbidden response-header name: scripts can never read it. Remove it.')
  }
  if (isProtocolRequestHeaderName(name) || isProtocolResponseHeaderName(name) || isOfProtocol(name, 'request') || isOfProtocol(name, 'allow')) {
    return fault('exposed-header-belongs-to-requests',
      'is a request header or a header of the CORS protocol, which scripts do not need to read. Remove it.')
  }
  return undefined
}

/** Also matches headers that drafts added to the protocol, such as those for private networks. */
function isOfProtocol (name: string, kind: 'request' | 'allow'): boolean {
  return name.toLowerCase().startsWith(`access-control-${kind}-`)
}

/** Finds the header name in an invalid one, such as a whole field line or a name in quotes; undefined if that name is invalid too. */
function nameIn (text: string, faultOf: (name: string) => IssueDraft | undefined): string | undefined {
  const name = /^[\s"'`]*([^\s"'`:]+)[\s"'`]*(?::(?:\s|$)|$)/.exec(text)?.[1] ?? ''
  return validIn(faultOf)(name)
}

function validIn (faultOf: (name: string) => IssueDraft | undefined): (name: string) => string | undefined {
  return name => isToken(name) && faultOf(name) === undefined ? name : undefined
}
