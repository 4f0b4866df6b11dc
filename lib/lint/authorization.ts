/** Which routes take tokens from `Authorization`. */
import { requestHeaderNames, securitySchemeNames } from './route-schema.ts'
import type { LintedRoute } from './subject.ts'

/** They read Authorization, where a hook asks them to. */
const PLUGINS = ['@fastify/jwt', '@fastify/bearer-auth', '@fastify/basic-auth', '@fastify/auth']

/** The hook that asks; of one without a name nobody knows what it does. */
const ASKING_HOOK = /auth|bearer|jwt|token|verify/i

/** Schemes that are no matter of Authorization, as far as their names tell. */
const OTHER_SCHEME = /cookie|key|session/i

/** Whether the schema of a route names it, or a scheme that is likely to be sent by it, or a plugin reads it by a hook that asks. */
export function usesAuthorization (route: LintedRoute): boolean {
  if (route.isWebSocket || route.method === 'HEAD') return false
  if (requestHeaderNames(route).includes('authorization') || securitySchemeNames(route).some(name => !OTHER_SCHEME.test(name))) return true
  return PLUGINS.some(route.hasPlugin) && route.hooks.some(name => ASKING_HOOK.test(name))
}
