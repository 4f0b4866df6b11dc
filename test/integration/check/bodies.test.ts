/** `errorMethod`: rejected bodies on servers of several frameworks. Without it no body is sent. */
import Fastify from 'fastify'
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import { withExplained } from '../../../lib/check/diagnosis.ts'
import corsPlugin from '../../../lib/index.ts'
import type { CheckFinding, CheckOptions } from '../../../types/check.ts'
import { checkBy } from './check-by.ts'
import { all, drop, findingsBy, findingsOf, isPreflight, set, where } from './server-with-faults.ts'
import { withNginx } from './servers/nginx.ts'
import { listening } from '../../listening.ts'
import { DATA, HOST, listen, load, PATH, type Start } from './servers/running.ts'

const APP = 'https://app.example.com'
const OPTIONS: CheckOptions = { allowedOrigins: [APP], methods: ['POST'], requestHeaders: ['content-type'], errorMethod: 'POST', rate: 100_000 }

/** Number of requests with bodies that reached the route handler. */
let handled = 0

function withFastify (register: (app: ReturnType<typeof Fastify>) => unknown): Start {
  return async () => {
    const app = Fastify({ forceCloseConnections: true })
    await register(app)
    app.get(PATH, () => DATA)
    app.post(PATH, () => {
      handled++
      return DATA
    })
    return listening(app)
  }
}

/** Express, which parses JSON and rejects other types before or after `cors`. */
function withExpress (isCorsFirst: boolean): Start {
  return async () => {
    const express = load('express')
    const app = express()
    const cors = load('cors')({ origin: [APP] })
    const readJson = [express.json(), (request: any, response: any, next: () => void) => {
      if (request.method === 'POST' && request.is('json') === false) response.sendStatus(415)
      else next()
    }]
    app.use(isCorsFirst ? [cors, ...readJson] : [...readJson, cors])
    app.get(PATH, (_request: unknown, response: any) => response.json(DATA))
    app.post(PATH, (_request: unknown, response: any) => {
      handled++
      response.json(DATA)
    })
    app.use((error: any, _request: unknown, response: any, _next: unknown) => response.sendStatus(error.status))
    return await listen(app)
  }
}

const ROWS: ReadonlyArray<readonly [server: string, start: Start, found: readonly string[]]> = [
  ['this plugin', withFastify(app => app.register(corsPlugin, { origins: [APP], allowedHeaders: ['Content-Type'] })), []],
  ['@fastify/cors', withFastify(app => app.register(load('@fastify/cors'), { origin: [APP] })), []],
  ['Express with cors first', withExpress(true), []],
  ['Express with cors after the body parser', withExpress(false), ['malformed body', 'large body', 'unknown type']],
  ['nginx, which limits bodies, before Express', withNginx({
    location: () => 'client_max_body_size 1m; proxy_pass $behind;', behind: withExpress(true)
  }), ['large body']]
]

for (const [server, start, expected] of ROWS) {
  t.test(`rejected bodies: ${server}`, async t => {
    handled = 0
    const { port, close } = await start([APP])
    t.teardown(close)
    const { findings } = await checkBy(['errors'], `http://${HOST}:${port}${PATH}`, OPTIONS)
    const found = withExplained(findings).filter(({ id, subject }) => id === 'error-without-cors' && subject !== 'OPTIONS')
    t.strictSame(found.map(({ subject, severity }) => [severity, subject]), expected.map(subject => ['warning', subject]))
    t.equal(handled, 0, 'no body reaches the route handler')
    for (const { exchanges } of found) t.match(exchanges.at(-1)!.request, { method: 'POST', body: { times: Number } })
  })
}

/** Rejects each body of PUT with its own status. */
const rejects = where(request => request.method === 'PUT', (draft, { headers }) => {
  if (headers['content-type'] !== 'application/json') draft.status = 415
  else draft.status = Number(headers['content-length']) > 1024 * 1024 ? 413 : 400
})

const dropped = where(({ method }) => method === 'PUT', drop('access-control-allow-origin'))
const subjects = (found: readonly CheckFinding[]): readonly string[] => found.filter(({ id }) => id === 'error-without-cors').map(({ subject }) => subject)
const ALL = ['malformed body', 'large body', 'unknown type']

t.test('each rejected body is checked if a page could send it', async t => {
  const rows: ReadonlyArray<readonly [title: string, change: Parameters<typeof findingsOf>[0], options: CheckOptions, found: readonly string[]]> = [
    ['all errors have the headers', rejects, { errorMethod: 'PUT' }, []],
    ['no error has the headers', all(rejects, dropped), { errorMethod: 'PUT' }, ALL],
    ['no error has the headers, 422 for malformed JSON', all(rejects, dropped, where((_request, { status }) => status === 400, draft => { draft.status = 422 })), { errorMethod: 'PUT' }, ALL],
    ['no error has the headers, and there is a policy', all(rejects, dropped), {
      errorMethod: 'PUT', policy: { origins: [APP], credentials: true, methods: ['PUT'], allowedHeaders: ['content-type'] }
    }, ALL],
    ['no error has the headers, and errorMethod is not set', all(rejects, dropped), {}, []],
    ['no body is rejected', where(({ method }) => method === 'PUT', draft => { draft.status = 200 }, drop('access-control-allow-origin')), { errorMethod: 'PUT' }, []],
    ['no error has the headers, and preflights do not allow the method', all(rejects, dropped, where(isPreflight, set('Access-Control-Allow-Methods', 'GET'))), { errorMethod: 'PUT' }, []],
    ['no error has the headers, and preflights do not allow the header', all(rejects, dropped, where(isPreflight, drop('access-control-allow-headers'))), { errorMethod: 'PUT' }, []]
  ]
  for (const [title, change, options, found] of rows) t.strictSame(subjects(await findingsBy(['errors'], change, options)), found, title)
})

t.test('without errorMethod no body is sent', async t => {
  const methods = new Set<string>()
  await findingsOf((_draft, { method, headers }) => { methods.add(`${method} ${headers['content-length'] ?? headers['transfer-encoding'] ?? ''}`) })
  t.strictSame([...methods].sort(), ['GET ', 'HEAD ', 'OPTIONS '])
})

t.test('errorMethod must be POST, PUT or PATCH', async t => {
  for (const errorMethod of ['GET', 'DELETE', 'post', 'CONNECT', '']) {
    await t.rejects(checkEndpoint('http://127.0.0.1/', { errorMethod }), { message: `errorMethod: "${errorMethod}" is not allowed. Use POST, PUT, PATCH.` })
  }
})
