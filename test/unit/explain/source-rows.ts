/** Requests to an application with a source of origins, each with its explanation. */
import type { CorsExplanation, CorsPolicyChange } from '../../../types/explanation.ts'
import type { CorsApplicationQuestion } from '../../../types/question.ts'
import { LISTED, OTHER, TENANT } from './source-application.ts'

interface Row {
  readonly name: string
  readonly policy: object
  readonly question: Partial<CorsApplicationQuestion>
  readonly outcome: CorsExplanation['outcome']
  /** The result of each source and its sentence. */
  readonly sources: readonly string[]
  readonly reason?: string
  readonly misses?: readonly string[]
  readonly change?: Partial<Pick<CorsPolicyChange, 'verdict' | 'in' | 'patch' | 'addition' | 'flags' | 'message'>>
}

const MEMORY = '`tenants` (memory of this process)'
const addition = (origin: string, key: object | string | null = null, keyValue: string | null = null): CorsPolicyChange['addition'] =>
  ({ name: 'tenants', key, keyValue, origin } as CorsPolicyChange['addition'])

export const rows: readonly Row[] = [
  {
    name: 'an origin that the source has',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: TENANT },
    outcome: 'allow',
    sources: ['listed', `The source ${MEMORY} has \`${TENANT}\`.`]
  },
  {
    name: 'an origin that the list has already',
    policy: { origins: [LISTED, { source: 'tenants' }] },
    question: { origin: LISTED },
    outcome: 'allow',
    sources: []
  },
  {
    name: 'an origin that the source does not have',
    policy: { origins: [LISTED, { source: 'tenants' }] },
    question: { origin: OTHER, method: 'PUT' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    reason: 'origin-not-in-source',
    misses: [],
    change: {
      verdict: 'safe',
      in: null,
      patch: [],
      addition: addition(OTHER),
      message: `Add "${OTHER}" to the source "tenants", with \`add("${OTHER}")\`.`
    }
  },
  {
    name: 'an origin that would get credentials',
    policy: { origins: [{ source: 'tenants' }], credentials: true },
    question: { origin: OTHER },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    change: {
      verdict: 'widens-credentials',
      in: null,
      patch: [],
      message: `Add "${OTHER}" to the source "tenants", with \`add("${OTHER}")\`. Pages of "${OTHER}" can then act with the user's session.`
    }
  },
  {
    name: 'an origin that would get credentials from another policy with the same source',
    policy: { origins: [{ source: 'tenants' }], routes: { '/admin/*': { credentials: true } } },
    question: { origin: OTHER },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    change: { verdict: 'widens-credentials', in: null, patch: [] }
  },
  {
    name: 'an origin that the other policy finds with a key only',
    policy: { origins: [{ source: 'tenants' }], policies: { admin: { origins: [{ source: 'tenants', key: 'host' }], credentials: true } } },
    question: { origin: OTHER },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    change: { verdict: 'safe', in: null, patch: [] }
  },
  {
    name: 'a header besides the origin',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: OTHER, headers: { 'X-A': '1' } },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    change: {
      verdict: 'adds-findings',
      in: 'document',
      patch: [{ op: 'add', path: '/allowedHeaders', value: ['X-A'] }],
      addition: addition(OTHER),
      message: `Add "${OTHER}" to the source "tenants", with \`add("${OTHER}")\`. In the policy of the scope: Add "X-A" to \`allowedHeaders\`. ` +
        'Lint then reports `max-age-absent`.'
    }
  },
  {
    name: 'a header of a page that the source has',
    policy: { origins: [{ source: 'tenants' }], maxAge: 5 },
    question: { origin: TENANT, headers: { 'X-A': '1' } },
    outcome: 'block',
    sources: ['listed', `The source ${MEMORY} has \`${TENANT}\`.`],
    reason: 'origin-allowed',
    change: { verdict: 'safe', in: 'document', patch: [{ op: 'add', path: '/allowedHeaders', value: ['X-A'] }], addition: null }
  },
  {
    name: 'plain http with credentials',
    policy: { origins: [{ source: 'tenants' }], credentials: true },
    question: { origin: 'http://plain.example' },
    outcome: 'block',
    sources: ['listed', `The source ${MEMORY} has \`http://plain.example\`. However, a policy with credentials does not allow origins with plain http from a source.`],
    reason: 'origin-not-in-source',
    change: {
      verdict: 'unsafe',
      in: 'document',
      patch: [{ op: 'add', path: '/dangerouslyAllow', value: ['insecure-origins'] }],
      addition: null,
      flags: ['insecure-origins'],
      message: 'In the policy of the scope: Add "insecure-origins" to `dangerouslyAllow`, which is unsafe: an attacker on the network can inject scripts ' +
        'into http pages and use the user\'s credentials. Lint then reports `dangerous-flag-used`.'
    }
  },
  {
    name: 'plain http with credentials that the source does not have either',
    policy: { origins: [{ source: 'tenants' }], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    question: { origin: 'http://plain.test' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`http://plain.test\`.`],
    change: {
      verdict: 'unsafe',
      patch: [{ op: 'add', path: '/dangerouslyAllow/-', value: 'insecure-origins' }],
      addition: addition('http://plain.test'),
      flags: ['insecure-origins']
    }
  },
  {
    name: 'plain http without credentials that the source does not have',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: 'http://plain.test' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`http://plain.test\`.`],
    change: {
      verdict: 'safe',
      patch: [],
      addition: addition('http://plain.test'),
      message: 'Add "http://plain.test" to the source "tenants", with `add("http://plain.test")`. The origin uses plain http, so an attacker on the network can change its pages.'
    }
  },
  {
    name: 'plain http without credentials',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: 'http://plain.example' },
    outcome: 'allow',
    sources: ['listed', `The source ${MEMORY} has \`http://plain.example\`.`]
  },
  {
    name: 'a text that is not an origin',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: `${TENANT}/` },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${TENANT}/\`.`],
    misses: [`\`${TENANT}\` is allowed, but \`${TENANT}/\` is not. It has a path (even "/" is a path), and browsers never send it.`],
    change: { verdict: 'rejected', in: 'document', patch: [{ op: 'add', path: '/origins/-', value: `${TENANT}/` }], addition: null }
  },
  {
    name: 'the origin null',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: 'null' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`null\`.`],
    change: { verdict: 'unsafe', flags: ['null-origin'], addition: null }
  },
  {
    name: 'the origins of a host',
    policy: { origins: [{ source: 'tenants', key: 'host' }] },
    question: { origin: 'https://a.test', url: 'https://BANK.example/r/orders' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`https://a.test\` for the host \`bank.example\`.`],
    change: {
      verdict: 'safe',
      patch: [],
      addition: addition('https://a.test', 'host', 'bank.example'),
      message: 'Add "https://a.test" to the source "tenants" for the host "bank.example", with `add("https://a.test", "bank.example")`. ' +
        'Pages of "https://a.test" can then read the responses for "bank.example".'
    }
  },
  {
    name: 'a host that has the origin',
    policy: { origins: [{ source: 'tenants', key: 'host' }] },
    question: { origin: 'https://a.test', url: '/r/orders', host: 'Shop.example:8080' },
    outcome: 'allow',
    sources: ['listed', `The source ${MEMORY} has \`https://a.test\` for the host \`shop.example:8080\`.`]
  },
  {
    name: 'a host that is not given',
    policy: { origins: [{ source: 'tenants', key: 'host' }] },
    question: { origin: 'https://a.test', url: '/r/orders' },
    outcome: 'block',
    sources: ['no-host', `The source ${MEMORY} has origins for each host, but the host of the request is not given. The request is assumed to be blocked.`],
    reason: 'source-unavailable',
    change: {
      verdict: 'safe',
      patch: [],
      addition: addition('https://a.test', 'host'),
      message: 'Add "https://a.test" to the source "tenants" for the host of the request, unless it has it already.'
    }
  },
  {
    name: 'the origins of a parameter',
    policy: { origins: [{ source: 'tenants', key: { param: 'realm' } }, { source: 'tenants' }] },
    question: { origin: 'https://b.test', url: '/re%61lm/orders' },
    outcome: 'block',
    sources: [
      'not-listed', `The source ${MEMORY} does not have \`https://b.test\` for \`realm\`, the value of the parameter \`realm\`.`,
      'not-listed', `The source ${MEMORY} does not have \`https://b.test\`.`
    ],
    change: {
      verdict: 'safe',
      patch: [],
      addition: addition('https://b.test', { param: 'realm' }, 'realm'),
      message: 'Add "https://b.test" to the source "tenants" for "realm", the value of the parameter "realm", with `add("https://b.test", "realm")`. ' +
        'Pages of "https://b.test" can then read the responses for "realm".'
    }
  },
  {
    name: 'a parameter that the request does not have',
    policy: { origins: [{ source: 'tenants', key: { param: 'realm' } }] },
    question: { origin: 'https://b.test', url: '/none' },
    outcome: 'block',
    sources: ['no-parameter', `The source ${MEMORY} has origins for each value of the parameter \`realm\`, which the request does not have.`],
    reason: 'origin-not-in-source',
    change: { verdict: 'safe', in: 'document', patch: [{ op: 'add', path: '/origins/-', value: 'https://b.test' }], addition: null }
  }
]
