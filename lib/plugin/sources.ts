/** The sources of an application: their start, and what the log says about them. */
import type { FastifyBaseLogger } from 'fastify'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError } from '../errors.ts'
import type { SourceEvent } from '../lookup.ts'
import { areSourcesDisabled } from '../lookup/disabled.ts'
import { sourcesIn } from '../origin-entries.ts'
import { shapeOf } from '../routes/pattern.ts'
import { pointer } from '../validate/issue.ts'
import { nearest } from '../validate/nearest.ts'
import type { BootedApplication } from './booted-application.ts'
import { logConnectionEvent, sentenceOf } from './log-connection.ts'

/**
 * Starts all sources side by side, unless a command that does not need them runs.
 *
 * @param longest  the milliseconds after which a start that waits for a store ends
 * @param tried  the application with a document that is tried
 * @throws CorsPolicyError the error of `assertSourceKeys`, and `FST_CORS_SOURCE_FAILED` if a source cannot be read
 */
export async function startSources (application: BootedApplication, longest: number, tried?: BootedApplication): Promise<void> {
  assertSourceKeys(application)
  useSources(application, tried)
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

/** Says each source how policies use it, with those that are tried. */
export function useSources (application: BootedApplication, tried: BootedApplication | undefined): void {
  const uses = new Map<string, { keys: boolean, withoutKey: boolean }>()
  for (const { table } of tried === undefined ? [application] : [application, tried]) {
    for (const { pooled } of [...table.routes, ...table.notFound]) {
      for (const { source, key } of pooled === undefined ? [] : sourcesIn(pooled.policy.origins)) {
        const use = uses.get(source) ?? { keys: false, withoutKey: false }
        uses.set(source, { keys: use.keys || key !== undefined, withoutKey: use.withoutKey || key === undefined })
      }
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
  return table.routes.flatMap(({ route, pooled }): CorsPolicyIssue[] => {
    const { names } = shapeOf(route.pattern, true)
    const missing = (pooled === undefined ? [] : sourcesIn(pooled.policy.origins)).find(({ key }) => typeof key === 'object' && !names.includes(key.param))
    if (missing === undefined) return []
    const { param } = missing.key as { readonly param: string }
    const near = nearest(param, names)
    const advice = near !== undefined ? `Did you mean ${JSON.stringify(near)}?` : 'Give the route another policy, or set `config.cors` on the routes that have it.'
    return [{
      id: 'source-key-is-not-a-parameter',
      path: '',
      value: missing,
      message: `${route.method} ${route.pattern}: The source ${JSON.stringify(missing.source)} has the key ${JSON.stringify({ param })}, ` +
        `but the route has no parameter ${JSON.stringify(param)}. ${advice}`
    }]
  })
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
