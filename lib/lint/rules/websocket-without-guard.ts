import { isGuarded } from '../guards.ts'
import { routeName } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

/** CORS says nothing of WebSockets. */
export const websocketWithoutGuard: ApplicationRule = {
  id: 'websocket-without-guard',
  severity: 'warning',
  about: 'application',
  summary: 'a route for WebSockets does not look at `Origin`',
  why: 'Browsers open WebSockets to any server, with its cookies and without a preflight, and let the page read what comes. Only the server ' +
    'can refuse a page, by the `Origin` of the handshake.',
  recommendation: 'Put `app.cors.originGuard()` into the `onRequest` of the route.',
  exceptions: 'The handler looks at `Origin` itself, or what it sends is for everybody and it takes nothing.',
  source: 'https://www.rfc-editor.org/rfc/rfc6455.html#section-10.2',
  check ({ routes }, report) {
    for (const { route, policy } of routes) {
      // @fastify/websocket has the same hooks run for HEAD, which opens nothing.
      if (!route.isWebSocket || route.method === 'HEAD') continue
      const isForAll = policy !== false && policy.origins === '*'
      if (isGuarded(route) && !isForAll) continue
      report('', isGuarded(route)
        ? 'has a guard that lets pages of every origin in, as its policy does. Give it a policy that lists origins.'
        : 'has no guard that lint knows, and CORS does not cover WebSockets. Put app.cors.originGuard() into its onRequest.', { place: routeName(route) })
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
