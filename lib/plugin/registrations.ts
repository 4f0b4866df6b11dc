/** What the registrations of an application collect while it loads: the input of the boot. */
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { ListedRoute } from '../fastify/route-list.ts'
import type { SourceLookup } from '../lookup.ts'
import type { Scope } from '../routes/scope.ts'
import { Guards } from './guards.ts'
import { Refusals } from './refusals.ts'

/** A page that an option adds. */
export interface RegisteredPage {
  readonly option: 'docs' | 'report'
  readonly scope: Scope
  /** The path, including the prefix. */
  readonly url: string
}

export class Registrations {
  /** The instance of the first registration. */
  readonly app: FastifyInstance
  readonly scopes: Scope[] = []
  /** Prefixes of the topmost registrations, in order. */
  readonly owners: string[] = []
  /** Routes that `onRoute` has reported. Not all routes, but each must be in the complete list. */
  readonly declared: ListedRoute[] = []
  readonly instances = new Set<FastifyInstance>()
  /** The sources of origins, by name. A name has one source in the whole application. */
  readonly sources = new Map<string, SourceLookup>()
  readonly refusals = new Refusals()
  readonly guards = new Guards()
  /** The pages that options add. */
  readonly pages: RegisteredPage[] = []
  /** WebSocket routes, such as `GET /live`, that were declared after the plugin was registered. */
  readonly webSockets = new Set<string>()

  constructor (app: FastifyInstance) {
    this.app = app
  }

  /** Records a route; called by an `onRoute` hook. */
  noteRoute (server: FastifyInstance, route: RouteOptions & { readonly url: string }): void {
    for (const method of typeof route.method === 'string' ? [route.method] : route.method) {
      this.declared.push({
        method,
        pattern: route.url,
        constraints: (route.constraints ?? {}) as Record<string, unknown>,
        config: route.config ?? {},
        server,
        context: undefined
      })
      // https://github.com/fastify/fastify-websocket
      const { websocket, wsHandler } = route as { readonly websocket?: unknown, readonly wsHandler?: unknown }
      if (websocket === true || wsHandler !== undefined) this.webSockets.add(`${method} ${route.url}`)
    }
  }

  /** Records an instance; called by an `onRegister` hook. */
  noteInstance (instance: FastifyInstance): void {
    this.instances.add(instance)
  }

  /** Frees what only the boot needs. */
  forgetRoutes (): void {
    this.declared.length = 0
    this.instances.clear()
  }
}
