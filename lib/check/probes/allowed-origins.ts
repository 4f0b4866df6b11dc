import { failureWords } from '../../tools/explain/words.ts'
import { probe, type ProbeRequests } from '../probe.ts'
import { converse, corsLines } from '../verdict.ts'

/** Whether those who should get in do. */
export const allowedOrigins = probe({
  id: 'allowed-origins',
  title: 'pages of the allowed origins may read the answer',
  area: 'access',
  kinds: {
    'allowed-origin-is-blocked': {
      why: 'The browser makes the request and then hides the answer from the page, which sees a network error.',
      remedy: 'Answer with Access-Control-Allow-Origin that is the origin itself, byte for byte, on every response; for pages that send credentials also with Access-Control-Allow-Credentials: true.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    }
  },
  skip: ({ allowed }) => allowed.length === 0 ? 'no origin is said to be allowed' : null,
  plan: ({ allowed }) => Object.fromEntries(allowed.map(origin => [origin, { method: 'GET', headers: [['Origin', origin]] }])) as ProbeRequests,
  judge ({ allowed, url: { href }, credentials }, seen, report) {
    for (const origin of allowed) {
      const response = seen.answer(origin)
      if (response === undefined) continue
      const { outcome, failure } = converse({ origin, url: href, credentials }, { response })
      // Where a redirect leads to another host nobody is asked.
      if (outcome === 'allow' || failure?.code === 'no-answer') continue
      report('allowed-origin-is-blocked', {
        severity: 'error',
        subject: origin,
        message: `A page of ${origin} cannot read the answer${credentials ? ', with credentials' : ''}. ${failureWords('response', failure!)}`,
        expected: [`access-control-allow-origin: ${origin}`, ...credentials ? ['access-control-allow-credentials: true'] : []],
        seen: corsLines(response),
        shownBy: [origin]
      })
    }
  }
})
