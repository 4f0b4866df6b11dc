/** Whether the report of a conversion explains a difference between two servers. */
import type { CorsMigration } from '../../../types/migration.ts'
import { factsOf } from '../../browser/engines.ts'
import { unsafeRequestHeaderNames } from '../../browser/safelist.ts'
import { isAffected, type AffectedRequest } from '../affected-requests.ts'
import type { ProofRequest } from './page-requests.ts'
import { keyFor } from './middleware-steps.ts'

/** The difference of one request. */
export interface RequestDifference {
  readonly effect: 'opens' | 'closes' | 'changes'
  /** The browser's failed check, or what differs in the response. */
  readonly cause: string
  readonly request: ProofRequest
}

/** Whether a change of the place of the request is about it, so that the request would not differ without the change. */
export async function isExplained ({ effect, cause, request }: RequestDifference, migrations: readonly CorsMigration[]): Promise<boolean> {
  if (effect === 'changes') return false
  const { page, route } = request
  const { pathname, search } = new URL(page.url)
  const place = keyFor(migrations.map(({ place }) => place), route ?? pathname) ?? null
  const affected: AffectedRequest = {
    origin: page.origin,
    method: page.method ?? 'GET',
    unsafeHeaders: unsafeRequestHeaderNames(page.headers ?? [], factsOf('standard')),
    credentials: page.credentials === 'include',
    path: pathname + search,
    subject: subjectOf(cause),
    exposed: cause.replace(/^pages can(?:not)? read /, '').split(', ')
  }
  for (const migration of migrations) {
    if (migration.place !== place) continue
    // Without consent, what the nearest policy opens is an offer.
    const changes = effect === 'closes' ? migration.closes : migration.document === null ? [...migration.opens, ...migration.widerOffers] : migration.opens
    for (const change of changes) if (await isAffected(change, affected)) return true
  }
  return false
}

function subjectOf (cause: string): AffectedRequest['subject'] {
  if (cause.startsWith('pages can')) return 'exposed'
  if (/^(?:method|allow-methods)-/.test(cause)) return 'method'
  if (/^(?:header|authorization|allow-headers)-/.test(cause)) return 'header'
  return /^(?:allow|wildcard-with)-credentials/.test(cause) ? 'credentials' : 'origin'
}
