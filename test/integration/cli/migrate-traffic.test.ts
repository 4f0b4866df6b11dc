/** The command migrate compares recorded traffic and live servers. */
import { createServer } from 'node:net'
import fastifyCors from '@fastify/cors'
import fastify from 'fastify'
import t from 'tap'
import { compareServers } from '../../../lib/migrate/proof/compare.ts'
import { RealServer } from '../../../lib/migrate/proof/real-server.ts'
import { fetchServer } from '../../../lib/migrate/proof/servers.ts'
import { readTraffic } from '../../../lib/migrate/proof/recorded-requests.ts'
import { listening } from '../../listening.ts'
import { migrateIn } from '../../unit/cli/command.ts'

const APP = 'https://app.example.com'

const folder = t.testdir({
  'options.json': JSON.stringify({ origin: [APP], credentials: true }),
  'nginx.conf': 'add_header Access-Control-Allow-Origin "*" always;',
  'traffic.har': JSON.stringify({
    log: {
      entries: [
        { request: { method: 'OPTIONS', url: 'https://api.example.com/items?a=1', headers: [{ name: 'Origin', value: APP }, { name: 'Access-Control-Request-Method', value: 'PUT' }, { name: 'access-control-request-headers', value: 'x-tenant, content-type' }] } },
        { request: { method: 'GET', url: 'https://api.example.com', headers: [] } }
      ]
    }
  })
})

t.test('recorded traffic is compared, and its headers are listed', async t => {
  const { status, stdout } = await migrateIn(folder, 'options.json --from @fastify/cors --traffic traffic.har')
  t.equal(status, 0)
  t.match(stdout, /"x-tenant",\n\s+"content-type"/)
  t.match(stdout, /Both ran with the same routes: 2 requests of pages/)
})

t.test('traffic is read from archives and from lines', async t => {
  const line = (value: object): string => JSON.stringify(value)
  t.strictSame(readTraffic([
    line({ req: { method: 'GET', url: '/a', headers: { origin: APP } } }), line({ origin: APP, method: 'OPTIONS', path: '/b', access_control_request_method: 'PUT' }),
    line({ origin: '-', method: 'GET', url: '/' }), line({ origin: APP, method: 'OPTIONS', url: '/' }), line({ origin: APP, method: 'GET' }), line({ origin: APP, url: '/' }), 'no JSON', 'null'
  ].join('\n')), [{ origin: APP, method: 'GET', url: '/a', headerNames: [] }, { origin: APP, method: 'PUT', url: '/b', headerNames: [] }])
  // An archive as browsers write it: with pseudo-headers of HTTP/2, a redirect, entries that have failed, and what is no request to the application.
  const entry = (method: string, url: string, headers: Readonly<Record<string, string>>, response: object | undefined = { status: 200, headers: [] }): object =>
    ({ request: { method, url, httpVersion: 'h2', headers: Object.entries({ ':method': method, ':path': '/else', ...headers }).map(([name, value]) => ({ name, value })) }, response })
  const entries = [
    entry('OPTIONS', 'https://api.example.com/a', { Origin: APP, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-tenant' }), entry('PUT', 'https://api.example.com/a', { origin: APP, 'x-tenant': '1' }),
    entry('GET', 'https://api.example.com?b#c', { origin: APP }, { status: 302, headers: [{ name: 'location', value: 'https://api.example.com/d' }], redirectURL: 'https://api.example.com/d' }),
    entry('GET', 'https://api.example.com/d', { origin: 'null' }, { status: 0, _error: 'net::ERR_FAILED' }), entry('GET', 'https://api.example.com/e', { origin: APP }, undefined),
    entry('GET', 'data:text/plain,a', { origin: APP }), entry('GET', 'blob:https://api.example.com/1', { origin: APP }), entry('GET', 'wss://api.example.com/s', { origin: APP }), entry('POST', `${APP}/own`, { origin: APP }),
    entry('GET', 'https://api.example.com/f', {}), { request: null }, null
  ]
  t.strictSame(readTraffic(`\uFEFF${line({ log: { version: '1.2', entries } })}`).map(({ origin, method, url, headerNames }) => [origin, method, url, headerNames]), [
    [APP, 'PUT', '/a', ['x-tenant']], [APP, 'PUT', '/a', []], [APP, 'GET', '/?b#c', []], ['null', 'GET', '/d', []], [APP, 'GET', '/e', []]
  ])
  const combined = (request: string, referrer: string): string => `10.0.0.1 - - [01/Dec/2026:03:00:00 +0000] "${request} HTTP/1.1" 200 12 "${referrer}" "Mozilla/5.0"`
  t.strictSame(readTraffic([combined('PUT /orders?a=1', `${APP}/`), combined('GET /', APP), combined('OPTIONS /orders', `${APP}/`), combined('GET /own', `${APP}/page`), combined('GET /none', '-')].join('\n')), [
    { origin: APP, method: 'PUT', url: '/orders?a=1', headerNames: [] }, { origin: APP, method: 'GET', url: '/', headerNames: [] }
  ])
  t.strictSame(readTraffic(line([{ origin: APP, method: 'GET', url: 'https://api.example.com' }]).replaceAll('\n', '')), [{ origin: APP, method: 'GET', url: '/', headerNames: [] }])
})

t.test('a live server is compared, which gets no request that can change something', async t => {
  const methods = new Set<string>()
  const app = fastify()
  await app.register(fastifyCors, { origin: [APP, 'https://attacker.example'], credentials: true })
  app.addHook('onRequest', async ({ method }) => { methods.add(method) })
  app.get('/items', () => '')
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const { stdout } = await migrateIn(folder, `options.json --from @fastify/cors --replay ${address}`)
  t.match(stdout, /closes: allow-origin-missing/)
  t.ok([...methods].every(method => ['GET', 'HEAD', 'OPTIONS'].includes(method)), [...methods].join())
  t.match(await migrateIn(folder, `nginx.conf --from nginx --replay ${address}`), { status: 1, stdout: /The proof found what the report above does not name\n.*opens/ })
})

t.test('a server that does not respond, or redirects to another one, or exposes more', async t => {
  const [silent, chatty] = [
    await fetchServer(() => new Response('', { status: 302, headers: { location: 'https://other.example/', 'access-control-allow-origin': '*' } })),
    await fetchServer(() => new Response('', { status: 200, headers: { 'x-proof': '1', 'access-control-allow-origin': '*', 'access-control-expose-headers': 'x-proof' } }))
  ]
  t.teardown(() => Promise.all([silent.close(), chatty.close()]))
  const page = { origin: APP, url: `${silent.address}/` }
  t.match(await compareServers(silent.address, chatty.address, [{ page, isRouted: true }]), { differences: [{ effect: 'opens' }] })
  const closed = await fetchServer(() => new Response(''))
  await closed.close()
  t.match(await compareServers(closed.address, chatty.address, [{ page: { ...page, url: `${closed.address}/` }, isRouted: true }]), { differences: [{ effect: 'opens', cause: /^no-/ }] })
  const plain = await fetchServer(() => new Response('', { headers: { 'access-control-allow-origin': '*' } }))
  const failing = await fetchServer(() => new Response('', { status: 500, headers: { 'access-control-allow-origin': '*' } }))
  t.teardown(() => Promise.all([plain.close(), failing.close()]))
  const at = (address: string): typeof page => ({ origin: APP, url: `${address}/` })
  t.match(await compareServers(plain.address, chatty.address, [{ page: at(plain.address), isRouted: false }, { page: { ...at(plain.address), credentials: 'omit' }, isRouted: true }]), { differences: [{ effect: 'opens', cause: 'pages can read x-proof', count: 2, isUnrouted: false }] })
  t.match(await compareServers(chatty.address, plain.address, [{ page: at(chatty.address), isRouted: true }]), { differences: [{ effect: 'closes', cause: 'pages cannot read x-proof' }] })
  t.match(await compareServers(plain.address, failing.address, [{ page: at(plain.address), isRouted: true }]), { differences: [{ effect: 'changes', cause: 'status 200 becomes 500' }] })
})

t.test('requests without a response do not hold up others, except on a live server, and equal ones are sent once', async t => {
  const allowed = (): Response => new Response('', { headers: { 'access-control-allow-origin': '*' } })
  const ours = await fetchServer(allowed)
  t.teardown(() => ours.close())
  for (const isLive of [false, true]) {
    let respond: Array<() => void> = []
    let most = 0
    let received = 0
    const old = await fetchServer(async () => {
      received++
      const waiting = new Promise<void>(resolve => { respond.push(resolve) })
      most = Math.max(most, respond.length)
      // A live server gets the first 16 requests, and another one the others too. Two of each are equal.
      if (respond.length === (isLive ? 8 : 16)) {
        for (const each of respond) each()
        respond = []
      }
      await waiting
      return allowed()
    })
    const requests = Array.from({ length: 32 }, (_, i) => ({ page: { origin: APP, url: `${old.address}/${i - i % 2}` }, isRouted: true }))
    t.strictSame(await compareServers(old.address, ours.address, requests, undefined, isLive), { compared: 32, sent: 32, differences: [] })
    t.equal(most, isLive ? 8 : 16)
    t.equal(received, 16, 'equal requests are sent once')
    await old.close()
  }
})

t.test('a request on a kept connection that the server closes is sent again, on another one', async t => {
  const requests: string[] = []
  let connections = 0
  const server = createServer(socket => {
    const connection = ++connections
    let count = 0
    socket.on('error', () => {})
    socket.on('data', data => {
      requests.push(`${connection} ${String(data).split(' ', 1)[0]}`)
      if (++count > 1) socket.resetAndDestroy()
      else socket.write('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\nContent-Length: 0\r\n\r\n')
    })
  })
  const { origin: address } = await listening(server, { t })
  const old = new RealServer(address)
  t.match(await old.fetch({ origin: APP, url: `${address}/`, method: 'PUT' }), { outcome: 'allow' })
  t.strictSame(requests, ['1 OPTIONS', '1 PUT', '2 PUT'])
  old.close()
})
