/** The curl commands of findings send the same requests and do nothing else: the tests run them in shells against a server. */
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { planRequests } from '../../../lib/check.ts'
import { curlCommand, shellWord } from '../../../lib/check/curl.ts'
import type { CheckRequest } from '../../../types/check.ts'
import { listening } from '../../listening.ts'
import { isLong, rounds, sample, SEED } from '../../unit/properties/seed.ts'
import { runIn, SHELLS, type Shell } from './shells.ts'

const APP = 'https://app.example.com'

/** Headers that undici and curl add themselves. */
const OWN = new Set(['host', 'connection', 'user-agent', 'accept', 'content-length'])

/** Header values that a shell may interpret. Those that execute something leave a file behind. */
const HOSTILE: readonly string[] = [
  '', ' ', "'", "''", "\\'", "'\\''", '"', '\\', '\\\\', '`touch done`', '$(touch done)', '"$(touch done)"', "'$(touch done)'", '; touch done', '| touch done', '&& touch done #',
  "'; touch done; '", "\\'; touch done; #", '"; touch done; "', '\n touch done', "'\n touch done\n'", '$HOME', '$' + '{HOME}', '~', '~root', '*', '?', '[a-z]*', '{a,b}', 'a b', ' a', 'a ', '-n', '-e', '--',
  '%s', '%d%n', '\\101', '\\x41', '\\0101', "$'a'", "$'\\''", "$'\\'; touch done; #'", '!', '!!', "'!!'", '"!!"', '!touch', '#', '# a', '=ls', 'A=b', '<in', '>done', '&', '(', ')', '(touch done)', '\t', 'a\tb',
  '\x80', "\x80'", "\x80' #", "\x80'; touch done; #", "'\x80'", "\x80\\'; touch done; #", '\x80"; touch done; "', '\x80$(touch done)', '\x80`touch done`', "a\xe9'b", '\xff', '\u00e9t\u00e9', '\x7f', '\x01', '\x1b[31m', '\r', '\n', 'a\n', '\n\n\n',
  '\xe9\n', 'W/"\xe9"', '<redacted>', 'x'.repeat(20_000), "'".repeat(2000), '\xe9'.repeat(2000)
]

/** Asserts that a shell passes each quoted text as one unchanged word. */
function wordsIn (t: Test, shell: Shell, texts: readonly string[]): void {
  const folder = t.testdir({})
  const lines = ['show () { printf \'%s\\0\' "$#" "$@"; }', ...texts.map(text => `show ${shellWord(text)}`)]
  const { status, stdout } = runIn(shell, `${lines.join('\n')}\n`, folder)
  const name = shell.join(' ')
  t.equal(status, 0, name)
  const found = stdout.split('\0')
  t.equal(found.length, texts.length * 2 + 1, `${name}: number of words`)
  const wrong = texts.filter((text, i) => found[i * 2] !== '1' || found[i * 2 + 1] !== text.replace(/\n+$/, ''))
  t.strictSame(wrong.slice(0, 5), [], `${name}: unchanged words`)
  t.strictSame(readdirSync(folder), [], `${name}: nothing is executed`)
}

const isPrintable = (text: string): boolean => /^[ -~]*$/.test(text)

/** The hostile texts for a shell. Printable ones start no process, and of the others each is for one shell unless the run is long. */
function hostileFor (shell: Shell): readonly string[] {
  return [...HOSTILE.filter(isPrintable), ...partOf(HOSTILE.filter(text => !isPrintable(text)), shell, SHELLS.length)]
}

/** All rows in the long run. In other runs a part of them, others for each shell: most of them start a process of the shell. */
function partOf<Row> (rows: readonly Row[], shell: Shell, every: number): readonly Row[] {
  return sample(rows, every, Math.floor(SHELLS.indexOf(shell) * every / SHELLS.length))
}

t.test('every quoted text is one word in every shell', async t => {
  const bytes = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1))
  for (const shell of SHELLS) {
    // Printable ones start no process.
    const some = [...bytes.filter(isPrintable), ...partOf(bytes.filter(byte => !isPrintable(byte)), shell, 20)]
    wordsIn(t, shell, [...hostileFor(shell), bytes.join(''), ...some, ...some.map(byte => `a${byte}b`), ...some.map(byte => `${byte}${byte}'${byte}`)])
  }
})

t.test('quoted random bytes are one word in every shell', async t => {
  // Most characters are special in shells.
  const char = fc.oneof(fc.constantFrom(...'\'"\\$`!(){}[]*?~#;&|<> \t\n%-=:@^', '$(', '\\x', "$'"), fc.integer({ min: 1, max: 255 }).map(byte => String.fromCharCode(byte)))
  const texts = fc.sample(fc.array(char, { maxLength: 12 }).map(chars => chars.join('')), { numRuns: rounds(200), seed: SEED })
  for (const shell of SHELLS) wordsIn(t, shell, partOf(texts, shell, 6))
})

t.test('quoted words are printable ASCII', t => {
  for (const text of HOSTILE) t.match(shellWord(text), /^[\x20-\x7e]+$/)
  t.end()
})

/** The requests of a check, and some that repeat hostile header values of a server. */
function requestsTo (origin: string, texts = HOSTILE): readonly CheckRequest[] {
  const planned = planRequests(`${origin}/orders`, { allowedOrigins: [APP], methods: ['PUT'], requestHeaders: ['x-a', 'content-type'], errorMethod: 'POST' })
    .concat(planRequests(`${origin}/[1-3]/{a,b}?of=[1-3]{a,b}`)[0]!, planRequests(`${origin}/it's?a=$(b)&c='%27;d`)[0]!)
  // Response headers cannot contain other characters.
  const values = texts.map(text => text.trim()).filter(text => /^[\x20-\x7e\x80-\xff]{1,1000}$/.test(text))
  return [...planned, ...values.map((value): CheckRequest => ({ method: 'GET', url: `${origin}/orders`, headers: [['Origin', APP], ['If-None-Match', value]] }))]
}

t.test('every shell passes the URL and the headers of a command to curl unchanged', async t => {
  for (const shell of SHELLS) {
    const requests = requestsTo('http://127.0.0.1:1', hostileFor(shell))
    const folder = t.testdir({})
    const lines = ['curl () { printf \'%s\\0\' "$@" end; }', ...requests.map(request => curlCommand(request, {}))]
    const { stdout } = runIn(shell, `${lines.join('\n')}\n`, folder)
    const given = stdout.split('end\0').slice(0, -1).map(args => args.split('\0').slice(0, -1))
    t.equal(given.length, requests.length)
    for (const [i, { url, headers }] of requests.entries()) {
      const sent = given[i]!.flatMap((arg, at) => arg === '-H' ? [given[i]![at + 1]] : []).filter(line => line !== 'Expect:')
      const wanted = headers.map(([name, value]) => value === '' ? `${name};` : `${name}: ${value}`)
      if (given[i]!.at(-1) !== url || JSON.stringify(sent) !== JSON.stringify(wanted)) t.fail(`${shell.join(' ')}: ${curlCommand(requests[i]!, {})} is ${JSON.stringify(given[i])}`)
    }
    t.strictSame(readdirSync(folder), [], `${shell.join(' ')}: nothing is executed`)
  }
})

/** The commands as lines. To start curl takes longer than its requests, so one start sends those that follow each other, except in the long run. */
function asLines (commands: readonly string[]): string {
  const lines = commands.join('\n')
  return isLong ? lines : lines.replaceAll(/\ncurl (?=-sS)/g, ' --next ')
}

t.test('each curl command sends the same request as the check', async t => {
  const sent: string[] = []
  const server = createServer((request, response) => {
    let length = 0
    const lines: string[] = []
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      if (!OWN.has(request.rawHeaders[i]!.toLowerCase())) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`)
    }
    request.on('data', ({ length: more }) => { length += more }).on('end', () => {
      sent.push(JSON.stringify([request.method, request.url, lines, length]))
      response.end()
    })
  })
  const { origin } = await listening(server, { t })
  const requests = requestsTo(origin)
  const shells = SHELLS.filter(shell => !shell.includes('-i'))
  t.ok(requests.length > 120, `${requests.length} requests`)
  for (const [at, [command, ...args]] of shells.entries()) {
    const some = requests.filter((_request, i) => i % shells.length === at)
    sent.length = 0
    // Each shell gets its commands at once: to start a shell takes longer than a request. It ends at the first one that fails.
    await promisify(execFile)(command, [...args, '-e', '-c', asLines(some.map(request => curlCommand(request, {})))])
    t.equal(sent.length, some.length, command)
    for (const [i, request] of some.entries()) {
      const { method, url, headers, body } = request
      t.equal(sent[i], JSON.stringify([method, url.slice(origin.length), headers.map(([name, value]) => `${name}: ${value}`), body === undefined ? 0 : body.text.length * body.times]), curlCommand(request, {}))
    }
  }
})
