import { getValue } from '../../browser/header-values.ts'
import { errorRequests } from '../error-requests.ts'
import { probe } from '../probe.ts'
import { requestFrom, withoutPages } from '../baseline-requests.ts'
import { corsLines, isApproved, mayRead, preflightLines } from '../browser-verdict.ts'

/** The request headers of a page that sends JSON. */
const JSON_HEADERS = ['content-type']

/** Checks that pages can read error responses. */
export const errors = probe({
  id: 'errors',
  title: 'pages that can read the response can also read errors',
  area: 'errors',
  kinds: {
    'error-without-cors': {
      why: 'The page gets a network error instead of the status, and the console reports a CORS error instead of the actual problem.',
      recommendation: 'Add the CORS headers before authentication and parsing, and in the error handler and the not-found handler.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    }
  },
  skip: withoutPages,
  plan: target => ({
    usual: requestFrom(target.allowed[0]!),
    ...target.errorMethod !== undefined && {
      approval: { method: 'OPTIONS', headers: preflightLines(target.allowed[0]!, target.errorMethod, JSON_HEADERS) }
    },
    ...Object.fromEntries(errorRequests(target).map(({ name, request }) => [name, request]))
  }),
  judge (target, seen, report) {
    const { allowed: [origin], url: { href }, credentials, errorMethod } = target
    // If pages cannot read the usual response, another probe reports it.
    if (!mayRead(origin!, href, credentials, seen.answer('usual'))) return
    const question = { origin: origin!, url: href, credentials, method: errorMethod ?? 'GET', requestHeaders: JSON_HEADERS }
    const maySendBodies = errorMethod !== undefined && isApproved(question, seen.answer('approval'))
    for (const { name, request, words, severity, isTelling } of errorRequests(target)) {
      // Browsers do not send the body if the preflight fails.
      if (request.body !== undefined && !maySendBodies) continue
      const answer = seen.answer(name)
      if (answer === undefined || !isTelling(answer) || mayRead(origin!, href, credentials, answer)) continue
      report('error-without-cors', {
        severity,
        subject: name,
        message: `A page from ${origin} can read the response, but not the ${answer.status} response ${words}.`,
        expected: [`access-control-allow-origin: ${getValue(seen.answer('usual')!.headers, 'access-control-allow-origin')}`],
        seen: corsLines(answer),
        shownBy: ['usual', name]
      })
    }
  }
})
