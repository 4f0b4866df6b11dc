import { getValue } from '../../browser/header-values.ts'
import { errorRequests } from '../error-requests.ts'
import { probe } from '../probe.ts'
import { requestFrom, withoutPages } from '../baseline-requests.ts'
import { corsLines, isApproved, mayRead, preflightLines } from '../browser-verdict.ts'

/** What a page sets that sends JSON. */
const JSON_HEADERS = ['content-type']

/** Whether pages see errors as errors. */
export const errors = probe({
  id: 'errors',
  title: 'pages that may read the answer may read errors too',
  area: 'errors',
  kinds: {
    'error-without-cors': {
      why: 'The page cannot tell what went wrong: instead of the status it gets a network error, and the console blames CORS.',
      recommendation: 'Add the headers before anything can fail: before authentication, before parsing, and in the handlers of errors and of what is not found.',
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
    // Where nothing can be read, errors are no news.
    if (!mayRead(origin!, href, credentials, seen.answer('usual'))) return
    const question = { origin: origin!, url: href, credentials, method: errorMethod ?? 'GET', requestHeaders: JSON_HEADERS }
    const maySendBodies = errorMethod !== undefined && isApproved(question, seen.answer('approval'))
    for (const { name, request, words, severity, isTelling } of errorRequests(target)) {
      // Nor where a page's request would not be sent.
      if (request.body !== undefined && !maySendBodies) continue
      const answer = seen.answer(name)
      if (answer === undefined || !isTelling(answer) || mayRead(origin!, href, credentials, answer)) continue
      report('error-without-cors', {
        severity,
        subject: name,
        message: `A page of ${origin} may read the answer, and not the ${answer.status} ${words}.`,
        expected: [`access-control-allow-origin: ${getValue(seen.answer('usual')!.headers, 'access-control-allow-origin')}`],
        seen: corsLines(answer),
        shownBy: ['usual', name]
      })
    }
  }
})
