/** Method names in a policy. */
import { isToken } from '../standard/headers.ts'
import { isForbiddenMethod, NODE_METHODS } from '../standard/methods.ts'
import { fault, type IssueDraft } from './issue.ts'
import { listFault } from './comma-separated.ts'
import { nearest } from './nearest.ts'

/** What is wrong with an entry of `methods`; undefined for a method that pages can send and Node can receive. */
export function methodFault (method: string): IssueDraft | undefined {
  if (method === '*') {
    return fault('method-wildcard',
      'is no method. Leave `methods` out for every method routed at the URL.')
  }
  if (!isToken(method)) {
    return listFault('method-is-a-list', method, 'methods', suggestMethod) ??
      fault('method-is-not-a-token', 'is no token, so no method.', suggestMethod(method))
  }
  if (isForbiddenMethod(method)) {
    return fault('method-is-forbidden', 'is a forbidden method, which browsers refuse to send. Leave it out.')
  }
  if (NODE_METHODS.has(method)) return undefined
  const upper = method.toUpperCase()
  if (NODE_METHODS.has(upper)) {
    return fault('method-has-lower-case',
      'has lower-case letters: methods are compared byte by byte, and Node refuses this one.', upper)
  }
  return fault('method-unknown-to-node',
    'is no method that Node\'s HTTP parser knows, so no request can have it.', nearest(method, PERMITTED))
}

const PERMITTED = [...NODE_METHODS].filter(method => !isForbiddenMethod(method))

/** The method that a text stands for, whatever its case; undefined where it stands for none that a policy may list. */
export function suggestMethod (text: string): string | undefined {
  const method = text.trim().toUpperCase()
  return PERMITTED.includes(method) ? method : undefined
}
