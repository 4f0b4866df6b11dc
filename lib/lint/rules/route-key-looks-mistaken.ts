import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'

export const routeKeyLooksMistaken: DocumentRule = {
  id: 'route-key-looks-mistaken',
  severity: 'warning',
  about: 'document',
  summary: 'a key of `routes` contains a part that looks like a pattern, but is plain text',
  why: 'Keys are compared with route paths as text. A "+" is a pattern only as the complete last part of a key, and a parameter needs a ' +
    'colon, as in the route. Otherwise the text stands for itself, and the key covers no route.',
  recommendation: 'Use the path as the route declares it. Add "/*" or "/+" at the end to cover the paths below it.',
  exceptions: 'The path of the route really contains these characters. In an application, the rule ignores keys that cover a route.',
  source: 'https://fastify.dev/docs/latest/Reference/Routes/#url-building',
  check ({ document, paths, idlePatterns }, report) {
    for (const key of Object.keys(document.routes ?? {})) {
      if (paths !== null && !idlePatterns.includes(key)) continue
      const parts = key.split('/')
      const part = parts.find((part, i) => part === '+' ? i < parts.length - 1 : FOREIGN.test(part))
      if (part === undefined) continue
      report(pointer('/routes', key), `The key contains ${JSON.stringify(part)}, which is plain text here. ${part === '+'
        ? 'Use "/+" only at the end of a key.'
        : 'Use the parameter as in the route, such as ":id".'}`)
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

/** Parameters as in other frameworks and in OpenAPI. */
const FOREIGN = /^(?:\{[^{}]*\}|\[[^[\]]*\]|<[^<>]*>)$/
