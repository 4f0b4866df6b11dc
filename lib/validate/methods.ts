/** Method names in a policy. */
import { isToken } from '../standard/headers.ts'
import { isForbiddenMethod, NODE_METHODS } from '../standard/methods.ts'
import { fault, type IssueDraft } from './issue.ts'
import { listFault } from './comma-separated.ts'
import { nearest } from './nearest.ts'

/** Returns what is wrong with an entry of `methods`; undefined for a method that pages can send and Node can receive. */
export function methodFault (method: string): IssueDraft | undefined {
  if (method === '*') {
    return fault('method-wildcard', 'is not a method. Remove `methods` to allow every method that has a route at the URL.')
  }
  if (!isToken(method)) {
    return listFault('method-is-a-list', method, 'methods', suggestMethod) ??
      fault('method-is-not-a-token', 'is not the name of a method, such as GET or PATCH.', suggestMethod(method))
  }
  if (isForbiddenMethod(method)) {
    return fault('method-is-forbidden', 'is a forbidden method: browsers never send it. Remove it.')
  }
  if (NODE_METHODS.has(method)) return undefined
  const upper = method.toUpperCase()
  if (NODE_METHODS.has(upper)) {
    return fault('method-has-lower-case',
      'contains lower-case letters. Methods are compared byte by byte, and Node rejects this one.', upper)
  }
  const fix = nearest(method, PERMITTED)
  return fault('method-unknown-to-node',
    `is unknown to the HTTP parser of Node, so no request can have it.${fix === undefined ? ' Remove it.' : ''}`, fix)
}

const PERMITTED = [...NODE_METHODS].filter(method => !isForbiddenMethod(method))

/** Finds the method that a string stands for, in any letter case; undefined if a policy cannot list it. */
export function suggestMethod (text: string): string | undefined {
  const method = text.trim().toUpperCase()
  return PERMITTED.includes(method) ? method : undefined
}
