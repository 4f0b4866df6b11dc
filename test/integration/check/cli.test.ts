/** The command `check`: which requests it sends, what it prints, and its exit status. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { run } from '../../../lib/cli.ts'
import type { CheckFinding } from '../../../types/check.ts'
import { listening } from '../../listening.ts'
import { isLong } from '../../unit/properties/seed.ts'

const APP = 'https://app.example.com'
const TOKEN = 'Bearer 0123456789.t0ken'
const SESSION = 'session-of-the-server-0123456789'

/** Received requests, by server. */
const received = { correct: [] as IncomingMessage[], open: [] as IncomingMessage[], other: [] as IncomingMessage[] }

async function serve (name: keyof typeof received, listener: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    received[name].push(request)
    response.sendDate = false
    listener(request, response)
  })
  return (await listening(server, { t })).origin
}

/** Allows one origin with credentials and PUT. */
const correct = await serve('correct', ({ method, headers: { origin, 'access-control-request-method': requestedMethod } }, response) => {
  const isPreflight = method === 'OPTIONS' && requestedMethod !== undefined
  const lines = ['Vary', 'Origin', 'Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff', 'Content-Security-Policy', 'default-src \'none\'; frame-ancestors \'none\'']
  if (origin === APP) {
    lines.push('Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true')
    if (isPreflight) lines.push('Access-Control-Allow-Methods', 'GET, PUT', 'Access-Control-Max-Age', '600')
  }
  response.writeHead(isPreflight ? 204 : 200, isPreflight ? lines : [...lines, 'Content-Type', 'application/json']).end(isPreflight ? undefined : '{}')
})

/** Allows any origin with credentials, and repeats secrets of the request. */
const open = await serve('open', ({ headers: { origin, authorization, cookie } }, response) => {
  const lines = ['Set-Cookie', `sid=${SESSION}; HttpOnly`, 'Vary', `X-Echo-${String(authorization).split(' ').at(-1)}, ${String(cookie)}`, 'X-Evil', '\u009b31m|<b>']
  if (origin !== undefined) lines.push('Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true')
  response.writeHead(200, lines).end('ok')
})

const limited = await serve('other', (_request, response) => { response.writeHead(429).end() })

const folder = t.testdir({
  'policy.jsonc': `{ "origins": ["${APP}"], "credentials": true, // those\n "methods": ["GET", "PUT"], "maxAge": 600, "routes": { "/public/*": { "origins": "*", "credentials": false }, "/off": false } }`,
  'bad.json': '{\n  "origins": ["https://a.test/"]\n}',
  'document.mjs': `export default { origins: ['${APP}'], credentials: true }`,
  'app.mjs': `import fastify from ${JSON.stringify(new URL('../../../node_modules/fastify/fastify.js', import.meta.url).href)}\nexport default fastify()`,
  'no-report.json': '{ "version": 1, "reports": [{ "findings": [{ "id": 1 }] }] }',
  'no-findings.json': '{ "version": 1, "reports": [null] }',
  'later.json': '{ "version": 2, "reports": [] }',
  'null.json': 'null',
  'text.txt': 'no JSON',
  'report.json': '{ "version": 1, "reports": [] }',
  'copy-of-report.json': t.fixture('link', 'report.json'),
  'name-of-report.json': t.fixture('symlink', 'report.json'),
  'copy-of-policy.jsonc': t.fixture('link', 'policy.jsonc'),
  inner: { 'name-of-policy.jsonc': t.fixture('symlink', '../policy.jsonc') }
})

interface Output {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** @param args  arguments, or a string of arguments separated by single spaces */
async function check (args: string | readonly string[], { env = {}, terminal = false }: { env?: Record<string, string>, terminal?: boolean } = {}): Promise<Output> {
  const out: string[] = []
  const err: string[] = []
  const words = (typeof args === 'string' ? args.split(' ') : args).filter(word => word !== '')
  const isTerminal = terminal && { hasColors: () => true }
  const status = await run(['check', ...words, ...words.includes('--rate') ? [] : ['--rate', '100000']], {
    stdout: { write: text => out.push(text), ...isTerminal },
    stderr: { write: text => err.push(text), ...isTerminal },
    env,
    cwd: () => folder
  })
  return { status, stdout: out.join(''), stderr: err.join('') }
}

const ALLOW = `--allow ${APP} --credentials --method PUT`

/** Expected output of both streams; '' for no output. */
const rows: ReadonlyArray<readonly [line: string, status: number, stdout: RegExp | '', stderr: RegExp | '', env?: Record<string, string>]> = [
  [`${correct}/a ${ALLOW}`, 0, /^http:\/\/127\.0\.0\.1:\d+\/a: No problem was found\.\n {2}readers {2}https:\/\/app\.example\.com, with credentials\n {2}access A {2}preflight A [^]*(?:no findings|not shown: --verbose) \(\d+ requests\)\n$/, ''],
  [`${open}/a ${ALLOW}`, 1, /\n {2}access F [^]*\n {2}error {4}origin-reflected: [^]*\nerror: http:[^]*\[origin-reflected\]\n {2}expected /, ''],
  [`${open}/a ${ALLOW} --fail-on never`, 0, /origin-reflected/, ''],
  [`${correct}/a --policy policy.jsonc --fail-on warning`, 0, /https:\/\/app\.example\.com, with credentials/, ''],
  [`${correct}/a --policy document.mjs --fail-on warning`, 0, /https:\/\/app\.example\.com, with credentials/, ''],
  [`${correct}/public/a --policy policy.jsonc --route /public/a`, 1, /^http[^]*error/, ''],
  ['http://127.0.0.1:1/', 3, '', /^fastify-cors-policy: http:\/\/127\.0\.0\.1:1\/: the server refused the connection\n$/],
  [`${correct}/a http://127.0.0.1:1/ ${ALLOW}`, 3, /^http[^]*\/a: No problem was found\.\n/, /:1\/: the server refused the connection\n$/],
  [`${limited}/`, 3, '', /the server responded with 429 \(too many requests\)/],
  [`${correct}/a ${ALLOW} --max-requests 5`, 3, /access - {2}preflight - [^]*\n {2}\d+ requests without a response: not sent, because the maximum/,
    /^fastify-cors-policy: http[^]*\/a: The check is incomplete: \d+ requests without a response: not sent, because the maximum number of requests is reached\.\n$/],
  ['http://api.example.com:1/ --resolve 127.0.0.1', 3, '', /the server refused the connection/],

  ['', 2, '', /^fastify-cors-policy: The command check needs at least one URL\.\nTry/],
  ['ftp://a.test/', 2, '', /"ftp:\/\/a\.test\/" is not an http or https URL\.\nTry/],
  [`${open}/a no-url`, 2, '', /"no-url" is not an http or https URL/],
  ['http://a:b@c.test/', 2, '', /user name or a password/],
  ['http://a.test/ --allow app.example.com', 2, '', /"app\.example\.com" is not a serialized origin/],
  ['http://a.test/ --resolve localhost', 2, '', /--resolve: "localhost" is not an IP address\. Use an address such as 127\.0\.0\.1 or ::1\.\nTry/],
  ['http://a.test/ --timeout 0', 2, '', /timeout: 0 is invalid\. Use a number from 1 to 2147483647\.\nTry/],
  ['http://a.test/ --timeout 99999999999', 2, '', /timeout: 99999999999 is invalid\. Use a number from 1/],
  ['http://a.test/ --timeout 5s', 2, '', /--timeout: "5s" is not a number\.\nTry/],
  ['http://a.test/ --timeout -5', 2, '', /^fastify-cors-policy: The option --timeout has no value\. Write a value that starts with a dash as --timeout=-…\.\nTry/],
  ['http://a.test/ --max-requests 1.5', 2, '', /1\.5 is invalid\. Use an integer from 1 to 100000\.\nTry/],
  ['http://a.test/ --max-requests 100001', 2, '', /100001 is invalid\. Use an integer from 1 to 100000\.\nTry/],
  ['http://a.test/ --max-time 0.5', 2, '', /0\.5 is invalid\. Use a number from 1 to 2147483647\.\nTry/],
  ['http://a.test/ --seed -1', 2, '', /^fastify-cors-policy: The option --seed has no value\. Write a value that starts with a dash as --seed=-…\.\nTry/],
  ['http://a.test/ --seed=-1', 2, '', /seed: -1 is invalid\. Use an integer from 0 to 9007199254740991\.\nTry/],
  ['http://a.test/ --rate 0', 2, '', /rate: 0 is invalid\. Use a number from 0\.01/],
  ['http://a.test/ --rate 100001', 2, '', /rate: 100001 is invalid\. Use a number from 0\.01 to 100000\.\nTry/],
  ['http://a.test/ --rate 1e3', 2, '', /--rate: "1e3" is not a number\.\nTry/],
  ['http://a.test/ --header -secret', 2, '', /--header has no value/],
  ['http://a.test/ --method PUT', 2, '', /--method: This option needs the origins of the pages that should be allowed\. Use --allow or --policy to list them\.\nTry/],
  ['http://a.test/ --policy policy.jsonc --route orders', 2, '', /"orders" is not a route/],
  ['http://a.test/ --fail-on all', 2, '', /--fail-on must be error, warning, info or never/],
  ['http://a.test/ --format yaml', 2, '', /--format must be text or json or sarif or junit or markdown or html\./],
  ['http://a.test/ --credentials=yes', 2, '', /credentials/],
  ['http://a.test/ --route /a', 2, '', / --route: This option needs a policy document\. Use --policy to add one\.\n/],
  ['http://a.test/ --dry-run --format json', 2, '', /check --dry-run can print only text\. Remove --format\.\nTry/],
  ['http://a.test/ --policy bad.json', 1, '', /^bad\.json:2:15: origins\[0\]: "https:\/\/a\.test\/" has a path/],
  ['http://a.test/ --policy none.json', 2, '', /none\.json: The file cannot be read: ENOENT/],
  ['http://a.test/ --policy app.mjs', 2, '', /app\.mjs: The file is an application\. Use --app, which checks all its routes\.\n/],
  ['http://a.test/ --policy policy.jsonc --out ./policy.jsonc', 2, '', /The output would overwrite the input file\./],
  ['http://a.test/ --baseline none.json', 2, '', /--baseline none\.json: The file cannot be read: ENOENT: no such file or directory\n$/],
  ['http://a.test/ --baseline no-report.json', 2, '', /--baseline no-report\.json: The file is not a JSON report of check\.\n$/],
  ['http://a.test/ --baseline no-findings.json', 2, '', /The file is not a JSON report of check\.\n$/],
  ['http://a.test/ --baseline later.json', 2, '', /--baseline later\.json: The file is not a JSON report of check\.\n$/],
  ['http://a.test/ --baseline null.json', 2, '', /The file is not a JSON report of check\.\n$/],
  ['http://a.test/ --baseline text.txt', 2, '', /The file is not a JSON report of check\.\n$/],
  ['http://a.test/ --baseline policy.jsonc', 2, '', /The file is not a JSON report of check\.\n$/],
  ['http://a.test/ --ignore origin-reflectd=agreed', 2, '', /--ignore: The kind of finding "origin-reflectd" is unknown\. Did you mean origin-reflected\?\nTry/],
  ['http://a.test/ --ignore origin-reflected', 2, '', /--ignore must be id=reason or id:subject=reason, not "origin-reflected"\.\n/],
  ['http://a.test/ --ignore origin-reflected=', 2, '', /has no reason\. Add it after the "="\.\n/],

  ['http://a.test/ --auth-env NONE', 2, '', /--auth-env NONE: The environment variable is not set, or empty\.\nTry/],
  ['http://a.test/ --cookie-env BLANK', 2, '', /--cookie-env BLANK: The environment variable is not set, or empty\.\nTry/, { BLANK: ' ' }],
  ['http://a.test/ --cookie-env LINES', 2, '', /--cookie-env LINES: The value has a character that is not allowed in headers\.\nTry/, { LINES: 'secret\nsecret' }],
  ['http://a.test/ --cookie-env CK', 2, '', /--cookie-env CK: The value has a character that is not allowed in headers\.\nTry/, { CK: 'secret=\u20ac' }],
  ['http://a.test/ --auth-env AU', 2, '', /--auth-env AU: The value has a character that is not allowed in headers\.\nTry/, { AU: 'Bearer \u20ac' }],
  ['http://a.test/ --auth-env A --header authorization:secret', 2, '', /--auth-env A: The header Authorization is set twice\. Remove one of them\.\nTry/, { A: 'secret' }],
  ['http://a.test/ --header X-A:secret --header x-a:secret', 2, '', /--header x-a: The header x-a is set twice\. Remove one of them\.\nTry/],
  ['http://a.test/ --header Cookie:secret --cookie-env A', 2, '', /--cookie-env A: The header Cookie is set twice\. Remove one of them\.\nTry/, { A: 'secret' }],
  ['http://a.test/ --header origin:secret', 2, '', /--header origin: The check sets this header itself\. Remove it\.\nTry/],
  ['http://a.test/ --header secret', 2, '', /--header: The header name is invalid\. Use "Name: value"\.\nTry/],
  ['http://a.test/ --header se/cret:secret', 2, '', /--header: The header name is invalid\. Use "Name: value"\.\nTry/]
]

for (const [line, status, stdout, stderr, env = {}] of rows) {
  t.test(`fastify-cors-policy check ${line.replaceAll(/127\.0\.0\.1:\d{2,}/g, 'server.test')}`, async t => {
    const before = received.open.length
    const output = await check(line, { env })
    t.equal(output.status, status)
    for (const [found, expected] of [[output.stdout, stdout], [output.stderr, stderr]] as const) {
      if (expected === '') t.equal(found, '')
      else t.match(found, expected)
    }
    if (status !== 2) return
    t.equal(received.open.length, before, 'nothing is sent if an argument is invalid')
    t.notMatch(output.stderr, /secret/, 'messages do not contain secrets')
  })
}

t.test('the requests follow the options', async t => {
  received.correct.length = 0
  const args = [`${correct}/a`, '--allow', APP, '--allow', 'https://b.test', '--method', 'PUT', '--method', 'DELETE', '--request-header', 'X-B', '--header', 'X-A: a: b',
    '--auth-env', 'TOKEN', '--cookie-env', 'JAR', '--error-path', '/fails', '--max-requests', '250', '--max-time', '60000', '--timeout', '4000', '--seed', '7', '--http2', '--insecure', '--rate', '9999.5', '--fail-on', 'never']
  t.equal((await check(args, { env: { TOKEN, JAR: ' a=b ' } })).status, 0)
  const gets = received.correct.filter(({ method, headers }) => method === 'GET' && headers['x-a'] !== undefined)
  t.ok(gets.length > 10)
  for (const { headers } of gets) t.match(headers, { 'x-a': 'a: b', authorization: TOKEN, cookie: 'a=b' })
  const preflights = received.correct.filter(({ headers }) => headers['access-control-request-method'] !== undefined)
  for (const { headers } of preflights) t.match(Object.keys(headers).join(), /^(?!.*(?:authorization|cookie|x-a))/)
  for (const method of ['PUT', 'DELETE']) {
    t.ok(preflights.some(({ headers }) => headers['access-control-request-method'] === method && headers['access-control-request-headers'] === 'authorization,x-b' && headers.origin === 'https://b.test'), method)
  }
  t.ok(received.correct.some(({ url }) => url === '/fails'))
  t.strictSame([...new Set(received.correct.map(({ method }) => method))].filter(method => !['GET', 'HEAD', 'OPTIONS'].includes(method!)), [])
})

t.test('a duplicate URL is checked once, and --max-requests limits the requests', async t => {
  received.correct.length = 0
  await check(`${correct}/a ${correct}/a --max-requests 5`)
  t.ok(received.correct.length <= 5, `${received.correct.length} requests`)
})

t.test('--dry-run prints each request once, without secrets, and sends nothing', async t => {
  received.open.length = 0
  const { status, stdout, stderr } = await check(['--dry-run', `${open}/a?b=\u001bc`, '--allow', APP, '--auth-env', 'TOKEN'], { env: { TOKEN } })
  t.strictSame([status, stderr, received.open.length], [0, '', 0])
  t.match(stdout, `GET ${open}/a?b=%1Bc\n  Origin: ${APP}\n  Accept-Encoding: gzip, deflate, br, zstd\n  Sec-Fetch-Site: cross-site\n  Sec-Fetch-Mode: cors\n  Sec-Fetch-Dest: empty\n  Authorization: <redacted>\n`)
  const requests = stdout.split(/\n(?! )/)
  t.equal(new Set(requests).size, requests.length)
  t.equal(requests.at(-2), `${requests.length - 2} requests. Some responses lead to more.`)
  t.notMatch(stdout, 't0ken')
  const file = join(folder, 'plan.txt')
  t.strictSame(await check(['--dry-run', `${open}/a?b=\u001bc`, '--allow', APP, '--auth-env', 'TOKEN', '--out', 'plan.txt'], { env: { TOKEN } }), { status: 0, stdout: '', stderr: '' })
  t.equal(readFileSync(file, 'utf8'), stdout)
  const { stdout: withBodies } = await check(`--dry-run ${open}/a --allow ${APP} --error-method PUT --websocket`)
  t.match(withBodies, `PUT ${open}/a\n  Origin: ${APP}\n  Content-Type: application/json\n  Accept-Encoding: gzip, deflate, br, zstd\n  Sec-Fetch-Site: cross-site\n  Sec-Fetch-Mode: cors\n  Sec-Fetch-Dest: empty\n  body: 2097152 bytes of " "\n`)
  t.match(withBodies, '\n  Upgrade: websocket\n')
})

t.test('reports of all formats redact secrets, escape control characters, and are reproducible', async t => {
  for (const format of ['text', 'json', 'sarif', 'junit', 'markdown', 'html']) {
    const args = `${open}/a ${ALLOW} --auth-env TOKEN --header X-Key:other-t0ken --verbose --format ${format}`
    const { status, stdout, stderr } = await check(args, { env: { TOKEN } })
    t.strictSame([status, stderr], [1, ''])
    t.notMatch(stdout, /0123456789|t0ken/)
    t.match(stdout, 'redacted')
    // oxlint-disable-next-line no-control-regex
    t.notMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, format)
    // A file with one of the formats for people, and with one of those for programs, unless the run is long.
    if (!isLong && format !== 'text' && format !== 'json') continue
    const again = await check(`${args} --out report.${format}`, { env: { TOKEN } })
    t.equal(again.stdout, '')
    t.match(again.stderr, /^fastify-cors-policy: http:\/\/127\.0\.0\.1:\d+\/a: \d+ errors?\b.* \(\d+ requests\)\n$/, 'the standard error has a summary')
    t.equal(readFileSync(join(folder, `report.${format}`), 'utf8'), stdout)
  }
})

t.test('ignored findings do not fail the command, and an --ignore without a match is reported', async t => {
  const kinds = async (...args: string[]) => await check([`${open}/a`, ...ALLOW.split(' '), '--format', 'json', ...args])
  const errors = (JSON.parse((await kinds()).stdout).reports[0].findings as CheckFinding[]).filter(({ severity }) => severity === 'error')
  t.ok(errors.some(({ subject }) => subject !== ''))
  const all = await kinds(...errors.flatMap(({ id, subject }) => ['--ignore', `${id}${subject === '' ? '' : `:${subject}`}= agreed `]))
  t.strictSame([all.status, all.stderr], [0, ''])
  t.strictSame(JSON.parse(all.stdout).ignored, errors.map(({ id, url, subject }) => ({ id, url, subject, reason: 'agreed' })))
  const some = await kinds('--ignore', `${errors.find(({ subject }) => subject !== '')!.id}:https://no.test=agreed`)
  t.equal(some.status, 1)
  t.match(some.stderr, /^fastify-cors-policy: --ignore [\w-]+:https:\/\/no\.test=agreed: No finding matches\. Remove it\.\n$/)
  t.match((await check(`${open}/a ${ALLOW} --ignore origin-reflected=agreed`)).stdout, /, 1 ignored; \d+ info not shown/)
})

t.test('a finding that an ignored one of the same kind explains is reported in its place', async t => {
  const [first, second, third] = ['https://b.test', 'https://c.test', 'https://d.test']
  const { status, stdout, stderr } = await check([`${correct}/a`, ...[first, second, third].flatMap(origin => ['--allow', origin!]), '--ignore', `origin-not-listed:${first}=agreed`])
  t.equal(status, 1)
  t.match(stdout, `explains origin-not-listed: ${third}`)
  t.match(stdout, `and ${second} is not in it. [origin-not-listed]`)
  t.equal(stderr, '')
})

t.test('findings of the baseline do not fail the command, and new findings do', async t => {
  await check(`${open}/a ${ALLOW} --format json --out earlier.json --fail-on never`)
  const same = await check(`${open}/a ${ALLOW} --baseline earlier.json --fail-on info`)
  t.equal(same.status, 0)
  t.match(same.stdout, /\n {2}no findings, \d+ known before \(\d+ requests\)\n$/)
  t.match((await check(`${open}/a ${ALLOW} --baseline earlier.json --format sarif`)).stdout, '"baselineState": "unchanged"')
  const earlier = JSON.parse(readFileSync(join(folder, 'earlier.json'), 'utf8'))
  const { findings } = earlier.reports[0]
  earlier.reports[0].findings = findings.filter(({ id }: CheckFinding) => id !== 'origin-reflected')
  writeFileSync(join(folder, 'earlier.json'), JSON.stringify(earlier))
  const fresh = await check(`${open}/a ${ALLOW} --baseline earlier.json`)
  t.equal(fresh.status, 1)
  t.match(fresh.stdout, /\n {2}1 error, \d+ known before \(/)
  t.equal((await check(`${open}/a ${ALLOW} --baseline earlier.json --ignore origin-reflected=agreed`)).status, 0)
})

for (const [option, file, out] of [
  ['baseline', 'report.json', 'report.json'], ['baseline', 'report.json', './inner/../report.json'], ['baseline', 'report.json', join(folder, 'report.json')],
  ['baseline', 'report.json', 'copy-of-report.json'], ['baseline', 'report.json', 'name-of-report.json'], ['baseline', 'name-of-report.json', 'copy-of-report.json'],
  ['policy', 'policy.jsonc', 'policy.jsonc'], ['policy', 'policy.jsonc', 'copy-of-policy.jsonc'], ['policy', 'policy.jsonc', 'inner/name-of-policy.jsonc'], ['policy', 'document.mjs', 'document.mjs']
] as const) {
  for (const more of ['', ' --dry-run', ' --format json', ' --baseline report.json --policy policy.jsonc']) {
    t.test(`check --${option} ${file}${more} does not overwrite its input by --out ${out.replace(folder, '…')}`, async t => {
      const before = readFileSync(join(folder, file), 'utf8')
      received.correct.length = 0
      const { status, stdout, stderr } = await check(`${correct}/a${more.includes(`--${option}`) ? more.replace(new RegExp(`--${option} \\S+`), '') : more} --${option} ${file} --out ${out}`)
      t.strictSame([status, stdout, received.correct.length], [2, '', 0])
      t.match(stderr, /^fastify-cors-policy: --out .*: The output would overwrite the input file\.\nTry/)
      t.equal(readFileSync(join(folder, file), 'utf8'), before)
    })
  }
}

t.test('if no endpoint can be reached, no file is written', async t => {
  writeFileSync(join(folder, 'kept.json'), 'an earlier report')
  for (const format of ['text', 'json', 'sarif', 'junit', 'markdown', 'html']) {
    for (const url of ['http://127.0.0.1:1/', `http://127.0.0.1:1/ ${limited}/`]) {
      const { status, stdout, stderr } = await check(`${url} --format ${format} --out kept.json`)
      t.strictSame([status, stdout, readFileSync(join(folder, 'kept.json'), 'utf8')], [3, '', 'an earlier report'])
      t.match(stderr, /the server refused the connection\n[^]*fastify-cors-policy: --out kept\.json: The file was not written, because no endpoint can be reached\.\n$/)
    }
  }
  const { status, stderr } = await check(`http://127.0.0.1:1/ ${correct}/a --format json --out kept.json`)
  t.equal(status, 3)
  t.notMatch(stderr, 'was not written')
  t.match(JSON.parse(readFileSync(join(folder, 'kept.json'), 'utf8')), { reports: [{ url: `${correct}/a` }], unreachable: [{ url: 'http://127.0.0.1:1/' }] })
})

t.test('a terminal shows the progress in a line that is cleared at the end', async t => {
  const { stdout, stderr } = await check(`${open}/${'a'.repeat(200)} ${ALLOW}`, { terminal: true })
  t.match(stdout, '\u001b[', 'colors')
  const lines = stderr.split('\r\u001b[K')
  t.match(lines[1], /^1 of \d+ requests: http/)
  for (const line of lines) t.ok(stripVTControlCharacters(line).length < 80)
  t.equal(lines.at(-1), '')
  t.notMatch((await check(`${open}/a ${ALLOW} --out colors.txt`, { terminal: true })).stdout, '\u001b')
  t.notMatch(readFileSync(join(folder, 'colors.txt'), 'utf8'), '\u001b')
})

t.test('an exception in a probe is an internal error with exit status 4', async t => {
  const [probe] = PROBES as unknown as Array<{ plan: unknown }>
  const { plan } = probe!
  t.teardown(() => { probe!.plan = plan })
  probe!.plan = () => { throw new Error('unexpected \u001b[31m') }
  t.strictSame(await check(`${correct}/a ${ALLOW}`), { status: 4, stdout: '', stderr: 'fastify-cors-policy: Internal error: unexpected \\u001b[31m\n' })
  t.equal((await check(`${correct} --policy policy.jsonc --all-routes`)).status, 4)
  let calls = 0
  probe!.plan = (...args: unknown[]) => {
    if (++calls > 1) throw new Error('unexpected')
    return (plan as (...args: unknown[]) => unknown)(...args)
  }
  t.equal((await check(`${correct}/a ${ALLOW}`)).status, 4)
})
