import { isGuarded } from '../policy-queries.ts'
import { routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'
import { isRecord } from '../../validate/policy.ts'
import type { LintedRoute } from '../subject.ts'

export const simpleRequestWithCredentials: ApplicationRule = {
  id: 'simple-request-with-credentials',
  severity: 'info',
  about: 'application',
  summary: 'any site can call a POST route with credentials, without a preflight',
  why: 'A form or a script of any site can send a POST request without a body or with a text body, including the user\'s cookies. ' +
    'Fastify passes such a body to the handler. CORS prevents the page from reading the response, but not from sending the request: it ' +
    'is not a protection against CSRF.',
  recommendation: 'Add `app.cors.originGuard()` to `onRequest`, or use @fastify/csrf-protection, and set cookies with `SameSite`. A ' +
    '`schema.body` of type object rejects bodies that are not JSON, unless a parser turns forms or `text/plain` into objects.',
  exceptions: 'Cookies have `SameSite=Lax` or `SameSite=Strict` and every site of the domain is trusted, or the route changes nothing.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  check ({ routes }, report) {
    const open = routes.filter(({ route, policy }) => route.method === 'POST' && policy !== false && policy.credentials === true &&
      !isGuarded(route) && !requiresJson(route))
    if (open.length === 0) return
    report('', 'Any site can send requests with the user\'s cookies and without a preflight to ' +
      `${routeNames(open.map(({ route }) => route))}. ` +
      'CORS does not prevent that. Add `app.cors.originGuard()` to `onRequest`.')
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.register(async app => { app.post('/orders', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.register(async app => { app.post('/notes', { schema: { body: { type: 'string' } } }, handler) })`, `
app.addContentTypeParser('application/x-www-form-urlencoded', async () => ({}))
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.register(async app => { app.post('/orders', { schema: { body: { type: 'object' } } }, handler) })`],
  good: [`
await app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.post('/orders', { onRequest: app.cors.originGuard() }, handler)
app.post('/returns', { schema: { body: { type: 'object' } } }, handler)
app.post('/prices', { config: { cors: { credentials: false } } }, handler)
app.post('/health', { config: { cors: false } }, handler)
app.get('/orders', handler)`]
}

/** Fastify has no parsers for these types. If the application adds one, it may turn the body of a form into an object. */
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', '*']

/** Whether the schema rejects text bodies and missing bodies. */
function requiresJson ({ schema: { body }, parses }: LintedRoute): boolean {
  return isRecord(body) && (body['type'] === 'object' || body['type'] === 'array') && !FORM_TYPES.some(parses)
}
