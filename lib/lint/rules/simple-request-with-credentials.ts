import { isGuarded } from '../guards.ts'
import { routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'
import { isRecord } from '../../validate/policy.ts'
import type { LintedRoute } from '../subject.ts'

/** What no preflight stands before. */
export const simpleRequestWithCredentials: ApplicationRule = {
  id: 'simple-request-with-credentials',
  severity: 'info',
  about: 'application',
  summary: 'a POST route with credentials can be reached without a preflight',
  why: 'A form or a script of any site can send a POST without a body, or with one of text, and the user\'s cookies go along. Fastify hands ' +
    'such a body to the handler. CORS keeps the page from reading the answer, and not from sending: it is no protection against CSRF.',
  recommendation: 'Put `app.cors.originGuard()` into `onRequest`, or use @fastify/csrf-protection, and set cookies with `SameSite`. A `schema.body` of type ' +
    'object keeps out what is no JSON, as long as nothing parses forms or `text/plain` into objects.',
  exceptions: 'Cookies have `SameSite=Lax` or `Strict` and every site of that domain is trusted, or the route changes nothing.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  check ({ routes }, report) {
    const open = routes.filter(({ route, policy }) => route.method === 'POST' && policy !== false && policy.credentials === true &&
      !isGuarded(route) && !asksForJson(route))
    if (open.length === 0) return
    report('', `${routeNames(open.map(({ route }) => route))}: any site can send these with the user's cookies, as no preflight comes first, and CORS ` +
      'is no protection against that. Put app.cors.originGuard() into onRequest.')
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

/** Parsers beyond Fastify's own, of bodies that a form sends, make objects of them. */
const OTHERS = ['application/x-www-form-urlencoded', 'multipart/form-data', '*']

/** A text is refused there, and so is no body at all. */
function asksForJson ({ schema: { body }, parses }: LintedRoute): boolean {
  return isRecord(body) && (body['type'] === 'object' || body['type'] === 'array') && !OTHERS.some(parses)
}
