/** Sends the same requests to two servers, and groups what differs for pages by its cause. */
import { setTimeout } from 'node:timers/promises'
import type { SimulatedFetch } from '../../../types/browser.ts'
import type { CorsMigrationRequest } from '../../../types/migration.ts'
import { isSafelistedResponseHeaderName } from '../../standard/headers.ts'
import type { ProofRequest } from './page-requests.ts'
import type { RequestDifference } from './is-explained.ts'
import { RealServer } from './real-server.ts'

/** A kind of difference between two servers. */
export interface ProofDifference {
  /** Whether pages can do more with the policy, or less, or read another status or header. */
  readonly effect: 'opens' | 'closes' | 'changes'
  /** The cause: the browser's failed check, or what differs in the response. */
  readonly cause: string
  /** The number of requests. */
  readonly count: number
  /** One of them. */
  readonly example: CorsMigrationRequest & { readonly url: string }
  /** Whether all of these requests are for a method that their URL does not have. */
  readonly isUnrouted: boolean
  /** Whether a change in the report is about these requests. */
  readonly isExplained: boolean
}

/** What a comparison found. */
export interface Proof {
  /** The number of requests of pages that were compared. */
  readonly compared: number
  /** The number of requests that were sent to both servers together. */
  readonly sent: number
  readonly differences: readonly ProofDifference[]
}

/**
 * Compares two servers. The URLs of the requests begin with the address of the old one.
 *
 * @param before  the address of the server with the other library
 * @param after   the address of the server with the policy
 * @param explains  whether the report explains a difference. Default: none
 * @param isLive  whether the old server is one that other clients use. Default: false, for a server of this process
 */
export async function compareServers (
  before: string, after: string, requests: readonly ProofRequest[], explains: (difference: RequestDifference) => boolean | Promise<boolean> = () => false, isLive = false
): Promise<Proof> {
  const [old, ours] = [new RealServer(before), new RealServer(after)]
  const kinds = new Map<string, ProofDifference & { count: number, isUnrouted: boolean }>()
  const waiting = [...requests]
  const fetching: Array<Promise<[was: SimulatedFetch, is: SimulatedFetch]>> = []
  while (waiting.length > 0) {
    const started = performance.now()
    const some = waiting.splice(0, AT_ONCE).map(({ page }) => [old.fetch(page), ours.fetch({ ...page, url: page.url.replace(old.origin, ours.origin) })] as const)
    fetching.push(...some.map(both => Promise.all(both)))
    await Promise.all(some.map(([, is]) => is))
    const responses = Promise.all(some.map(([was]) => was))
    // Other requests do not wait for those to which a library never responds.
    await (isLive ? responses : Promise.race([responses, setTimeout(PATIENCE + 4 * (performance.now() - started), undefined, { ref: false })]))
  }
  const pairs = await Promise.all(fetching)
  old.close()
  ours.close()
  for (const [i, request] of requests.entries()) {
    const { page, isRouted } = request
    const [was, is] = pairs[i]!
    const difference = differenceOf(was, is)
    if (difference === undefined) continue
    const [effect, cause] = difference
    const isExplained = await explains({ effect, cause, request })
    const key = `${effect} ${cause} ${isExplained}`
    const known = kinds.get(key)
    if (known !== undefined) {
      known.count++
      // A request that has a route is a better example.
      if (isRouted && known.isUnrouted) Object.assign(known, { example: exampleOf(page, old.origin), isUnrouted: false })
      continue
    }
    kinds.set(key, { effect, cause, count: 1, example: exampleOf(page, old.origin), isUnrouted: !isRouted, isExplained })
  }
  return { compared: requests.length, sent: old.sent + ours.sent, differences: [...kinds.values()].sort((a, b) => ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect) || b.count - a.count) }
}

/** The number of requests of pages that are sent at once. */
const AT_ONCE = 16

/** Milliseconds for the old server's responses, besides a multiple of the time that the policy's server took. */
const PATIENCE = 100

/** Fields that the libraries add themselves, which a page can read if everything is exposed. */
const OF_CORS = /^(?:access-control-.*|vary)$/

const ORDER = ['opens', 'closes', 'changes']

function exampleOf ({ origin, url, method = 'GET', headers = [], credentials }: ProofRequest['page'], base: string): ProofDifference['example'] {
  return { origin, method, header: headers[0]?.[0] ?? null, credentials: credentials === 'include', url: url.replace(base, '') }
}

/** What a page notices: the effect, and its cause; undefined for nothing. */
export function differenceOf (was: SimulatedFetch, is: SimulatedFetch): [ProofDifference['effect'], string] | undefined {
  if (was.outcome !== is.outcome) {
    return was.outcome === 'block' ? ['opens', was.failure!.code] : ['closes', is.failure!.code]
  }
  if (was.response === undefined || is.response === undefined) return undefined
  if (was.response.status !== is.response.status) return ['changes', `status ${was.response.status} becomes ${is.response.status}`]
  const [before, after] = [was, is].map(({ response }) => response!.headers.map(([name]) => name).filter(name => !isSafelistedResponseHeaderName(name) && !OF_CORS.test(name)))
  const lost = before!.filter(name => !after!.includes(name))
  const gained = after!.filter(name => !before!.includes(name))
  if (gained.length > 0) return ['opens', `pages can read ${gained.join(', ')}`]
  return lost.length > 0 ? ['closes', `pages cannot read ${lost.join(', ')}`] : undefined
}
