import type { ServerResponse } from '../../../types/browser.ts'
import { probe, type ProbeRequest } from '../probe.ts'

/** Whether strangers' pages are kept from a WebSocket, which CORS does not do. */
export const webSockets = probe({
  id: 'web-sockets',
  title: 'pages of origins that nobody has listed may not open a WebSocket',
  area: 'access',
  kinds: {
    'websocket-without-guard': {
      why: 'Browsers open WebSockets to any server, with its cookies and without a preflight, and let the page read what comes. Only the server can refuse a page, by the Origin of the handshake.',
      recommendation: 'Compare the Origin of handshakes with a list, and answer 403 where it is not there. With this package: app.cors.originGuard() in the onRequest of the route.',
      source: 'https://www.rfc-editor.org/rfc/rfc6455.html#section-10.2'
    },
    'websocket-is-refused': {
      why: 'A page of an allowed origin gets no connection, and is not told why.',
      recommendation: 'Answer the handshakes of allowed origins with 101, and see that proxies pass Upgrade and Connection on.',
      source: 'https://www.rfc-editor.org/rfc/rfc6455.html#section-4.2.2'
    }
  },
  skip: ({ isWebSocket }) => isWebSocket ? null : 'nobody said that there is a WebSocket',
  plan: ({ allowed: [origin], untrusted: [stranger] }) => ({
    stranger: handshake(stranger),
    ...origin !== undefined && { allowed: handshake(origin) }
  }),
  judge ({ allowed: [origin], untrusted: [stranger], credentials, hasSecrets }, seen, report) {
    const open = seen.answer('stranger')
    const allowed = origin === undefined ? undefined : seen.answer('allowed')
    if (open?.status === 101) {
      report('websocket-without-guard', {
        severity: credentials || hasSecrets ? 'error' : 'warning',
        subject: stranger,
        message: `A page of ${stranger} may open a WebSocket${credentials || hasSecrets ? ', with the user\'s credentials' : ''}.`,
        expected: ['status 403'],
        seen: lineOf(open),
        shownBy: ['stranger']
      })
    }
    if (allowed !== undefined && allowed.status !== 101) {
      report('websocket-is-refused', {
        severity: 'error',
        subject: origin!,
        message: `A page of ${origin} cannot open a WebSocket.`,
        expected: ['status 101'],
        seen: lineOf(allowed),
        shownBy: ['allowed']
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
      // Any sixteen bytes: nothing is sent over the connection.
      ['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='], ['Origin', origin]
    ]
  }
}

function lineOf ({ status }: ServerResponse): readonly string[] {
  return [`status ${status}`]
}
