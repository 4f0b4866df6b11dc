/** The command `check`: which requests it sends, what it prints, and its exit status. */
import { stripVTControlCharacters } from 'node:util'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { ALLOW, APP, TOKEN, prepareCheck } from './prepare-check.ts'

const { check, received, correct, open, limited, folder } = await prepareCheck(t)

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
