import { isGuarded } from '../policy-queries.ts'
import { routeName } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

export const websocketWithoutGuard: ApplicationRule = {
  id: 'websocket-without-guard',
  severity: 'warning',
  about: 'application',
  summary: 'a WebSocket route does not check `Origin`',
  why: 'Any page can open a WebSocket to any server, with the user\'s cookies and without a preflight, and read what the server sends. ' +
    'Only the server can reject the page, by checking `Origin` in the handshake.',
  recommendation: 'Add `app.cors.originGuard()` to `onRequest` of the route.',
  exceptions: 'The handler checks `Origin` itself, or it sends only public data and accepts no data.',
  source: 'https://www.rfc-editor.org/rfc/rfc6455.html#section-10.2',
  check ({ routes }, report) {
    for (const { route, policy } of routes) {
      // The HEAD route has the same hooks, but cannot open a WebSocket.
      if (!route.isWebSocket || route.method === 'HEAD') continue
      const allowsAnyOrigin = policy !== false && policy.origins === '*'
      if (isGuarded(route) && !allowsAnyOrigin) continue
      report('', isGuarded(route)
        ? 'The guard of this WebSocket route allows any origin, because the policy does. Give the route a policy that lists origins.'
        : 'CORS does not cover WebSockets, and this route has no known origin guard. Add `app.cors.originGuard()` to `onRequest`.',
      { place: routeName(route) })
    }
  },
  bad: [`
await app.register(websocket)
await app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.get('/live', { websocket: true }, handler)`, `
await app.register(websocket)
await app.register(corsPlugin, { origins: '*' })
app.get('/live', { websocket: true, onRequest: app.cors.originGuard() }, handler)`],
  good: [`
await app.register(websocket)
await app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.get('/live', { websocket: true, onRequest: app.cors.originGuard() }, handler)
app.get('/orders', handler)`]
}
