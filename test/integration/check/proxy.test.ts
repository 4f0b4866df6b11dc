/** The command `proxy --check`: what it compares, what it prints, and its exit status. Its servers respond as proxies whose application is down. */
import type { IncomingHttpHeaders } from 'node:http'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { freePort } from '../free-port.ts'
import { HOST, listen } from './servers/running.ts'

const APP = 'https://app.example.com'
const SHOP = 'https://shop.example.com'
const POLICY: CorsPolicyDocument = { origins: [APP, SHOP], credentials: true, routes: { '/health': false, '/public/*': { origins: '*', credentials: false } } }
const folder = t.testdir({ 'policy.json': JSON.stringify(POLICY) })

interface Sent {
  readonly url: string
  readonly method: string
  readonly headers: IncomingHttpHeaders
}

type Answer = (sent: Sent) => { readonly status?: number, readonly lines?: readonly string[] }

/** What a proxy with the written configuration sends. */
const correct: Answer = ({ url, headers: { origin } }) => {
  if (url.startsWith('/health')) return {}
  if (url.startsWith('/public')) return { lines: ['Access-Control-Allow-Origin', '*'] }
  const isAllowed = origin === APP || origin === SHOP
  return { lines: ['Vary', 'Origin', ...isAllowed ? ['Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true'] : []] }
}

/** Runs the command with a server. */
async function checked (answer: Answer, args = '', colors = false) {
  const seen: Sent[] = []
  const server = await listen((request, response) => {
    const sent = { url: request.url!, method: request.method!, headers: request.headers }
    seen.push(sent)
    const { status = 502, lines = [] } = answer(sent)
    request.resume().on('end', () => response.writeHead(status, [...lines]).end())
  })
  const url = `http://${HOST}:${server.port}`
  const output = await command(`nginx policy.json --check ${url} --rate 5000 ${args}`, colors)
  await server.close()
  return { ...output, stdout: output.stdout.replaceAll(url, 'URL'), seen }
}

async function command (args: string, colors = false) {
  let stdout = ''
  let stderr = ''
  const status = await run(['proxy', ...args.split(' ').filter(word => word !== '')], {
    stdout: { write: text => { stdout += text }, ...colors && { hasColors: () => true } },
    stderr: { write: text => { stderr += text } },
    env: {},
    cwd: () => folder
  })
  return { status, stdout, stderr }
}

t.test('a configuration in use', async t => {
  const { status, stdout, stderr, seen } = await checked(correct)
  t.match({ status, stdout, stderr }, { status: 0, stdout: /^URL: The responses that the proxy makes have the headers of the policy\.\n {2}\d+ requests\n$/, stderr: '' })
  t.strictSame([...new Set(seen.map(({ url }) => url))], ['/', '/x', '/health', '/public', '/public/x'])
  t.strictSame([...new Set(seen.map(({ method }) => method))], ['GET'])
  const origins = new Set(seen.map(({ headers: { origin } }) => origin))
  for (const origin of [APP, SHOP, 'null', 'https://appxexample.com', 'https://evilapp.example.com']) t.ok(origins.has(origin), origin)
})

/** What a proxy does, the expected findings, and the first line of the text. */
const FAULTS: readonly (readonly [fault: string, answer: Answer, ids: readonly string[], first: string | RegExp])[] = [
  ['no CORS headers', () => ({}), ['proxy-configuration-not-used'], 'The responses that the proxy makes have no CORS headers at all, so the written configuration is not in use.'],
  ['two lines', sent => ({ lines: [...correct(sent).lines ?? [], 'Access-Control-Allow-Origin', '*'] }), ['proxy-adds-headers-twice', 'proxy-allows-other-origins'], /^At \/ the response of the proxy has Access-Control-Allow-Origin twice/],
  ['every origin', ({ headers: { origin } }) => ({ lines: ['Vary', 'Origin', 'Access-Control-Allow-Origin', origin!, 'Access-Control-Allow-Credentials', 'true'] }), ['proxy-allows-other-origins'], /^At \/ pages of \S+ can read the response of the proxy with credentials, which the policy does not allow\.$/],
  ['a route without CORS', sent => sent.url === '/health' ? correct({ ...sent, url: '/' }) : correct(sent), ['proxy-allows-other-origins'], /^At \/health pages of https:\/\/app\.example\.com/],
  ['a "*" where CORS is off', sent => sent.url === '/health' ? { lines: ['Access-Control-Allow-Origin', '*'] } : correct(sent), ['proxy-allows-other-origins'], /^At \/health pages of \S+ can read the response of the proxy, which/],
  ['one path without headers', sent => sent.url === '/public' ? {} : correct(sent), ['proxy-headers-missing-at-path'], 'At /public the response of the proxy has no CORS headers, but at other paths it has.'],
  ['no credentials', sent => ({ lines: correct(sent).lines?.filter(line => !/credentials|^true$/i.test(line)) ?? [] }), ['proxy-does-not-allow-credentials'], /^At \/ pages of https:\/\/app\.example\.com cannot read the response of the proxy with credentials/],
  ['an origin is missing', sent => sent.headers.origin === SHOP && !sent.url.startsWith('/public') ? { lines: ['Vary', 'Origin'] } : correct(sent), ['proxy-does-not-allow-origin'], `At / pages of ${SHOP} cannot read the response of the proxy: it has no Access-Control-Allow-Origin.`],
  ['a fixed origin', sent => ({ lines: correct(sent).lines?.map(line => line === SHOP ? APP : line) ?? [] }), ['proxy-does-not-allow-origin'], `At / pages of ${SHOP} cannot read the response of the proxy: Access-Control-Allow-Origin is "${APP}".`],
  ['no Vary', sent => ({ lines: correct(sent).lines?.filter(line => line !== 'Vary' && line !== 'Origin') ?? [] }), ['proxy-vary-missing'], 'At / the response of the proxy has no "Vary: Origin", so caches can give it to pages of other origins.']
]

for (const [fault, answer, ids, first] of FAULTS) {
  t.test(`names the cause: ${fault}`, async t => {
    const { status, stdout } = await checked(answer, '--format json')
    const { findings, unseen } = JSON.parse(stdout)
    t.strictSame([status, findings.map(({ id }: { id: string }) => id), unseen], [1, ids, []])
    const [line] = (await checked(answer)).stdout.split('\n') as [string]
    t.match(line.replace('URL: ', ''), first)
  })
}

t.test('shows some of the responses, in colors on a terminal', async t => {
  const { stdout } = await checked(() => ({}), '', true)
  t.ok(stdout.startsWith('\u001b[1mURL: The responses'))
  t.match(stdout, /\n {4}\/ from https:\/\/app\.example\.com: status 502\n/)
  t.match(stdout, /\n {4}and \d+ more\n {4}fix: Include the configuration/)
})

t.test('a response that the application can have made is not compared', async t => {
  const { status, stdout } = await checked(sent => sent.url === '/x' ? { status: 200 } : correct(sent))
  t.equal(status, 3)
  t.match(stdout, /^URL: The proxy itself did not respond everywhere\.\n {2}not compared: \/x, because the response has status 200, which the application can have made\n {2}Stop the application, so that the proxy responds with 502, 503 or 504\./)
  t.match(await checked(sent => sent.url === '/x' ? { status: 200 } : {}), { status: 3, stdout: /^URL: The responses that the proxy makes have no CORS headers/ }, 'findings come first')
})

t.test('--status adds one of the proxy', async t => {
  const answer: Answer = sent => ({ ...correct(sent), status: 418 })
  t.equal((await checked(answer)).status, 3)
  t.equal((await checked(answer, '--status 404 --status 418')).status, 0)
})

t.test('--path accepts each status, also a redirect', async t => {
  const { status, seen } = await checked(sent => ({ status: 301, lines: [...correct(sent).lines ?? [], 'Location', '/other/'] }), '--path /other --path /public/page?a=1')
  t.equal(status, 0)
  t.strictSame([...new Set(seen.map(({ url }) => url))], ['/other', '/public/page?a=1'])
})

t.test('--body sends bodies', async t => {
  const { status, seen } = await checked(sent => ({ ...correct(sent), status: sent.headers['content-length'] === '3000' ? 413 : 200 }), '--body 3000')
  t.equal(status, 0)
  t.match(seen[0], { method: 'POST', headers: { 'content-type': 'text/plain' } })
  t.match(await checked(sent => ({ ...correct(sent), status: 400 }), '--body 3000'), { status: 3, stdout: /Use a body that is larger than the limit of the proxy/ })
  t.notMatch((await checked(() => ({ status: 429 }), '--path /other')).stdout, /Stop the application/)
})

t.test('a proxy that does not listen is reported as not compared', async t => {
  const url = `http://${HOST}:${await freePort()}`
  t.match(await command(`nginx policy.json --check ${url} --rate 5000`), { status: 3, stdout: /not compared: \/, because the server refused the connection/ })
})

t.test('--out writes the report, without colors', async t => {
  t.strictSame((await checked(correct, '--out report.txt', true)).stdout, '')
  t.match(readFileSync(join(folder, 'report.txt'), 'utf8'), /^http:\S+: The responses/)
})

t.test('parameters and more paths than fit', async t => {
  writeFileSync(join(folder, 'policy.json'), JSON.stringify({ origins: [APP], routes: { '/orders/:id/items': false, '/admin/+': false, '/*': false, '/a': false, '/b': false, '/c': false } }))
  const { seen, stdout } = await checked(() => ({ status: 200 }))
  t.strictSame([...new Set(seen.map(({ url }) => url))], ['/', '/x', '/orders/x/items', '/admin/x', '/a', '/b', '/c'])
  t.match(stdout, /\n {2}and 2 more\n {2}Stop/)
})

const MISTAKES: readonly (readonly [args: string, message: RegExp])[] = [
  ['--path /x', /--path needs --check\./],
  ['--format json', /--format needs --check\./],
  ['--check example.com', /"example\.com" is not an http or https URL/],
  ['--check http://127.0.0.1/v1', /"http:\/\/127\.0\.0\.1\/v1" has a path\. Use "http:\/\/127\.0\.0\.1", and --path for the path/],
  ['--check http://127.0.0.1/?a', /has a path/],
  ['--check http://127.0.0.1 --path x', /--path: "x" is not a path\. Use a path that begins with one "\/"/],
  ['--check http://127.0.0.1 --path //evil.example', /is not a path/],
  ['--check http://127.0.0.1 --body 1MB', /--body: "1MB" is not a whole number from 1 to 100000000/],
  ['--check http://127.0.0.1 --status 200', /--status: "200" is not a whole number from 300 to 599/],
  ['--check http://127.0.0.1 --timeout 0', /--timeout: "0" is not a whole number/],
  ['--check http://127.0.0.1 --resolve 127.0.0.1', /--resolve: "127\.0\.0\.1" has no effect/],
  ['--check http://127.0.0.1 --format xml', /--format must be text or json/]
]

for (const [args, message] of MISTAKES) {
  t.test(`rejects ${args}`, async t => t.match(await command(`nginx policy.json ${args}`), { status: 2, stdout: '', stderr: message }))
}

t.test('--resolve, --timeout and --insecure', async t => {
  const answer = await command(`nginx policy.json --check https://localhost:${await freePort()} --resolve 127.0.0.1 --timeout 500 --insecure --rate 5000`)
  t.match(answer, { status: 3, stdout: /refused the connection/ })
})
