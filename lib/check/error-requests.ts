/** Requests that should fail, to check whether pages can read the errors. */
import type { CheckBody } from '../../types/check.ts'
import type { ServerResponse } from '../../types/browser.ts'
import type { CorsSeverity } from '../../types/report.ts'
import type { ProbeRequest } from './probe.ts'
import type { CheckTarget } from './target.ts'
import { get } from './requests.ts'

export interface ErrorRequest {
  /** Unique. */
  readonly name: string
  readonly request: ProbeRequest
  /** When the request fails: a phrase for the end of a sentence. */
  readonly condition: string
  readonly severity: CorsSeverity
  /** Whether the response is the expected error. */
  readonly isExpected: (response: ServerResponse) => boolean
}

/** The requests of a page from the first allowed origin; there must be one. */
export function errorRequests (target: CheckTarget): readonly ErrorRequest[] {
  const { allowed: [origin], url, errorPath, hasSecrets, plainPolicy } = target
  const failing: ErrorRequest[] = [
    {
      name: 'not found',
      request: get(origin, { url: target.unknownUrl }),
      condition: 'for a URL that does not exist',
      // A policy document may have another policy for unknown URLs.
      severity: plainPolicy === undefined ? 'warning' : 'info',
      isExpected: oneOf(404, 410)
    },
    {
      name: 'OPTIONS',
      request: { method: 'OPTIONS', headers: [['Origin', origin!]] },
      condition: 'for a method that the URL does not support',
      // Pages rarely send OPTIONS, but servers respond to other unsupported methods in the same way.
      severity: 'info',
      isExpected: oneOf(404, 405, 501)
    }
  ]
  if (errorPath !== undefined) {
    failing.push({
      name: 'error path',
      request: get(origin, { url: new URL(errorPath, url).href }),
      condition: `of ${errorPath}`,
      severity: 'warning',
      isExpected: ({ status }) => status >= 400
    })
  }
  if (hasSecrets) {
    failing.push({
      name: 'not authenticated',
      request: get(origin, { omitUserHeaders: true }),
      condition: 'for a request without authentication',
      severity: 'warning',
      isExpected: oneOf(401, 403)
    })
  }
  return [...failing, ...bodies(target)]
}

/** Invalid JSON, so that a server that parses it does not act on it. */
const MALFORMED: CheckBody = { text: '{', times: 1 }

/** Twice the usual size limit of servers. */
const LARGE: CheckBody = { text: ' ', times: 2 * 1024 * 1024 }

function bodies ({ allowed: [origin], errorMethod, synthetic }: CheckTarget): readonly ErrorRequest[] {
  if (errorMethod === undefined) return []
  const failing = (name: string, type: string, body: CheckBody, condition: string, ...statuses: readonly number[]): ErrorRequest => ({
    name,
    request: { method: errorMethod, headers: [['Origin', origin!], ['Content-Type', type]], body },
    condition,
    severity: 'warning',
    isExpected: oneOf(...statuses)
  })
  return [
    failing('malformed body', 'application/json', MALFORMED, 'for a body that is not valid JSON', 400, 422),
    failing('large body', 'application/json', LARGE, 'for a body that is too large', 413),
    failing('unknown type', `application/x-${synthetic('type')}`, MALFORMED, 'for a body of an unknown type', 415)
  ]
}

function oneOf (...statuses: readonly number[]): ErrorRequest['isExpected'] {
  return ({ status }) => statuses.includes(status)
}
