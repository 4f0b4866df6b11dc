/** The sources of an application: their start, and what the log says about them. */
import type { FastifyBaseLogger } from 'fastify'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError } from '../errors.ts'
import type { SourceEvent } from '../lookup.ts'
import { areSourcesDisabled } from '../lookup/sources-disabled.ts'
import { parametersIn, sourcesIn } from '../origin-entries.ts'
import { onePerDeclaration, type RouteIssue } from '../routes/one-issue.ts'
import { shapeOf } from '../routes/pattern.ts'
import { pointer } from '../validate/issue.ts'
import { nearest } from '../validate/nearest.ts'
import type { BootedApplication } from './booted-application.ts'
import { logConnectionEvent, sentenceOf } from './log-connection.ts'

/**
 * Starts all sources side by side, unless a command that does not need them runs.
 *
 * @param longest  the milliseconds after which a start that waits for a store ends
 * @param shadow  the application as if the shadow document was in place
 * @throws CorsPolicyError the error of `assertSourceKeys`, and `FST_CORS_SOURCE_FAILED` if a source cannot be read
 */
export async function startSources (application: BootedApplication, longest: number, shadow?: BootedApplication): Promise<void> {
  assertSourceKeys(application)
  useSources(application, shadow)
  if (areSourcesDisabled()) return
  const failed: CorsPolicyIssue[] = []
  await Promise.all([...application.sources].map(async ([name, lookup]) => {
    try {
      await lookup.start(longest)
    } catch (error) {
      failed.push({
        id: 'source-unavailable',
        path: pointer('/sources', name),
        value: undefined,
        message: `The source ${JSON.stringify(name)} cannot be read: ${sentenceOf(error)} Check that the store runs and is initialized, ` +
          'or set `start: "closed"` to start without it.'
      })
    }
  }))
  if (failed.length === 0) return
  for (const lookup of application.sources.values()) lookup.close()
  throw new CorsPolicyError('FST_CORS_SOURCE_FAILED', failed)
}

/** Passes to each source how policies use it, including those of the shadow document. */
export function useSources (application: BootedApplication, shadow: BootedApplication | undefined): void {
  const uses = new Map<string, { keys: boolean, withoutKey: boolean }>()
  const tables = [application, ...shadow === undefined ? [] : [shadow]].map(({ table }) => table)
  // Many routes have one policy, and a policy can have many entries.
  const policies = new Set(tables.flatMap(({ routes, notFound }) => [...routes, ...notFound]).map(({ pooled }) => pooled))
  for (const pooled of policies) {
    for (const { source, key } of pooled === undefined ? [] : sourcesIn(pooled.policy.origins)) {
      let use = uses.get(source)
      if (use === undefined) uses.set(source, use = { keys: false, withoutKey: false })
      use[key === undefined ? 'withoutKey' : 'keys'] = true
    }
  }
  for (const [name, lookup] of application.sources) lookup.use(uses.get(name) ?? { keys: false, withoutKey: false })
}

/** @throws CorsPolicyError `FST_CORS_POLICY_INVALID` for a key that a route does not have */
export function assertSourceKeys (application: BootedApplication): void {
  const issues = issuesOfKeys(application)
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
}

/** A route without the parameter would allow no origin, which looks like a fault of the store. */
function issuesOfKeys ({ table }: BootedApplication): CorsPolicyIssue[] {
  return onePerDeclaration(table.routes.flatMap(({ route, pooled }): RouteIssue[] => {
    const entries = pooled === undefined ? [] : sourcesIn(pooled.policy.origins)
    const params = parametersIn(entries)
    if (params.length === 0) return []
    const { names } = shapeOf(route.pattern, true)
    const param = params.find((param) => !names.includes(param))
    if (param === undefined) return []
    const missing = entries.find(({ key }) => typeof key === 'object' && key.param === param)!
    const near = nearest(param, names)
    const advice = near !== undefined ? `Did you mean ${JSON.stringify(near)}?` : 'Give the route another policy, or set `config.cors` on the routes that have it.'
    const issue = {
      id: 'source-key-is-not-a-parameter',
      path: '',
      value: missing,
      message: `${route.method} ${route.pattern}: The source ${JSON.stringify(missing.source)} has the key ${JSON.stringify({ param })}, ` +
        `but the route has no parameter ${JSON.stringify(param)}. ${advice}`
    }
    return [{ route, issue }]
  }))
}

/** Writes what an operator must know. Routine changes are not logged. */
export function logSourceEvent (log: FastifyBaseLogger, source: string, event: SourceEvent): void {
  switch (event.kind) {
    case 'keys-not-supported':
      log.warn({ source }, 'A source of origins has no origins of keys, but a policy uses it with a `key`. These entries allow nothing. Use a ' +
        'source whose connection has `has`, such as a file *.json instead of a text.')
      break
    case 'entries-invalid':
      log.warn({ source, count: event.count, examples: event.examples },
        'A source of origins has entries that are not valid origins. They allow nothing.')
      break
    case 'too-many-origins':
      log.warn({ source, err: event.error }, 'A source of origins is too large for a snapshot. Look-ups are used.')
      break
    default:
      logConnectionEvent(log.child({ source }), event, 'A source of origins', event.kind === 'failed' && !event.wasRead
        ? 'It has never been read, so its origins are blocked until it can be read.'
        : 'Its origins are blocked after `maxStale`.')
  }
}
