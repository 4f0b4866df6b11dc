import { probe } from '../probe.ts'
import { requestFrom, withoutPages } from '../baseline-requests.ts'
import { corsLines, mayRead } from '../browser-verdict.ts'

/** Checks that pages can read the response to HEAD like that to GET. */
export const head = probe({
  id: 'head',
  title: 'pages that can read the response to GET can also read the response to HEAD',
  area: 'errors',
  kinds: {
    'head-without-cors': {
      why: 'HEAD should have the same headers as GET. Without the CORS headers, a page that uses HEAD to read a size or a date gets a network error.',
      recommendation: 'Add the CORS headers to the responses to HEAD, as to those to GET.',
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
      // Servers do not have to support HEAD at every URL.
      severity: answer.status === get!.status || methods.includes('HEAD') ? 'warning' : 'info',
      subject: 'HEAD',
      message: `A page from ${origin} can read the response to GET, but not the response to HEAD.`,
      expected: corsLines(get!),
      seen: corsLines(answer),
      shownBy: ['get', 'head']
    })
  }
})
