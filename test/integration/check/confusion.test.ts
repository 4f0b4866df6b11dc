/** Comparisons of origins that are too loose: each is found once, and said what it is. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import type { CheckOptions } from '../../../types/check.ts'

const APP = 'https://app.example.com'
const IDS = ['origin-match-bypass', 'any-port-allowed', 'non-canonical-origin-allowed', 'any-subdomain-allowed']

/** What is said of a server that lets in whom the comparison does. */
async function said (admits: (origin: string) => boolean, options: CheckOptions): Promise<string[]> {
  const server = createServer(({ headers: { origin } }, response) => {
    response.setHeader('vary', 'origin')
    if (origin !== undefined && admits(origin)) response.setHeader('access-control-allow-origin', Buffer.from(origin, 'latin1').toString('latin1'))
    response.end()
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  try {
    const { findings } = await checkEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { rate: 100_000, ...options })
    return findings.filter(({ id }) => IDS.includes(id)).map(({ id, message }) => `${id}: ${message.replace(/^.*?(?:credentials|let in): /, '')}`).sort()
  } finally {
    server.close()
  }
}

const ROWS: ReadonlyArray<readonly [comparison: string, admits: (origin: string) => boolean, said: readonly string[], options?: CheckOptions]> = [
  ['the whole origin', origin => origin === APP, []],
  ['no origin at all', () => false, [], { allowedOrigins: [] }],
  ['the beginning', origin => origin.startsWith(APP), ['any-port-allowed: the port is another.', 'origin-match-bypass: it begins like an allowed one.']],
  ['the end', origin => origin.endsWith('app.example.com'), [
    'any-subdomain-allowed: nobody has listed it, so every subdomain is let in.', 'origin-match-bypass: it ends like an allowed one.'
  ]],
  ['the end of the domain', origin => origin.endsWith('example.com'), [
    'any-subdomain-allowed: nobody has listed it, so every subdomain is let in.', 'origin-match-bypass: it ends like an allowed one.'
  ]],
  ['every subdomain', origin => origin.endsWith('.example.com'), ['any-subdomain-allowed: nobody has listed it, so every subdomain is let in.']],
  ['an expression whose dots are not escaped', origin => /^https:\/\/app.example.com$/.test(origin), ['origin-match-bypass: a dot stands for any character.']],
  ['an expression whose last dot is not escaped', origin => /^https:\/\/app\.example.com$/.test(origin), ['origin-match-bypass: a dot stands for any character.']],
  ['the origin somewhere in it', origin => origin.includes('app.example.com') && !origin.startsWith('https://app') && !origin.endsWith('.com'),
    ['origin-match-bypass: an allowed one is somewhere in it.']],
  ['letters, digits and hyphens up to what is none', origin => /^https:\/\/app\.example\.com(?![\w.%:-])/.test(origin),
    ['origin-match-bypass: the character ! ends the comparison.']],
  ['the origin somewhere in a list', origin => `${APP}:1,https://other.example`.includes(origin),
    ['any-port-allowed: the port is another.', 'origin-match-bypass: the last label is missing.']],
  ['localhost by its beginning', origin => origin === APP || origin.startsWith('http://localhost'), ['origin-match-bypass: it begins like localhost.']],
  ['localhost by its beginning, over https', origin => origin === APP || origin.startsWith('https://localhost'), ['origin-match-bypass: it begins like localhost.']],
  ['localhost by its beginning, and nothing listed', origin => origin.startsWith('http://localhost'), ['origin-match-bypass: it begins like localhost.'], { allowedOrigins: [] }],
  ['localhost by its beginning, and listed', origin => origin.startsWith('http://localhost'), ['origin-match-bypass: it begins like localhost.'],
    { allowedOrigins: ['http://localhost:3000'] }],
  ['the own machine\'s address by its beginning', origin => origin === APP || origin.startsWith('http://127.0.0.1'),
    ['origin-match-bypass: it begins like the address of the user\'s own machine.']],
  ['the beginning, localhost\'s too', origin => origin.startsWith(APP) || origin.startsWith('http://localhost'), [
    'any-port-allowed: the port is another.', 'origin-match-bypass: it begins like an allowed one.'
  ]],
  ['in lower case', origin => origin.toLowerCase() === APP, ['non-canonical-origin-allowed: it is in upper case.']],
  ['without a slash at the end', origin => origin.replace(/\/$/, '') === APP, ['non-canonical-origin-allowed: it ends with a slash.']],
  ['up to what is not ASCII', origin => /^https:\/\/app\.example\.com(?:$|[^\0-~])/.test(origin), ['non-canonical-origin-allowed: it has a letter beyond ASCII in it.']],
  ['a variable without a value', origin => origin === APP || origin === 'undefined', ['non-canonical-origin-allowed: it is the word undefined.']],
  ['a variable without a value, and nothing listed', origin => origin === 'undefined', ['non-canonical-origin-allowed: it is the word undefined.'], { allowedOrigins: [] }]
]

for (const [comparison, admits, expected, options = {}] of ROWS) {
  t.test(`what is compared: ${comparison}`, async t => t.strictSame(await said(admits, { allowedOrigins: [APP], ...options }), expected))
}

t.test('where all are let in nothing looks like anything', async t => {
  t.strictSame(await said(() => true, { policy: { origins: '*' } }), [])
})
