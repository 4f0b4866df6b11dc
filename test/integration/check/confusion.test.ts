/** Comparisons of origins that are too loose: each is reported once, with its cause. */
import { createServer } from 'node:http'
import t from 'tap'
import { withExplained } from '../../../lib/check/diagnosis.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { listening } from '../../listening.ts'
import { checkBy } from './check-by.ts'

const APP = 'https://app.example.com'
/** The probes that send origins like those of the policy. */
const PROBES = ['origin-confusion', 'dangerous-origins', 'untrusted-origins']
const IDS = ['origin-match-bypass', 'any-port-allowed', 'non-canonical-origin-allowed', 'any-subdomain-allowed']

/** The findings about a server that allows the origins that a comparison accepts. */
async function causesFor (accepts: (origin: string) => boolean, options: CheckOptions): Promise<string[]> {
  const server = createServer(({ headers: { origin } }, response) => {
    response.setHeader('vary', 'origin')
    if (origin !== undefined && accepts(origin)) response.setHeader('access-control-allow-origin', Buffer.from(origin, 'latin1').toString('latin1'))
    response.end()
  })
  const { origin, close } = await listening(server)
  try {
    const { findings } = await checkBy(PROBES, `${origin}/`, { rate: 100_000, ...options })
    return withExplained(findings).filter(({ id }) => IDS.includes(id)).map(({ id, message }) => `${id}: ${message.replace(/^.*?(?:credentials|allowed): /, '')}`).sort()
  } finally {
    await close()
  }
}

const ROWS: ReadonlyArray<readonly [comparison: string, accepts: (origin: string) => boolean, causes: readonly string[], options?: CheckOptions]> = [
  ['the whole origin', origin => origin === APP, []],
  ['no origin', () => false, [], { allowedOrigins: [] }],
  ['the beginning', origin => origin.startsWith(APP), ['any-port-allowed: it has another port than the allowed origin.', 'origin-match-bypass: it begins with an allowed host.']],
  ['the end', origin => origin.endsWith('app.example.com'), [
    'any-subdomain-allowed: the subdomain is random, so every subdomain is allowed.', 'origin-match-bypass: it ends with an allowed host.'
  ]],
  ['the end of the domain', origin => origin.endsWith('example.com'), [
    'any-subdomain-allowed: the subdomain is random, so every subdomain is allowed.', 'origin-match-bypass: it ends with an allowed host.'
  ]],
  ['every subdomain', origin => origin.endsWith('.example.com'), ['any-subdomain-allowed: the subdomain is random, so every subdomain is allowed.']],
  ['an expression whose dots are not escaped', origin => /^https:\/\/app.example.com$/.test(origin), ['origin-match-bypass: a dot of the pattern matches any character.']],
  ['an expression whose last dot is not escaped', origin => /^https:\/\/app\.example.com$/.test(origin), ['origin-match-bypass: a dot of the pattern matches any character.']],
  ['the host anywhere in the origin', origin => origin.includes('app.example.com') && !origin.startsWith('https://app') && !origin.endsWith('.com'),
    ['origin-match-bypass: it contains an allowed host.']],
  ['letters, digits and hyphens up to another character', origin => /^https:\/\/app\.example\.com(?![\w.%:-])/.test(origin),
    ['origin-match-bypass: the character ! ends the comparison.']],
  ['the origin anywhere in a string that lists origins', origin => `${APP}:1,https://other.example`.includes(origin),
    ['any-port-allowed: it has another port than the allowed origin.', 'origin-match-bypass: the last label is missing.']],
  ['the beginning of localhost', origin => origin === APP || origin.startsWith('http://localhost'), ['origin-match-bypass: it begins with localhost.']],
  ['the beginning of localhost, over https', origin => origin === APP || origin.startsWith('https://localhost'), ['origin-match-bypass: it begins with localhost.']],
  ['the beginning of localhost, and no allowed origin', origin => origin.startsWith('http://localhost'), ['origin-match-bypass: it begins with localhost.'], { allowedOrigins: [] }],
  ['the beginning of localhost, which is allowed', origin => origin.startsWith('http://localhost'), ['origin-match-bypass: it begins with localhost.'],
    { allowedOrigins: ['http://localhost:3000'] }],
  ['the beginning of a loopback address', origin => origin === APP || origin.startsWith('http://127.0.0.1'),
    ['origin-match-bypass: it begins with a loopback address.']],
  ['the beginning of the origin and of localhost', origin => origin.startsWith(APP) || origin.startsWith('http://localhost'), [
    'any-port-allowed: it has another port than the allowed origin.', 'origin-match-bypass: it begins with an allowed host.'
  ]],
  ['in lower case', origin => origin.toLowerCase() === APP, ['non-canonical-origin-allowed: it is in upper case.']],
  ['without a trailing slash', origin => origin.replace(/\/$/, '') === APP, ['non-canonical-origin-allowed: it ends with a slash.']],
  ['up to a character outside ASCII', origin => /^https:\/\/app\.example\.com(?:$|[^\0-~])/.test(origin), ['non-canonical-origin-allowed: it contains a character outside ASCII.']],
  ['an undefined variable', origin => origin === APP || origin === 'undefined', ['non-canonical-origin-allowed: it is the word undefined.']],
  ['an undefined variable, and no allowed origin', origin => origin === 'undefined', ['non-canonical-origin-allowed: it is the word undefined.'], { allowedOrigins: [] }]
]

for (const [comparison, accepts, expected, options = {}] of ROWS) {
  t.test(`the server compares ${comparison}`, async t => t.strictSame(await causesFor(accepts, { allowedOrigins: [APP], ...options }), expected))
}

t.test('if the policy allows every origin, no origin is reported', async t => {
  t.strictSame(await causesFor(() => true, { policy: { origins: '*' } }), [])
})
