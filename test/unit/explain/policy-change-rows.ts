/** Policies and questions, each with the change that an explanation proposes. */
import type { CorsPolicyChange } from '../../../types/explanation.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsDocumentQuestion } from '../../../types/question.ts'

export const A = 'https://a.test'
export const B = 'https://b.test'

interface Row {
  readonly name: string
  readonly document: CorsPolicyDocument
  readonly question: CorsDocumentQuestion
  readonly verdict: CorsPolicyChange['verdict']
  readonly patch: CorsPolicyChange['patch']
  readonly flags?: readonly string[]
  /** Ids; not looked at where they are not given. */
  readonly findings?: readonly string[]
  /** Ids. */
  readonly issues?: readonly string[]
}

export const rows: Row[] = [
  {
    name: 'an origin is added to the list',
    document: { origins: [A] },
    question: { origin: B },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/origins/-', value: B }]
  },
  {
    name: 'all that is missing is added at once, header names as the page spells them',
    document: { origins: [A], methods: ['PUT'], allowedHeaders: ['X-A'] },
    question: { origin: B, method: 'DELETE', headers: { 'X-B': '1', 'Content-Type': 'application/json' }, credentials: 'include' },
    verdict: 'widens-credentials',
    patch: [
      { op: 'add', path: '/origins/-', value: B },
      { op: 'add', path: '/credentials', value: true },
      { op: 'add', path: '/methods/-', value: 'DELETE' },
      { op: 'add', path: '/allowedHeaders/-', value: 'Content-Type' },
      { op: 'add', path: '/allowedHeaders/-', value: 'X-B' }
    ]
  },
  {
    name: 'an origin is added to a list that an override with credentials takes over',
    document: { origins: [A], routes: { '/x/*': { credentials: true } } },
    question: { origin: B },
    verdict: 'widens-credentials',
    patch: [{ op: 'add', path: '/origins/-', value: B }]
  },
  {
    name: 'an override with credentials and a list of its own takes nothing over',
    document: { origins: [A], routes: { '/x/*': { origins: [A], credentials: true } } },
    question: { origin: B },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/origins/-', value: B }]
  },
  {
    name: 'an insecure origin without credentials is accepted, and lint says what it is',
    document: { origins: [A] },
    question: { origin: 'http://b.test' },
    verdict: 'adds-findings',
    findings: ['insecure-origin'],
    patch: [{ op: 'add', path: '/origins/-', value: 'http://b.test' }]
  },
  {
    name: 'an insecure origin with credentials needs its flag',
    document: { origins: [A], credentials: true },
    question: { origin: 'http://b.test' },
    verdict: 'unsafe',
    patch: [
      { op: 'add', path: '/origins/-', value: 'http://b.test' },
      { op: 'add', path: '/dangerouslyAllow', value: ['insecure-origins'] }
    ],
    flags: ['insecure-origins']
  },
  {
    name: 'flags that are there stay',
    document: { origins: [A], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    question: { origin: 'http://b.test' },
    verdict: 'unsafe',
    patch: [
      { op: 'add', path: '/origins/-', value: 'http://b.test' },
      { op: 'add', path: '/dangerouslyAllow/-', value: 'insecure-origins' }
    ],
    flags: ['insecure-origins']
  },
  {
    name: 'credentials for a list with insecure origins and wildcards of strangers need both flags',
    document: { origins: ['http://b.test', 'https://*.github.io', A] },
    question: { origin: A, credentials: 'include' },
    verdict: 'unsafe',
    patch: [
      { op: 'add', path: '/credentials', value: true },
      { op: 'add', path: '/dangerouslyAllow', value: ['insecure-origins', 'public-suffix-wildcards'] }
    ],
    flags: ['insecure-origins', 'public-suffix-wildcards']
  },
  {
    name: 'the opaque origin needs its flag',
    document: { origins: [A] },
    question: { origin: 'null' },
    verdict: 'unsafe',
    patch: [{ op: 'add', path: '/origins/-', value: 'null' }, { op: 'add', path: '/dangerouslyAllow', value: ['null-origin'] }],
    flags: ['null-origin']
  },
  {
    name: 'the opaque origin never goes with credentials',
    document: { origins: [A], credentials: true },
    question: { origin: 'null' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/origins/-', value: 'null' }],
    issues: ['null-origin-with-credentials']
  },
  {
    name: 'what browsers never send is refused with what was meant',
    document: { origins: [A] },
    question: { origin: 'https://b.test/' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/origins/-', value: 'https://b.test/' }],
    issues: ['origin-has-path']
  },
  {
    name: 'so is an empty text',
    document: { origins: [A] },
    question: { origin: '' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/origins/-', value: '' }],
    issues: ['origin-is-empty']
  },
  {
    name: 'no list allows a text with a wildcard as origin',
    document: { origins: [A] },
    question: { origin: 'https://*.b.test' },
    verdict: 'none',
    patch: []
  },
  {
    name: 'with credentials every origin becomes one, and wildcards become lists',
    document: { origins: '*', allowedHeaders: ['*', 'Authorization', 'X-A'], exposedHeaders: '*' },
    question: { origin: A, credentials: 'include', headers: { 'X-B': '1', authorization: '2' } },
    verdict: 'widens-credentials',
    patch: [
      { op: 'replace', path: '/origins', value: [A] },
      { op: 'add', path: '/credentials', value: true },
      { op: 'replace', path: '/allowedHeaders', value: ['Authorization', 'X-A', 'X-B'] },
      { op: 'replace', path: '/exposedHeaders', value: [] }
    ]
  },
  {
    name: 'credentials can be allowed where they are denied by name',
    document: { origins: [A], credentials: false },
    question: { origin: A, credentials: 'include' },
    verdict: 'widens-credentials',
    patch: [{ op: 'replace', path: '/credentials', value: true }]
  },
  {
    name: 'Authorization is listed beside "*"',
    document: { origins: '*', allowedHeaders: '*' },
    question: { origin: A, headers: { Authorization: '1' } },
    verdict: 'safe',
    patch: [{ op: 'replace', path: '/allowedHeaders', value: ['*', 'Authorization'] }]
  },
  {
    name: 'no header of responses is allowed in requests',
    document: { origins: [A] },
    question: { origin: A, headers: { 'Access-Control-Allow-Origin': '*' } },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/allowedHeaders', value: ['Access-Control-Allow-Origin'] }],
    issues: ['header-belongs-to-responses']
  },
  {
    name: 'a method is listed in upper case only',
    document: { origins: [A], methods: ['PATCH'] },
    question: { origin: A, method: 'patch' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/methods/-', value: 'patch' }],
    issues: ['method-has-lower-case']
  },
  {
    name: 'no policy helps a method that Node does not take',
    document: { origins: [A] },
    question: { origin: A, method: 'patch' },
    verdict: 'none',
    patch: []
  },
  {
    name: 'no policy helps a request that browsers refuse to make',
    document: { origins: [A] },
    question: { origin: A, method: 'TRACE' },
    verdict: 'none',
    patch: []
  },
  {
    name: 'a named policy is changed where it stands',
    document: { policies: { 'a/b': { origins: [A] } } },
    question: { origin: B, policy: 'a/b' },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/policies/a~1b/origins/-', value: B }]
  },
  {
    name: 'so it is where a route names it',
    document: { policies: { open: { origins: [A] } }, routes: { '/x': 'open' } },
    question: { origin: B, route: '/x' },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/policies/open/origins/-', value: B }]
  },
  {
    name: 'an override grows by what it has, and gets what it lacks',
    document: { origins: [A], credentials: true, routes: { '/x/*': { allowedHeaders: ['X-A'] } } },
    question: { origin: B, route: '/x/y', headers: { 'X-B': '1' } },
    verdict: 'widens-credentials',
    patch: [
      { op: 'add', path: '/routes/~1x~1*/origins', value: [A, B] },
      { op: 'add', path: '/routes/~1x~1*/allowedHeaders/-', value: 'X-B' }
    ]
  },
  {
    name: 'where a route is off it gets an override of the scope\'s policy',
    document: { origins: [A], routes: { '/x': false } },
    question: { origin: B, route: '/x', credentials: 'include' },
    verdict: 'widens-credentials',
    patch: [{ op: 'replace', path: '/routes/~1x', value: { origins: [B], credentials: true } }]
  },
  {
    name: 'where all is off the route gets a policy of its own',
    document: { policies: { open: { origins: '*' } }, routes: { '/y': 'open' } },
    question: { origin: A, route: '/x', method: 'PUT', headers: { 'X-A': '1' } },
    verdict: 'adds-findings',
    findings: ['max-age-absent'],
    patch: [{ op: 'add', path: '/routes/~1x', value: { origins: [A], allowedHeaders: ['X-A'] } }]
  },
  {
    name: 'so it does where there are no routes yet',
    document: { policies: { open: { origins: '*' } } },
    question: { origin: A, route: '/x~y' },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/routes', value: { '/x~y': { origins: [A] } } }]
  },
  {
    name: 'where all is off and no route is named the scope gets a policy',
    document: { policies: { open: { origins: '*' } } },
    question: { origin: A, credentials: 'include' },
    verdict: 'widens-credentials',
    patch: [{ op: 'add', path: '/origins', value: [A] }, { op: 'add', path: '/credentials', value: true }]
  },
  {
    name: 'a route that is no pattern cannot have a policy',
    document: { policies: { open: { origins: '*' } } },
    question: { origin: A, route: '/a*b' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/routes', value: { '/a*b': { origins: [A] } } }],
    issues: ['route-pattern-is-invalid']
  }
]
