import { probe } from '../probe.ts'
import { requestFrom, withoutPages } from '../baseline-requests.ts'
import { corsLines, mayRead } from '../browser-verdict.ts'

/** Whether HEAD is GET without a body. */
export const head = probe({
  id: 'head',
  title: 'pages that may read the answer to GET may read that to HEAD',
  area: 'errors',
  kinds: {
    'head-without-cors': {
      why: 'HEAD is answered as GET is, without the body. A page that looks for a size or a date first gets a network error.',
      recommendation: 'Add the headers of CORS to HEAD as to GET.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-head'
    }
  },
  skip: withoutPages,
  plan: ({ allowed: [origin] }) => ({ get: requestFrom(origin!), head: { method: 'HEAD', headers: [['Origin', origin!]] } }),
  judge ({ allowed: [origin], url: { href }, credentials, methods }, seen, report) {
    const answer = seen.answer('head')
    const get = seen.answer('get')
    if (answer === undefined || !mayRead(origin!, href, credentials, get) || mayRead(origin!, href, credentials, answer)) return
    report('head-without-cors', {
      // A server need not have HEAD at every URL.
      severity: answer.status === get!.status || methods.includes('HEAD') ? 'warning' : 'info',
      subject: 'HEAD',
      message: `A page of ${origin} may read the answer to GET, and not that to HEAD.`,
      expected: corsLines(get!),
      seen: corsLines(answer),
      shownBy: ['get', 'head']
    })
  }
})
