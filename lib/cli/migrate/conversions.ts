/** Each use of another library → its conversion, and what its place adds to it. */
import type { CorsMigration, CorsMigrationChange, CorsMigrationOptions } from '../../../types/migration.ts'
import { affectsNeedlessPreflights, affectsPreflights, withAffected } from '../../migrate/affected-requests.ts'
import { attempt } from '../load-module.ts'
import { byPath } from './by-path.ts'
import type { ConfigurationPart } from './configuration-part.ts'

/** @param routes  the paths of the application; empty if they are not known */
export async function converted (parts: readonly ConfigurationPart[], options: CorsMigrationOptions, routes: readonly string[] = []): Promise<readonly CorsMigration[]> {
  const migrations: CorsMigration[] = []
  // Many routes can have the same options.
  const known = new Map<unknown, readonly CorsMigration[]>()
  for (const part of parts) {
    const { library, version, given } = part
    const results = known.get(given) ?? await attempt('The configuration cannot be read', () => library.convert(given, version, options))
    known.set(given, results)
    const placed = results.some(({ questions }) => questions.some(({ id }) => id === 'depends-on-path'))
      ? await byPath(part, options, routes.filter(route => !parts.some(({ place }) => place === route)))
      : results
    migrations.push(...placed.map(result => atPlace(result, part, options.acceptWider === true)))
  }
  return migrations
}

function atPlace (result: CorsMigration, { place, isRoute, withoutPreflights, reason }: ConfigurationPart, isAccepted: boolean): CorsMigration {
  const own = isRoute ? ofRoute(result, isAccepted) : withoutPreflights === true ? ofActual(result, isAccepted) : result
  const placed = place === null || own.place !== null ? own : { ...own, place }
  const { document, nearest } = placed
  return reason === undefined ? placed : { ...placed, verdict: 'not-convertible', summary: `Not convertible: ${reason}`, document: null, nearest: document ?? nearest }
}

/**
 * @fastify/cors responds to preflights for a route by the options of the registration, and only other requests by those of the route. The policy
 * of a route is for both, so it approves no preflight without consent.
 */
function ofRoute (migration: CorsMigration, isAccepted: boolean): CorsMigration {
  const { document, opens, closes } = migration
  if (document === null || migration.verdict === 'wider') return migration
  const message = 'Preflights for this route followed the options of the registration, and not those of the route.'
  if (isAccepted) return { ...migration, verdict: 'wider', opens: [...opens, routePreflights(`${message} Now they follow those of the route.`)] }
  return {
    ...migration,
    verdict: 'narrower',
    summary: 'Narrower: the policy of this route approves no preflights. With --accept-wider, it does.',
    document: { ...document, methods: [], allowedHeaders: [] },
    closes: [...closes, routePreflights(`${message} The policy approves none.`)]
  }
}

function routePreflights (message: string): CorsMigrationChange {
  const id = 'route-preflights'
  return withAffected({ id, message, request: { origin: 'https://any.example', method: 'PUT', header: null, credentials: false } }, affectsPreflights)
}

/** Preflights do not reach a middleware of a route, because Express responds to them itself. So the policy approves none, except what needs no consent. */
function ofActual (migration: CorsMigration, isAccepted: boolean): CorsMigration {
  const { document, opens, widerOffers } = migration
  if (document === null) return migration
  const without = { ...document, methods: [], allowedHeaders: [] }
  const { maxAge: _maxAge, preflightStatus: _status, ...rest } = without
  const change = withAffected({
    id: 'preflight-without-need',
    message: 'The middleware is only for requests of the route, and saw no preflights. The policy approves no method and no header, but a preflight that requests neither succeeds, as for an upload with progress events.',
    request: { origin: 'https://any.example', method: 'POST', header: null, credentials: false }
  }, affectsNeedlessPreflights)
  return isAccepted
    ? { ...migration, verdict: 'wider', summary: 'Wider: one access is opened.', document: rest, opens: [...opens, change] }
    : { ...migration, verdict: 'wider', summary: 'Only a wider policy can express this configuration. It is not written without your consent.', document: null, nearest: rest, widerOffers: [...widerOffers, change] }
}
