/**
 * Random applications whose every policy can be recognised in an answer: policy n exposes the header `x-policy-n`
 * on actual requests and sends the max age n on preflights, and all of them allow one origin.
 */
import { METHODS } from 'node:http'
import type { FastifyInstance, FastifyServerOptions, RouteOptions, fastify as Create } from 'fastify'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyOverride } from '../../../types/policy.ts'
import { CHOICE_METHODS, CHOICE_PATTERNS, type RandomChoices } from './random-choices.ts'
import { HANDLERS, addHook, slowSource } from './random-behaviors.ts'
import type { Random } from '../../unit/properties/seeded-random.ts'

export const ORIGIN = 'https://page.test'
/** In no policy. */
export const UNTRUSTED = 'https://page.test.evil.test'

const PATTERNS = [
  '/', '/i/special', '/i/:id', '/i/:num(^\\d+$)', '/i/:a-:b', '/i/:id/sub', '/f/:name.json', '/f/*', '/*', '/w/:x?',
  '/d/:x/e', '/d/s/:y', '/:any', '/:any/deep', '/A/b', '/a/b', '/c::d', '/p', '/p/i/:id', '/é', '/a+b', '/v/:x.:y', '*'
]
/** Patterns that stand at one place of the router under other names, or compete there. */
const CROWDED_PATTERNS = [
  '/:one', '/:other', '/:a-:b', '/:from-:to', '/:c.:d', '/:name.:ext', '/:num(^\\d+$)', '/:word(^\\w+$)', '/:digits(\\d+)',
  '/:num(^\\d+$)/*', '/:word(^\\w+$)/x', '/:one/x', '/:a-:b/x', '/:c.:d/*', '/Items', '/items', '/*'
]
const PREFIXES = ['', '', '/p', '/q', '/:tenant', '/p/', '/i']
const ROUTE_METHODS = ['GET', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'QUERY', 'PROPFIND']
const CROWDED_METHODS = ['PUT', 'PUT', 'DELETE']
const HOSTS = [undefined, undefined, undefined, undefined, 'a.test', 'b.test', /^[bc]\.test$/, /\.test$/]

export const URLS = [
  '/', '/i/special', '/i/7', '/i/x', '/i/x-y', '/i/special/sub', '/i/7/sub', '/i/', '/i', '/f/a.json', '/f/a.txt',
  '/f/', '/f', '/w', '/w/', '/w/1', '/d/s/e', '/d/s/q', '/d/q/e', '/zz', '/zz/deep', '/A/b', '/a/b', '/a/B', '/c:d',
  '/p', '/p/', '/p/i/3', '/p/zz', '/q', '/q/', '/q/zz/deep', '/t9', '/t9/', '/t9/i/special', '/%C3%A9', '/%c3%a9',
  '/a+b', '/a%2Bb', '/a%20b', '/i/spec%69al', '/i/%73pecial?x=1', '//i//special', '/i/special/', '/i//7', '/i/special;x=1',
  '/i/special?x=/i/7', '/i/special#x', `/i/${'l'.repeat(101)}`, `/i/${'l'.repeat(99)}`, '/v/a.b', '/v/a.b.c', '/p//i/3',
  '/nowhere/at/all', '/i/a%2Fb', '/i/..%2fspecial', '/i/../f/a.json', 'http://a.test/i/7', '*', '/%zz', '/i/%zz', '/i/%'
]
export const CROWDED_URLS = ['/1', '/x', '/1-2', '/1.2', '/1-2.3', '/1.2-3', '/a-b.c', '/12/x', '/w/x', '/1-2.3/x', '/items', '/ITEMS', '/x/y']
export const REQUEST_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'QUERY', 'PROPFIND', 'LOCK']
export const REQUEST_HOSTS = ['a.test', 'b.test', 'c.test', 'x.test', 'other']

export interface Features {
  /** More than one registration of the plugin, nested and beside each other. */
  readonly scopes: boolean
  /** Many routes at few places, for few methods. */
  readonly crowded?: boolean
  /** Policies by name, by the keys of `routes`, and fields in `config.cors`. */
  readonly choices?: RandomChoices
  /** Hooks that respond, handlers of every kind, sources that take their time, and HTTP/2. */
  readonly behaviors?: boolean
}

/** Builds and boots one; tries again where the choices make an application that Fastify refuses. */
export async function randomApp (
  create: typeof Create, random: Random, features: Features
): Promise<FastifyInstance> {
  for (;;) {
    try {
      return await build(create, random, features)
    } catch (error) {
      if (/already (?:declared|present|set)/i.test((error as Error).message)) continue
      if (error instanceof CorsPolicyError && features.choices?.refusal() !== undefined) continue
      throw error
    }
  }
}

async function build (create: typeof Create, random: Random, features: Features): Promise<FastifyInstance> {
  const { behaviors = false } = features
  const app = create({ ...serverOptions(random), ...behaviors && random.chance(0.2) ? { http2: true } : {}, logger: false } as FastifyServerOptions)
  const source = behaviors ? slowSource(random, ORIGIN) : undefined
  app.addHttpMethod('PROPFIND', { hasBody: true })
  app.addHttpMethod('LINK')
  // The parser of Node 20.19.0 does not know it, and old versions of Fastify have no route for what the parser does not know.
  if (!app.supportedMethods.includes('QUERY') && METHODS.includes('QUERY')) app.addHttpMethod('QUERY', { hasBody: true })
  const routable = ROUTE_METHODS.filter(method => app.supportedMethods.includes(method))
  features.choices?.begin()
  let policies = 0
  const levels = new Set<string>()
  const fields = (): CorsPolicyOverride => {
    policies++
    const origins: CorsPolicyOverride['origins'] = source !== undefined && random.chance(0.3) ? [{ source: 'slow' }] : [ORIGIN]
    return { origins, exposedHeaders: [`x-policy-${policies}`], maxAge: policies }
  }

  const addRoute = (instance: FastifyInstance) => {
    const route = {
      method: random.chance(0.15) ? [random.pick(routable), 'LINK'] : random.pick(features.crowded ? CROWDED_METHODS : features.choices === undefined ? routable : CHOICE_METHODS),
      url: random.pick(features.crowded ? CROWDED_PATTERNS : features.choices === undefined ? PATTERNS : CHOICE_PATTERNS),
      handler: behaviors ? random.pick(HANDLERS) : async () => 'handler',
      config: features.choices !== undefined ? { cors: features.choices.own() } : random.chance(0.5) ? {} : { cors: random.chance(0.3) ? false : fields() },
      ...(random.chance(0.2) ? { exposeHeadRoute: false } : {}),
      ...(random.chance(0.2) ? { prefixTrailingSlash: random.pick(['slash', 'no-slash', 'both']) } : {})
    } as unknown as RouteOptions
    const host = features.choices === undefined || random.chance(0.2) ? random.pick(HOSTS) : undefined
    if (host !== undefined) route.constraints = { host }
    const isTaken = [route.method].flat().some((method) => instance.hasRoute({
      method, url: instance.prefix + route.url, constraints: route.constraints as never
    }))
    if (isTaken) return
    features.choices?.note(instance, route)
    instance.route(route)
  }

  const fill = async (instance: FastifyInstance, depth: number, mayRegister: boolean) => {
    if (behaviors && random.chance(0.4)) addHook(instance, random)
    let registers = mayRegister && (depth === 0 ? !features.scopes || random.chance(0.8) : random.chance(0.5))
    const steps = (features.choices === undefined ? 1 : 2) * (2 + random.int(depth === 0 ? 8 : 4))
    const position = random.int(steps)
    for (let step = 0; step < steps; step++) {
      if (registers && step === position) {
        registers = false
        const sources = source === undefined ? {} : { sources: { slow: source } }
        const registered = instance.register(corsPlugin, { ...features.choices?.document(instance) ?? fields(), ...sources } as never)
        if (random.chance(0.5)) await registered
      } else if (depth < 2 && random.chance(0.25)) {
        const prefix = random.pick(PREFIXES)
        instance.register(async (child) => fill(child, depth + 1, features.scopes), { prefix })
      } else {
        addRoute(instance)
      }
      if (behaviors && random.chance(0.1)) addHook(instance, random)
    }
    // Two not-found handlers of one prefix are more than Fastify can bear.
    const level = instance.prefix.replace(/\/$/, '')
    if (features.scopes && !levels.has(level) && random.chance(0.3)) {
      levels.add(level)
      const config = random.chance(0.5) ? {} : { cors: random.chance(0.3) ? false as const : fields() }
      instance.setNotFoundHandler({ config } as never, (_request, reply) => { reply.code(404).send('own 404') })
    }
  }

  await fill(app, 0, true)
  await app.ready()
  return app
}

function serverOptions (random: Random): FastifyServerOptions {
  const router = {
    ...(random.chance(0.3) ? { caseSensitive: false } : {}),
    ...(random.chance(0.3) ? { ignoreTrailingSlash: true } : {}),
    ...(random.chance(0.3) ? { ignoreDuplicateSlashes: true } : {}),
    ...(random.chance(0.3) ? { useSemicolonDelimiter: true } : {}),
    ...(random.chance(0.3) ? { maxParamLength: random.pick([3, 99, 200]) } : {})
  }
  const placed = random.chance(0.5) ? { routerOptions: router } : router
  return { ...placed, ...(random.chance(0.3) ? { exposeHeadRoutes: false } : {}) } as FastifyServerOptions
}
