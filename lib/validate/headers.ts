/** Header names in a policy, compared without regard to case. */
import {
  isForbiddenRequestHeaderName, isForbiddenResponseHeaderName, isProtocolRequestHeaderName, isProtocolResponseHeaderName,
  isToken
} from '../standard/headers.ts'
import { fault, type IssueDraft } from './issue.ts'
import { listFault } from './comma-separated.ts'

/** What is wrong with an entry of `allowedHeaders`; undefined for a name that scripts can set, and for "*". */
export function allowedHeaderFault (name: string): IssueDraft | undefined {
  if (name === '*') return undefined
  if (!isToken(name)) {
    return listFault('header-is-a-list', name, 'header names', validIn(allowedHeaderFault)) ??
      fault('header-is-not-a-token', 'is no token, so no header name.', nameIn(name, allowedHeaderFault))
  }
  if (name.includes('*')) {
    return fault('header-wildcard-is-not-a-pattern',
      'would be compared as text, star and all. Write the names, or, without credentials, "*" for all but Authorization.')
  }
  if (isForbiddenRequestHeaderName(name)) {
    return fault('header-is-forbidden', 'is a forbidden request-header: only the browser may set it. Leave it out.')
  }
  if (isOfProtocol(name, 'request')) {
    return fault('header-is-forbidden', 'is a header of the CORS protocol: only the browser sets it. Leave it out.')
  }
  if (isProtocolResponseHeaderName(name) || isOfProtocol(name, 'allow')) {
    return fault('header-belongs-to-responses',
      'is a header of responses, which the policy itself makes. Leave it out.')
  }
  return undefined
}

/** What is wrong with an entry of `exposedHeaders`; undefined for a name that scripts may read. */
export function exposedHeaderFault (name: string): IssueDraft | undefined {
  if (name === '*') {
    return fault('exposed-wildcard-in-list',
      'in a list has nothing to add to. Write the names, or, without credentials, `exposedHeaders: "*"`, which exposes every header.')
  }
  if (!isToken(name)) {
    return listFault('exposed-header-is-a-list', name, 'header names', validIn(exposedHeaderFault)) ??
      fault('exposed-header-is-not-a-token', 'is no token, so no header name.', nameIn(name, exposedHeaderFault))
  }
  if (name.includes('*')) {
    return fault('exposed-wildcard-is-not-a-pattern',
      'would be compared as text, star and all. Write the names, or, without credentials, `exposedHeaders: "*"`.')
  }
  if (isForbiddenResponseHeaderName(name)) {
    return fault('exposed-header-is-forbidden',
      'is a forbidden response-header name: no script may ever read it. Leave it out.')
  }
  if (isProtocolRequestHeaderName(name) || isProtocolResponseHeaderName(name) || isOfProtocol(name, 'request') || isOfProtocol(name, 'allow')) {
    return fault('exposed-header-belongs-to-requests',
      'belongs to requests, or to the CORS protocol itself; scripts have no use for it. Leave it out.')
  }
  return undefined
}

/** Also what drafts added to the protocol, as for private networks. */
function isOfProtocol (name: string, kind: 'request' | 'allow'): boolean {
  return name.toLowerCase().startsWith(`access-control-${kind}-`)
}

/** The header name in a text that is none, such as a whole field line or a name in quotes; undefined where it would be refused. */
function nameIn (text: string, faultOf: (name: string) => IssueDraft | undefined): string | undefined {
  const [, name = ''] = /^[\s"'`]*([^\s"'`:]+)[\s"'`]*(?::(?:\s|$)|$)/.exec(text) ?? []
  return validIn(faultOf)(name)
}

function validIn (faultOf: (name: string) => IssueDraft | undefined): (name: string) => string | undefined {
  return name => isToken(name) && faultOf(name) === undefined ? name : undefined
}
