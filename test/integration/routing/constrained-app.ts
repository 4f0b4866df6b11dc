/** Random applications with constraints of every kind, whose handlers report themselves and their policy. */
import type { FastifyInstance, HTTPMethods, RouteOptions, fastify as Create } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import { shapeOf } from '../../../lib/routes/pattern.ts'
import { ORIGIN } from './random-app.ts'
import { drawConstraints, type DrawnConstraints } from './random-constraints.ts'
import type { Random } from '../../unit/properties/seeded-random.ts'

export interface ConstrainedApp {
  readonly app: FastifyInstance
  readonly constraints: DrawnConstraints
  /** Whether all routes have one policy, so that no preflight is uncertain. */
  readonly hasOnePolicy: boolean
}

/** Patterns that compete for few URLs, at places from the most to the least specific. */
const PATTERNS = [
  '/x', '/x/y', '/x/:id', '/x/:id', '/x/*', '/:a', '/:other', '/:a/:b', '/:a/y', '/:a/*', '/:num(^\\d+$)', '/:a-:b', '/x/:a.:b', '/*', '/*', '*'
]
export const URLS = ['/x', '/x/y', '/x/1', '/x/1.2', '/7', '/a-b', '/q/y', '/q/r', '/x/y/z', '/', '/p/x', '/p/x/y', '/p/7', '/x?x=a', '/x/1?x=b']

/** So few that routes often have the same. */
const MAX_AGES = [1, 2, 3]
const METHODS = ['PUT', 'PUT', 'PUT', 'DELETE', 'DELETE', 'GET', 'POST']

/** Builds and boots one; tries again where the choices make an application that Fastify or the plugin refuses. */
export async function constrainedApp (create: typeof Create, random: Random): Promise<ConstrainedApp> {
  for (;;) {
    try {
      return await build(create, random)
    } catch (error) {
      if (!/already (?:declared|present|set)|differ only in/i.test((error as Error).message)) throw error
    }
  }
}

async function build (create: typeof Create, random: Random): Promise<ConstrainedApp> {
  const constraints = drawConstraints(random, create().version)
  const app = create(constraints.options)
  constraints.install(app)
  const policy = (maxAge: number) => ({ origins: [ORIGIN], exposedHeaders: [`x-policy-${maxAge}`], maxAge })
  const hasOnePolicy = random.chance(0.1)
  /** Routes of one pattern mostly have one policy, since the plugin refuses others. */
  const chosen = new Map<string, number | false | undefined>()
  const choose = () => hasOnePolicy || random.chance(0.4) ? undefined : random.chance(0.15) ? false : random.pick(MAX_AGES)
  const addRoute = (instance: FastifyInstance) => {
    const url = random.pick(PATTERNS)
    const method = random.chance(0.1) ? METHODS : random.pick(METHODS)
    const place = shapeOf(`${instance.prefix}${url}`, true).key
    if (!chosen.has(place)) chosen.set(place, choose())
    const maxAge = random.chance(0.95) ? chosen.get(place) : choose()
    const cors = maxAge === undefined || maxAge === false ? maxAge : policy(maxAge)
    const route = {
      method: [...new Set([method].flat())],
      url,
      constraints: constraints.ofRoute(),
      config: cors === undefined ? {} : { cors },
      handler: async (_request, reply) => { reply.header('x-ran', 'yes'); return 'handler' }
    } as RouteOptions & { readonly method: string[] }
    const isTaken = route.method.some((method) => instance.hasRoute({
      method: method as HTTPMethods, url: instance.prefix + url, constraints: route.constraints as never
    }))
    if (!isTaken) instance.route(route)
  }

  const fill = async (instance: FastifyInstance, depth: number) => {
    const steps = depth === 0 ? 6 + random.int(14) : 3 + random.int(4)
    for (let step = 0; step < steps; step++) {
      if (depth === 0 && random.chance(0.15)) {
        const prefix = random.pick(['/p', '/q', '/:tenant', '/x'])
        instance.register(async (child) => fill(child, 1), { prefix })
      } else {
        addRoute(instance)
      }
    }
    if (depth === 1 && !hasOnePolicy && random.chance(0.3)) instance.register(corsPlugin, { ...policy(4), lint: 'off' })
  }

  app.register(corsPlugin, { ...policy(5), lint: 'off' })
  await fill(app, 0)
  await app.ready()
  return { app, constraints, hasOnePolicy }
}
