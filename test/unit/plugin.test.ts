/** The table of cases through the plugin, by every way in which a route comes to its policy. */
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../lib/index.ts'
import type { CorsRequest } from '../../types/decision.ts'
import type { CorsPolicy, CorsPolicyChoice, CorsPolicyDocument } from '../../types/policy.ts'
import { cases } from '../cases.ts'
import { corsHeadersOf } from '../decision-headers.ts'

/** A policy that no row uses, so that its use would be detected. */
const ANOTHER: CorsPolicy = {
  origins: ['https://scope.test'],
  credentials: true,
  methods: ['PATCH'],
  allowedHeaders: ['X-Scope'],
  exposedHeaders: ['X-Scope'],
  maxAge: 7
}

/** The not-found handler has the policy of the row too, for preflights with methods without a route. */
interface Way {
  readonly name: string
  readonly document: (policy: CorsPolicy) => CorsPolicyDocument
  readonly cors?: (policy: CorsPolicy) => CorsPolicyChoice
}

const WAYS: readonly Way[] = [
  { name: 'as the policy of the scope', document: (policy) => policy },
  {
    // An override replaces fields: what it leaves out must not come from here.
    name: 'as an override',
    document: (policy) => ({ origins: ['https://scope.test'], notFound: policy }),
    cors: (policy) => policy
  },
  {
    name: 'as an override where the scope is off',
    document: (policy) => ({ policies: { another: ANOTHER }, notFound: policy }),
    cors: (policy) => policy
  },
  {
    name: 'by name',
    document: (policy) => ({ ...ANOTHER, policies: { row: policy }, notFound: 'row' }),
    cors: () => 'row'
  },
  {
    name: 'by the pattern of its route',
    document: (policy) => ({
      ...ANOTHER, policies: { row: policy }, notFound: 'row', routes: { '/*': false, '/resource': 'row' }
    })
  }
]

interface Observed {
  readonly app: FastifyInstance
  /** What of the application's own code has run since it was last emptied. */
  readonly ran: string[]
}

async function observed (document: CorsPolicyDocument, cors?: CorsPolicyChoice): Promise<Observed> {
  const ran: string[] = []
  const app = Fastify()
  app.setErrorHandler((_error, _request, reply) => {
    ran.push('error handler')
    reply.code(500).send('error')
  })
  app.register(corsPlugin, document)
  app.route({
    method: ['GET', 'POST', 'PUT', 'DELETE'],
    url: '/resource',
    config: cors === undefined ? {} : { cors },
    handler: async () => {
      ran.push('handler')
      return 'body'
    }
  })
  await app.ready()
  return { app, ran }
}

function injected ({ method, origin, requestMethod }: CorsRequest): InjectOptions {
  const headers = {
    ...(origin === undefined ? {} : { origin }),
    ...(requestMethod === undefined ? {} : { 'access-control-request-method': requestMethod })
  }
  return { method, url: '/resource', headers } as InjectOptions
}

for (const { name: way, document, cors } of WAYS) {
  t.test(`every case of the table gets the expected response, with its policy ${way}`, async (t) => {
    // Rows share policies, so one application handles all of them.
    const apps = new Map<CorsPolicy, Observed>()
    for (const { name, policy, request, status, headers } of cases) {
      const { app, ran } = apps.get(policy) ?? await observed(document(policy), cors?.(policy))
      apps.set(policy, { app, ran })
      const response = await app.inject(injected(request))
      t.same(corsHeadersOf(response.headers), headers, name)
      if (status === undefined) {
        t.same([response.statusCode, response.body, ...ran], [200, 'body', 'handler'], name)
      } else {
        t.same([response.statusCode, response.body, ...ran], [status, ''], `${name}: nobody but the plugin answers`)
        t.equal(response.headers['content-length'], status === 204 ? undefined : '0', name)
        t.equal(response.headers['content-type'], undefined, name)
      }
      ran.length = 0
    }
  })
}

t.test('with CORS disabled, no response has a CORS header, and preflights reach the application', async (t) => {
  for (const { name, policy, request, status } of cases) {
    const { app, ran } = await observed({ ...policy, notFound: false }, false)
    const response = await app.inject(injected(request))
    t.same(corsHeadersOf(response.headers), {}, name)
    t.same([response.statusCode, ...ran], status === undefined ? [200, 'handler'] : [404], name)
  }
})
