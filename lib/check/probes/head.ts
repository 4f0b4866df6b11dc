import { canRead, corsLines } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { get } from '../requests.ts'
import { skipWithoutAllowedOrigin } from '../target.ts'

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
  plan: ({ allowed: [origin] }) => ({ usual: get(origin), head: { ...get(origin), method: 'HEAD' } }),
  judge ({ allowed: [origin], url: { href }, credentials, methods }, { usual, head }, report) {
    if (usual === undefined || head === undefined || !canRead(origin!, href, credentials, usual) || canRead(origin!, href, credentials, head)) return
    report('head-without-cors', {
      // Servers do not have to support HEAD at every URL.
      severity: head.status === usual.status || methods.includes('HEAD') ? 'warning' : 'info',
      subject: 'HEAD',
      message: `A page from ${origin} can read the response to GET, but not the response to HEAD.`,
      expected: corsLines(usual),
      evidence: [usual, head]
    })
  }
})
