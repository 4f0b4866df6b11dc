/** Tests which header names and bodies the schema of a route has. */
import t from 'tap'
import type { RouteKind } from '../../../lib/lint/linted-route.ts'
import { requestHeaderNames, responseHeaderNames, securitySchemeNames, takesJson } from '../../../lib/lint/route-schema.ts'

const route: RouteKind = {
  method: 'POST',
  host: undefined,
  needsVersion: false,
  schema: {},
  isWebSocket: false,
  isReceived: true, isGuardOff: false,
  parses: type => type === 'application/json',
  hooks: [],
  hasGuard: false,
  hasPlugin: () => false,
  hasFastifyCors: false
}

t.test('invalid route schemas contain no header names', async t => {
  for (const odd of [null, 1, 'text', true, [], {}, [null], { properties: null, allOf: 1 }, { allOf: [null, 1, {}] }]) {
    const schema = { headers: odd, response: odd, security: odd }
    t.strictSame([requestHeaderNames, responseHeaderNames, securitySchemeNames].map(read => read({ ...route, schema })), [[], [], []], JSON.stringify(odd))
  }
  t.strictSame(responseHeaderNames({ ...route, schema: { response: { 200: null, 404: { headers: 1 }, default: { headers: { 'X-A': {} } } } } }), ['x-a'])
  t.strictSame(requestHeaderNames({ ...route, schema: { headers: { properties: { A: {}, a: {} }, allOf: [{ properties: { B: {} } }] } } }), ['a', 'b'])
})

const forms = (type: string) => type === 'application/json' || type === 'multipart/form-data'

const bodies: readonly [what: string, route: Partial<RouteKind>, takes: boolean][] = [
  ['a POST route without a schema', {}, true],
  ['a PUT route without a schema', { method: 'PUT' }, true],
  ['a PATCH route without a schema', { method: 'PATCH' }, true],
  ['a DELETE route without a schema', { method: 'DELETE' }, false],
  ['a DELETE route with a body schema', { method: 'DELETE', schema: { body: {} } }, true],
  ['a WebSocket route', { isWebSocket: true }, false],
  ['a route without a JSON parser', { parses: () => false }, false],
  ['a route that also parses multipart forms', { parses: forms }, false],
  ['a route that also parses forms', { parses: type => !type.startsWith('multipart/') }, false],
  ['a route that also parses forms, with a body schema', { parses: forms, schema: { body: {} } }, true],
  ['a route whose schema has JSON and other types', { schema: { body: { content: { 'text/plain': {}, 'application/json': {} } } } }, true],
  ['a route whose schema has only other types', { schema: { body: { content: { 'text/plain': {} } } } }, false],
  ['a route that consumes JSON', { parses: forms, schema: { consumes: ['application/json'] } }, true],
  ['a route that consumes forms', { schema: { consumes: ['multipart/form-data'], body: {} } }, false]
]

for (const [what, facts, takes] of bodies) {
  t.test(`takesJson: ${what} ${takes ? 'accepts' : 'does not accept'} JSON`, async t => { t.equal(takesJson({ ...route, ...facts }), takes) })
}
