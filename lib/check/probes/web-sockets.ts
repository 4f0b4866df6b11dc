import type { ServerResponse } from '../../../types/browser.ts'
import { probe, type ProbeRequest } from '../probe.ts'

/** Checks that pages from untrusted origins cannot open a WebSocket. CORS does not prevent that. */
export const webSockets = probe({
  id: 'web-sockets',
  title: 'pages from untrusted origins cannot open a WebSocket',
  area: 'access',
  kinds: {
    'websocket-without-guard': {
      why: 'Browsers let any page open a WebSocket to any server, with cookies and without a preflight, and read all messages. Only the server can reject the page, by the Origin of the handshake.',
      recommendation: 'Compare the Origin of handshakes with a list, and respond with 403 if it is not in the list. With this package, use app.cors.originGuard() as an onRequest hook of the route.',
      source: 'https://www.rfc-editor.org/rfc/rfc6455.html#section-10.2'
    },
    'websocket-is-refused': {
      why: 'A page from an allowed origin cannot connect, and does not get a reason.',
      recommendation: 'Respond to handshakes from allowed origins with 101, and make sure that proxies forward Upgrade and Connection.',
      source: 'https://www.rfc-editor.org/rfc/rfc6455.html#section-4.2.2'
    }
  },
  skip: ({ isWebSocket }) => isWebSocket ? null : 'the WebSocket option is not set',
  plan: ({ allowed: [origin], untrusted: [untrustedOrigin] }) => ({
    untrusted: handshake(untrustedOrigin),
    allowed: origin === undefined ? undefined : handshake(origin)
  }),
  judge ({ allowed: [origin], untrusted: [untrustedOrigin], credentials, hasSecrets }, { untrusted, allowed }, report) {
    if (untrusted?.status === 101) {
      report('websocket-without-guard', {
        severity: credentials || hasSecrets ? 'error' : 'warning',
        subject: untrustedOrigin,
        message: `A page from ${untrustedOrigin} can open a WebSocket${credentials || hasSecrets ? ', with the user\'s credentials' : ''}.`,
        expected: ['status 403'],
        actual: lineOf(untrusted),
        evidence: [untrusted]
      })
    }
    if (allowed !== undefined && allowed.status !== 101) {
      report('websocket-is-refused', {
        severity: 'error',
        subject: origin!,
        message: `A page from ${origin} cannot open a WebSocket.`,
        expected: ['status 101'],
        actual: lineOf(allowed),
        evidence: [allowed]
      })
    }
  }
})

/** https://www.rfc-editor.org/rfc/rfc6455.html#section-4.1 */
function handshake (origin: string): ProbeRequest {
  return {
    method: 'GET',
    headers: [
      ['Connection', 'Upgrade'], ['Upgrade', 'websocket'], ['Sec-WebSocket-Version', '13'],
      // The key can be any 16 bytes, because no messages are sent.
      ['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='], ['Origin', origin]
    ]
  }
}

function lineOf ({ status }: ServerResponse): readonly string[] {
  return [`status ${status}`]
}
