import { getValue } from '../../browser/header-values.ts'
import type { Severity } from '../../../types/report.ts'
import type { ServerAnswer } from '../../../types/browser.ts'
import { probe, type ProbeRequest } from '../probe.ts'
import type { Target } from '../target.ts'
import { lostUrl } from '../usual.ts'
import { corsLines, mayRead } from '../verdict.ts'

/** A request that is expected to fail. */
interface Failing {
  readonly request: ProbeRequest
  readonly words: string
  readonly severity: Severity
  /** Whether the answer is one that shows what errors look like. */
  readonly isTelling: (answer: ServerAnswer) => boolean
}

/** Whether pages see errors as errors. */
export const errors = probe({
  id: 'errors',
  title: 'pages that may read the answer may read errors too',
  area: 'errors',
  kinds: {
    'error-without-cors': {
      why: 'The page cannot tell what went wrong: instead of the status it gets a network error, and the console blames CORS.',
      remedy: 'Add the headers before anything can fail: before authentication, before parsing, and in the handlers of errors and of what is not found.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    }
  },
  skip: ({ allowed }) => allowed.length === 0 ? 'no origin is said to be allowed' : null,
  plan: target => ({
    usual: { method: 'GET', headers: [['Origin', target.allowed[0]!]] },
    ...Object.fromEntries(Object.entries(failing(target)).map(([name, { request }]) => [name, request]))
  }),
  judge (target, seen, report) {
    const { allowed: [origin], url: { href }, credentials } = target
    // Where nothing can be read, errors are no news.
    if (!mayRead(origin!, href, credentials, seen.answer('usual'))) return
    for (const [name, { words, severity, isTelling }] of Object.entries(failing(target))) {
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

function failing (target: Target): Readonly<Record<string, Failing>> {
  const { allowed: [origin], url, errorPath, hasSecrets, written } = target
  const headers = [['Origin', origin!]] as const
  return {
    'not found': {
      request: { method: 'GET', url: lostUrl(target), headers },
      words: 'where nothing is found',
      // A document may have another policy for these.
      severity: written === undefined ? 'warning' : 'info',
      isTelling: ({ status }) => status === 404 || status === 410
    },
    OPTIONS: {
      request: { method: 'OPTIONS', headers },
      words: 'for a method that the URL does not have',
      // Next to no page sends OPTIONS, but other methods are refused alike.
      severity: 'info',
      isTelling: ({ status }) => status === 404 || status === 405 || status === 501
    },
    ...errorPath !== undefined && {
      'error path': {
        request: { method: 'GET', url: new URL(errorPath, url).href, headers },
        words: `of ${errorPath}`,
        severity: 'warning',
        isTelling: ({ status }) => status >= 400
      }
    },
    ...hasSecrets && {
      'not authenticated': {
        request: { method: 'GET', headers, isBare: true },
        words: 'where nobody is authenticated',
        severity: 'warning',
        isTelling: ({ status }) => status === 401 || status === 403
      }
    }
  }
}
