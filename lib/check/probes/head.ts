import { probe } from '../probe.ts'
import { requestFrom, skipWithoutAllowedOrigin } from '../baseline-requests.ts'
import { corsLines, canRead } from '../browser-verdict.ts'

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
  skip: skipWithoutAllowedOrigin,
  plan: ({ allowed: [origin] }) => ({ get: requestFrom(origin!), head: { method: 'HEAD', headers: [['Origin', origin!]] } }),
  judge ({ allowed: [origin], url: { href }, credentials, methods }, responses, report) {
    const response = responses.get('head')
    const get = responses.get('get')
    if (response === undefined || !canRead(origin!, href, credentials, get) || canRead(origin!, href, credentials, response)) return
    report('head-without-cors', {
      // Servers do not have to support HEAD at every URL.
      severity: response.status === get!.status || methods.includes('HEAD') ? 'warning' : 'info',
      subject: 'HEAD',
      message: `A page from ${origin} can read the response to GET, but not the response to HEAD.`,
      expected: corsLines(get!),
      actual: corsLines(response),
      evidence: ['get', 'head']
    })
  }
})
