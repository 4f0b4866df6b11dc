import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'

/** A key in the notation of something else, which Fastify reads word for word. */
export const routeKeyLooksMistaken: DocumentRule = {
  id: 'route-key-looks-mistaken',
  severity: 'warning',
  about: 'document',
  summary: 'a key of `routes` has a part that looks like a pattern and is not one',
  why: 'Keys are compared with routed paths as text. A "+" is a pattern only as all of the last part, and a parameter is written as in the ' +
    'route, with a colon. In other places the text stands for itself, and the key covers no route.',
  recommendation: 'Write the path as the route was declared, and "/*" or "/+" at its end for what is below.',
  exceptions: 'The path of the route does have these characters. In an application a key that covers a route is not found.',
  source: 'https://fastify.dev/docs/latest/Reference/Routes/#url-building',
  check ({ document, paths, idlePatterns }, report) {
    for (const key of Object.keys(document.routes ?? {})) {
      if (paths !== null && !idlePatterns.includes(key)) continue
      const parts = key.split('/')
      const part = parts.find((part, i) => part === '+' ? i < parts.length - 1 : FOREIGN.test(part))
      if (part === undefined) continue
      report(pointer('/routes', key), `has the part ${JSON.stringify(part)}, which stands for itself. ${part === '+'
        ? 'Write "/+" only at the end of a key.'
        : 'Write a parameter as in the route, such as ":id".'}`)
    }
  },
  bad: [
    { origins: '*', routes: { '/orders/{id}': false, '/users/[id]': false, '/files/<path:name>': false } },
    { origins: '*', routes: { '/+/orders': false, '/orders/+/': false } }, `
app.register(corsPlugin, { origins: '*', routes: { '/orders/{id}': false } })
app.register(async app => { app.get('/orders/:id', handler) })`
  ],
  good: [
    { origins: '*', routes: { '/orders/:id': false, '/orders/+': false, '/a+b': false, '/c++': false, '/users/:id(^[0-9]+$)': false } }, `
app.register(corsPlugin, { origins: '*', routes: { '/topics/+/last': false } })
app.register(async app => { app.get('/topics/+/last', handler) })`
  ]
}

/** Parameters of other frameworks and of OpenAPI. */
const FOREIGN = /^(?:\{[^{}]*\}|\[[^[\]]*\]|<[^<>]*>)$/
