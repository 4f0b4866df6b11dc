import { probe } from '../probe.ts'
import { getValue } from '../../browser/header-values.ts'
import { withoutPages } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

/** Whether every OPTIONS request is taken for a preflight. */
export const plainOptions = probe({
  id: 'plain-options',
  title: 'an OPTIONS request that is no preflight is not answered as one',
  area: 'preflight',
  kinds: {
    'options-treated-as-preflight': {
      why: 'A preflight says for which method it asks. What says nothing is a request for OPTIONS itself, which the application may want to answer.',
      recommendation: 'Take OPTIONS for a preflight only with Origin and Access-Control-Request-Method.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-request'
    }
  },
  skip: withoutPages,
  plan: ({ allowed: [origin] }) => ({ plain: { method: 'OPTIONS', headers: [['Origin', origin!]] } }),
  judge (_target, seen, report) {
    const answer = seen.answer('plain')
    if (answer === undefined || getValue(answer.headers, 'access-control-allow-methods') === undefined) return
    report('options-treated-as-preflight', {
      severity: 'info',
      message: 'An OPTIONS request without Access-Control-Request-Method is answered like a preflight.',
      expected: ['no access-control-allow-methods'],
      seen: corsLines(answer),
      shownBy: ['plain']
    })
  }
})
