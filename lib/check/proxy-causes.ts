/** What is wrong with the responses that a proxy itself makes, by cause. */
import type { ServerResponse } from '../../types/browser.ts'
import type { CorsSeverity } from '../../types/report.ts'
import { getValue } from '../browser/header-values.ts'
import { accessOf, NO_ACCESS, WITH_CREDENTIALS, type Access } from './access.ts'
import { corsLines } from './browser-verdict.ts'
import { allowOriginOf, hasNoCors, isRepeated } from './response-facts.ts'
import type { CheckTarget } from './target.ts'

/** A response of the proxy. */
export interface ProxyExchange {
  readonly path: string
  readonly origin: string
  readonly target: CheckTarget
  /** The access that pages of the origin should have. */
  readonly wanted: Access
  readonly response: ServerResponse
}

/** A difference between the responses of a proxy and the policy. */
export interface ProxyFinding {
  /** Stable kebab-case id. */
  readonly id: string
  readonly severity: CorsSeverity
  readonly message: string
  readonly fix: string
  /** The responses that show it. */
  readonly responses: readonly ProxyEvidence[]
}

export interface ProxyEvidence {
  readonly path: string
  readonly origin: string
  /** The status and the CORS headers. */
  readonly actual: readonly string[]
}

interface Rule {
  readonly id: string
  readonly severity: CorsSeverity
  /** Whether a response shows the cause. */
  readonly holds: (exchange: ProxyExchange, bare: BarePaths) => boolean
  readonly message: (first: ProxyExchange) => string
  readonly fix: string
}

const WRITE_AGAIN = 'Write the configuration again, include it and reload the proxy.'

/** Where pages should be able to read responses, but none has a CORS header. */
interface BarePaths {
  readonly paths: ReadonlySet<string>
  /** Whether these are all paths where pages should be able to read responses, and no other path has CORS headers. */
  readonly areAll: boolean
}

/** In order: a response shows only the first cause that holds. */
const RULES: readonly Rule[] = [
  {
    id: 'proxy-configuration-not-used',
    severity: 'error',
    holds: (_exchange, { areAll }) => areAll,
    message: () => 'The responses that the proxy makes have no CORS headers at all, so the written configuration is not in use.',
    fix: 'Include the configuration where its comments say, and reload the proxy. The responses of the application do not change.'
  },
  {
    id: 'proxy-adds-headers-twice',
    severity: 'error',
    holds: exchange => isBlocked(exchange) && isRepeated(exchange.response, 'access-control-allow-origin'),
    message: ({ path }) => `At ${path} the response of the proxy has Access-Control-Allow-Origin twice, so browsers block it.`,
    fix: 'In the configuration of the proxy, remove the other line that adds this header.'
  },
  {
    id: 'proxy-allows-other-origins',
    severity: 'error',
    holds: exchange => accessIn(exchange) > exchange.wanted,
    message: exchange => `At ${exchange.path} pages of ${exchange.origin} can read the response of the proxy${accessIn(exchange) === WITH_CREDENTIALS ? ' with credentials' : ''}, which the policy does not allow.`,
    fix: `The configuration is older than the policy, or another line in the configuration of the proxy adds the header. ${WRITE_AGAIN}`
  },
  {
    id: 'proxy-headers-missing-at-path',
    severity: 'error',
    holds: ({ path }, { paths }) => paths.has(path),
    message: ({ path }) => `At ${path} the response of the proxy has no CORS headers, but at other paths it has.`,
    fix: 'Look for another block of the proxy that handles this path. In nginx, an add_header in a "location" switches off those of the "server".'
  },
  {
    id: 'proxy-does-not-allow-credentials',
    severity: 'error',
    holds: exchange => isBlocked(exchange) && accessIn(exchange) !== NO_ACCESS,
    message: ({ path, origin }) => `At ${path} pages of ${origin} cannot read the response of the proxy with credentials, because Access-Control-Allow-Credentials is not "true".`,
    fix: WRITE_AGAIN
  },
  {
    id: 'proxy-does-not-allow-origin',
    severity: 'error',
    holds: isBlocked,
    message: ({ path, origin, response }) => `At ${path} pages of ${origin} cannot read the response of the proxy: ${sentOrigin(response)}.`,
    fix: `The configuration is older than the policy, or was changed by hand. ${WRITE_AGAIN}`
  },
  {
    id: 'proxy-vary-missing',
    severity: 'warning',
    holds: ({ target: { plainPolicy }, response }) => plainPolicy !== false && plainPolicy?.origins !== '*' && !/(?:^|,)\s*(?:origin|\*)\s*(?:,|$)/i.test(getValue(response.headers, 'vary') ?? ''),
    message: ({ path }) => `At ${path} the response of the proxy has no "Vary: Origin", so caches can give it to pages of other origins.`,
    fix: WRITE_AGAIN
  }
]

/** The causes, the first one first. */
export function causesOf (exchanges: readonly ProxyExchange[]): readonly ProxyFinding[] {
  let left = exchanges
  const bare = barePathsIn(exchanges)
  return RULES.flatMap(({ id, severity, holds, message, fix }) => {
    const found = left.filter(exchange => holds(exchange, bare))
    const shown = new Set(found)
    left = left.filter(exchange => !shown.has(exchange))
    const [first] = found
    return first === undefined ? [] : [{ id, severity, message: message(first), fix, responses: found.map(evidenceOf) }]
  })
}

function barePathsIn (exchanges: readonly ProxyExchange[]): BarePaths {
  const pathsOf = (those: readonly ProxyExchange[]): Set<string> => new Set(those.map(({ path }) => path))
  const withCors = pathsOf(exchanges.filter(({ response }) => !hasNoCors(response)))
  const paths = pathsOf(exchanges.filter(exchange => isBlocked(exchange) && !withCors.has(exchange.path)))
  return { paths, areAll: paths.size > 0 && withCors.size === 0 }
}

function evidenceOf ({ path, origin, response }: ProxyExchange): ProxyEvidence {
  return { path, origin, actual: corsLines(response) }
}

/** Before a browser follows a redirect, it compares the same headers. */
function accessIn ({ origin, target, response: { headers } }: ProxyExchange): Access {
  return accessOf(origin, target, { status: 200, headers })
}

function isBlocked (exchange: ProxyExchange): boolean {
  return accessIn(exchange) < exchange.wanted
}

function sentOrigin (response: ServerResponse): string {
  const sent = allowOriginOf(response)
  return sent === undefined ? 'it has no Access-Control-Allow-Origin' : `Access-Control-Allow-Origin is ${JSON.stringify(sent)}`
}
