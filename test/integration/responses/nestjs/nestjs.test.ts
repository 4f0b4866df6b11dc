/** NestJS on Fastify: the plugin gives every response of NestJS the headers of the policy, and rejects `enableCors()`. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import t from 'tap'
import { corsPlugin } from '../../../../lib/index.ts'
import { compareAll, POLICY, type Exchange } from '../comparison.ts'
import { overHttp1, overHttp2, type Ask } from '../exchange.ts'
import { createNest } from './application.ts'
import { VERSIONS, type Nest } from './versions.ts'

const foreign = ['access-control-allow-origin: *', 'vary: Accept']
const JSON_BODY = { headers: { 'content-type': 'application/json' }, body: '{}' }

const EXCHANGES: readonly Exchange[] = [
  { name: 'a controller', asked: { url: '/api/v1/items' }, status: 200, shows: /item/ },
  { name: 'a controller with a body', asked: { method: 'POST', url: '/api/v1/items', ...JSON_BODY }, status: 201, shows: /added/ },
  { name: 'a controller with a parameter', asked: { method: 'PUT', url: '/api/v1/items/7', ...JSON_BODY }, status: 200, shows: /changed/ },
  { name: 'another version', asked: { url: '/api/v2/items' }, status: 200, shows: /second/ },
  { name: 'an unknown version', asked: { url: '/api/v3/items' }, status: 404, shows: /Cannot GET/ },
  { name: 'a URL without the prefix', asked: { url: '/v1/items' }, status: 404, shows: /Cannot GET/ },
  { name: 'an invalid body', asked: { method: 'POST', url: '/api/v1/items', ...JSON_BODY, body: '{' }, status: 400, shows: /JSON/ },
  { name: 'headers of a decorator', asked: { url: '/api/v1/items/header' }, status: 200, shows: /header/, foreign },
  { name: 'a controller that throws', asked: { url: '/api/v1/items/broken' }, status: 500, shows: /Internal server error/ },
  { name: 'an exception filter', asked: { url: '/api/v1/items/gone' }, status: 418, shows: /filtered/ },
  { name: 'an exception filter that writes to the raw response', asked: { url: '/api/v1/items/forbidden' }, status: 418, shows: /filtered/, foreign },
  { name: 'a guard that refuses', asked: { url: '/api/v1/items/refused' }, status: 403, shows: /Forbidden resource/ },
  { name: 'a guard that throws', asked: { url: '/api/v1/items/unauthorized' }, status: 401, shows: /Unauthorized/ },
  { name: 'a redirect', asked: { url: '/api/v1/items/away' }, status: 302, shows: /other\.test/ },
  { name: 'a file', asked: { url: '/api/v1/items/file' }, status: 200, shows: /file/ },
  { name: 'an event stream', asked: { url: '/api/v1/items/events' }, status: 200, shows: /event-stream.*hello/ },
  { name: 'an event stream that fails', asked: { url: '/api/v1/items/failing' }, status: 401, shows: /Unauthorized/ },
  { name: 'a controller that writes to the raw response', asked: { url: '/api/v1/items/raw' }, status: 200, shows: /raw/, foreign },
  { name: 'middleware that throws', asked: { url: '/api/middleware/throws' }, status: 401, shows: /Unauthorized/ },
  { name: 'middleware that rejects', asked: { url: '/api/middleware/rejects' }, status: 401, shows: /Unauthorized/ },
  { name: 'middleware that fails', asked: { url: '/api/middleware/fails' }, status: 401, shows: /Unauthorized/ },
  { name: 'middleware that ends the response', asked: { url: '/api/middleware/ends' }, status: 403, shows: /ended/ },
  { name: 'middleware that writes the head', asked: { url: '/api/middleware/writes' }, status: 200, shows: /written/, foreign },
  { name: 'middleware that sets headers', asked: { url: '/api/middleware/sets' }, status: 200, shows: /after/, foreign }
]

type Step = (app: NestFastifyApplication) => unknown

const ours: Step = (app) => app.register(corsPlugin, POLICY)
const theirs: Step = (app) => { app.enableCors({ origin: 'https://a.test' }) }

/** Connects to an application of NestJS. */
async function connected (t: Tap, nest: Nest, isHttp2: boolean, ...steps: readonly Step[]): Promise<Ask> {
  const app = await createNest(nest, steps, { http2: isHttp2 })
  t.teardown(() => app.close())
  await app.init()
  return (isHttp2 ? overHttp2 : overHttp1)(t, app.getHttpAdapter().getInstance() as never)
}

type Tap = Pick<typeof t, 'teardown'>

for (const nest of VERSIONS) {
  for (const [protocol, isHttp2] of [['HTTP/1.1', false], ['HTTP/2', true]] as const) {
    t.test(`NestJS ${nest.version}, over ${protocol}`, async (t) => {
      const bare = await connected(t, nest, isHttp2)
      const ask = await connected(t, nest, isHttp2, ours)
      await compareAll(t, EXCHANGES, bare, ask, 'app.register()')
    })
  }

  t.test(`NestJS ${nest.version}: a route has the policy of its decorator`, async (t) => {
    const ask = await connected(t, nest, false, ours)
    const B = 'https://b.test'
    const preflight = { 'access-control-request-method': 'GET' }
    for (const [url, origin, allowed, status] of [['/api/other', B, B, 204], ['/api/other', 'https://a.test', undefined, 403], ['/api/off', 'https://a.test', undefined, 404]] as const) {
      const actual = await ask({ url, headers: { origin } })
      t.same([actual.status, actual.headers['access-control-allow-origin']], [200, allowed], `${url} for ${origin}`)
      const asked = await ask({ method: 'OPTIONS', url, headers: { origin, ...preflight } })
      t.same([asked.status, asked.headers['access-control-allow-origin']], [status, allowed], `preflight for ${url} of ${origin}`)
    }
  })

  t.test(`NestJS ${nest.version}: a version in a header`, async (t) => {
    const { HEADER } = nest.common.VersioningType
    const ask = await connected(t, nest, false, (app) => app.enableVersioning({ type: HEADER, header: 'x-version' }), ours)
    const origin = 'https://a.test'
    const preflight = await ask({ method: 'OPTIONS', url: '/api/items', headers: { origin, 'access-control-request-method': 'GET' } })
    t.same([preflight.status, preflight.headers['access-control-allow-origin']], [204, origin])
    const second = await ask({ url: '/api/items', headers: { origin, 'x-version': '2' } })
    t.same([second.status, second.body, second.headers['access-control-allow-origin']], [200, 'second', origin])
  })

  for (const [name, steps, options] of [
    ['enableCors() before the plugin', [theirs, ours], {}],
    ['enableCors() after the plugin', [ours, theirs], {}],
    ['NestFactory.create(…, { cors: true })', [ours], { cors: true }]
  ] as const) {
    t.test(`NestJS ${nest.version} does not start with ${name}`, async (t) => {
      const app = await createNest(nest, steps, {}, options)
      t.teardown(() => app.close())
      await t.rejects(app.listen(0, '127.0.0.1'), { code: 'FST_CORS_DUPLICATE', message: /enableCors\(\) of NestJS/ })
    })
  }
}
