/** The order of our hook and of middleware in the style of Express. */
import { childrenOf, onRequestHooksOf, type HookFunction } from '../fastify/instances.ts'

/** The names of the hooks of @fastify/middie, which NestJS uses, and of @fastify/express. */
const RUNS_MIDDLEWARE: ReadonlySet<string> = new Set(['runMiddie', 'enhanceRequest', 'runConnect'])

/**
 * Moves a hook of an instance, and of the instances inside it, before the hooks that run middleware. Middleware writes to the raw response
 * and does not call later hooks if it responds or throws, so its responses would not have the policy. NestJS adds its middleware before
 * the application can register a plugin.
 */
export function runBeforeMiddleware (instance: object, hook: HookFunction): void {
  const hooks = onRequestHooksOf(instance) ?? []
  const first = hooks.findIndex(({ name }) => RUNS_MIDDLEWARE.has(name))
  const ours = hooks.lastIndexOf(hook)
  if (first !== -1 && first < ours) hooks.splice(first, 0, ...hooks.splice(ours, 1))
  for (const child of childrenOf(instance)) runBeforeMiddleware(child, hook)
}
