/** Four different policies, and the header lines that identify them in a response. */
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { CorsPolicy } from '../../../types/policy.ts'
import { overHttp1, type Ask } from '../responses/exchange.ts'

/** Allowed by all but `other`. */
export const PAGE = 'https://page.test'

export const POLICIES = {
  root: {
    origins: [PAGE, 'https://root.test'],
    credentials: true,
    allowedHeaders: ['X-Root'],
    exposedHeaders: ['X-Root'],
    maxAge: 1
  },
  // Without most of what the one of the root has, so that what is left over from there shows.
  child: { origins: [PAGE, 'https://child.test'], maxAge: 2 },
  inner: { origins: '*', exposedHeaders: ['X-Inner'] },
  other: {
    origins: ['https://other.test'],
    credentials: true,
    allowedHeaders: ['X-Other'],
    exposedHeaders: ['X-Other'],
    maxAge: 4
  }
} as const satisfies Record<string, CorsPolicy>

export type PolicyName = keyof typeof POLICIES

const ORIGINS = [PAGE, 'https://root.test', 'https://child.test', 'https://other.test', 'https://evil.test', undefined]

/** A request and the policy that it is under; undefined for none. */
export type Expected = readonly [url: string, policy: PolicyName | undefined, more?: { method?: string, host?: string }]

function linesOf (name: PolicyName, origin: string | undefined, isPreflight: boolean): string[] {
  const policy: CorsPolicy = POLICIES[name]
  const vary = policy.origins === '*' ? [] : ['vary: Origin']
  if (policy.origins !== '*' && (origin === undefined || !policy.origins.includes(origin))) return vary
  const { allowedHeaders, exposedHeaders, maxAge } = policy
  const names = (list: typeof exposedHeaders) => String(list).toLowerCase()
  return [
    ...(policy.credentials === true ? ['access-control-allow-credentials: true'] : []),
    ...(isPreflight && allowedHeaders !== undefined ? [`access-control-allow-headers: ${names(allowedHeaders)}`] : []),
    `access-control-allow-origin: ${policy.origins === '*' ? '*' : origin}`,
    ...(isPreflight || exposedHeaders === undefined ? [] : [`access-control-expose-headers: ${names(exposedHeaders)}`]),
    ...(isPreflight && maxAge !== undefined ? [`access-control-max-age: ${maxAge}`] : []),
    ...vary
  ]
}

/** Requests each URL from every origin, with preflights: all responses must be from the expected policy. */
export async function isUnder (t: Test, app: FastifyInstance, expected: readonly Expected[]): Promise<void> {
  const ask = await overHttp1(t, app)
  for (const row of expected) {
    for (const origin of ORIGINS) {
      await actualIsUnder(t, ask, row, origin)
      if (origin !== undefined) await preflightIsUnder(t, ask, row, origin)
    }
  }
}

async function actualIsUnder (t: Test, ask: Ask, [url, policy, more]: Expected, origin: string | undefined) {
  const { method = 'GET', host } = more ?? {}
  const headers = { ...(origin === undefined ? {} : { origin }), ...(host === undefined ? {} : { host }) }
  const { lines } = await ask({ method, url, headers })
  const expected = policy === undefined ? [] : linesOf(policy, origin, false)
  t.same(lines, expected, `${method} ${url} from ${origin} has ${policy}`)
}

async function preflightIsUnder (t: Test, ask: Ask, [url, policy, more]: Expected, origin: string) {
  const { method = 'GET', host } = more ?? {}
  const headers = { origin, 'access-control-request-method': method, ...(host === undefined ? {} : { host }) }
  const { status, lines } = await ask({ method: 'OPTIONS', url, headers })
  const name = `the preflight for ${method} ${url} from ${origin} has ${policy}`
  if (policy === undefined) {
    t.same([status, lines], [404, []], name)
    return
  }
  // The methods are another matter.
  const shown = lines.filter((line) => !line.startsWith('access-control-allow-methods: '))
  const expected = linesOf(policy, origin, true)
  t.same([status, shown], [expected.some((line) => line.includes('allow-origin')) ? 204 : 403, expected], name)
}
