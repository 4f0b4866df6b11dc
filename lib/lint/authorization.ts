/** Detects routes that read tokens from `Authorization`. */
import { requestHeaderNames, securitySchemeNames } from './route-schema.ts'
import type { RouteKind } from './linted-route.ts'

/** Plugins that read Authorization when a hook calls them. */
const PLUGINS = ['@fastify/jwt', '@fastify/bearer-auth', '@fastify/basic-auth', '@fastify/auth']

/** Names of hooks that probably call such a plugin. The purpose of a hook without a name is unknown. */
const AUTH_HOOK = /auth|bearer|jwt|token|verify/i

/** Names of security schemes that probably do not use Authorization. */
const OTHER_SCHEME = /cookie|key|session/i

/** Whether the schema of a route contains Authorization or a scheme that probably uses it, or a hook probably reads it. */
export function usesAuthorization (route: RouteKind): boolean {
  if (route.isWebSocket || route.method === 'HEAD') return false
  if (requestHeaderNames(route).includes('authorization') || securitySchemeNames(route).some(name => !OTHER_SCHEME.test(name))) return true
  return PLUGINS.some(route.hasPlugin) && route.hooks.some(name => AUTH_HOOK.test(name))
}
