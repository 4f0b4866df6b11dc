/** Header names in a policy, compared without regard to case. */
import {
  isForbiddenRequestHeaderName, isForbiddenResponseHeaderName, isProtocolRequestHeaderName, isProtocolResponseHeaderName,
  isToken
} from '../standard/headers.ts'
import { fault, type Fault } from './issue.ts'
import { listFault } from './list-in-text.ts'

/** What is wrong with an entry of `allowedHeaders`; undefined for a name that scripts can set, and for "*". */
export function allowedHeaderFault (name: string): Fault | undefined {
  if (name === '*') return undefined
  if (!isToken(name)) {
    return listFault('header-is-a-list', name, 'header names') ??
      fault('header-is-not-a-token', 'is no token, so no header name.', trimmed(name))
  }
  if (name.includes('*')) {
    return fault('header-wildcard-is-not-a-pattern',
      'would be compared as text, star and all. Write the names, or "*" for all but Authorization.')
  }
  if (isForbiddenRequestHeaderName(name)) {
    return fault('header-is-forbidden', 'is a forbidden request-header: only the browser may set it. Leave it out.')
  }
  // https://fetch.spec.whatwg.org/#http-responses
  if (name.toLowerCase().startsWith('access-control-')) {
    return fault('header-belongs-to-responses',
      'is a header of responses, which the policy itself makes. Leave it out.')
  }
  return undefined
}

/** What is wrong with an entry of `exposedHeaders`; undefined for a name that scripts may read. */
export function exposedHeaderFault (name: string): Fault | undefined {
  if (name === '*') {
    return fault('exposed-wildcard-in-list',
      'in a list has nothing to add to. Write `exposedHeaders: "*"`, which exposes every header.')
  }
  if (!isToken(name)) {
    return listFault('exposed-header-is-a-list', name, 'header names') ??
      fault('exposed-header-is-not-a-token', 'is no token, so no header name.', trimmed(name))
  }
  if (name.includes('*')) {
    return fault('exposed-wildcard-is-not-a-pattern',
      'would be compared as text, star and all. Write the names, or `exposedHeaders: "*"`.')
  }
  if (isForbiddenResponseHeaderName(name)) {
    return fault('exposed-header-is-forbidden',
      'is a forbidden response-header name: no script may ever read it. Leave it out.')
  }
  if (isProtocolRequestHeaderName(name) || isProtocolResponseHeaderName(name)) {
    return fault('exposed-header-belongs-to-requests',
      'belongs to requests, or to the CORS protocol itself; scripts have no use for it. Leave it out.')
  }
  return undefined
}

function trimmed (name: string): string | undefined {
  const text = name.trim()
  return isToken(text) ? text : undefined
}
