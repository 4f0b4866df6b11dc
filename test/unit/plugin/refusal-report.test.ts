/** The report of refusals, as data, Markdown and HTML, and the route that serves it. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { renderRefusalsHtml, renderRefusalsMarkdown } from '../../../lib/tools.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsRefusalReport } from '../../../types/refusals.ts'

const APP = 'https://app.example.com'
const OTHER = 'https://other.test'

async function start (options: object = {}): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [APP], allowedHeaders: ['Content-Type'], lint: 'off', logLevel: 'silent', ...options } as CorsPluginOptions)
  app.get('/orders', async () => 'orders')
  app.put('/orders/:id', async () => 'stored')
  return app
}

const preflight = (app: FastifyInstance, url: string, headers: Record<string, string>) =>
  app.inject({ method: 'OPTIONS', url, headers: { origin: APP, 'access-control-request-method': 'PUT', ...headers } })

t.test('the report has each kind of refusal, with the smallest change for mistakes of the application', async (t) => {
  const app = await start()
  for (const origin of [OTHER, 'https://third.test', OTHER, 'http://app.example.com', APP]) await app.inject({ url: '/orders', headers: { origin } })
  await preflight(app, '/orders/7', { 'access-control-request-headers': 'x-request-id' })
  await app.inject({ url: '/orders', headers: { origin: APP, cookie: 'a=b', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-site', host: 'api.example.com' } })
  const report = await app.cors.report()
  t.match(report, {
    version: 1,
    at: /^\d{4}-\d\d-\d\dT/,
    since: /^\d{4}-\d\d-\d\dT/,
    others: 0,
    refusals: [
      {
        reason: 'origin-not-allowed',
        route: 'GET /orders',
        near: APP,
        differs: ['scheme'],
        isOwn: true,
        count: 1,
        change: { verdict: 'adds-findings', patch: [{ op: 'add', path: '/origins/-', value: 'http://app.example.com' }] }
      },
      {
        kind: 'preflight',
        policy: 'scope',
        reason: 'header-not-allowed',
        route: 'PUT /orders/:id',
        isOwn: true,
        methods: ['PUT'],
        headers: ['x-request-id'],
        change: { verdict: 'safe', patch: [{ op: 'add', path: '/allowedHeaders/-', value: 'x-request-id' }] }
      },
      { reason: 'credentials-not-allowed', isOwn: true, change: { patch: [{ op: 'add', path: '/credentials', value: true }] } },
      { reason: 'origin-not-allowed', isOwn: false, near: null, count: 3, origins: [OTHER, 'https://third.test'], methods: [], headers: [], change: null }
    ]
  })
  t.equal(report.refusals.length, 4)
  t.ok(Object.isFrozen(report) && Object.isFrozen(report.refusals) && report.refusals.every((refusal) => Object.isFrozen(refusal)))
  t.strictSame(JSON.parse(JSON.stringify(report)), report, 'it is plain JSON')
  await app.cors.replace({ origins: [APP], allowedHeaders: ['Content-Type', 'X-Request-Id'] })
  const replaced = (await app.cors.report()).refusals.find(({ reason }) => reason === 'header-not-allowed')
  t.match(replaced, { count: 1, change: null }, 'the policy allows it by now')
})

t.test('a refusal that no page can cause has a change that says so, or none', async (t) => {
  const app = await start()
  await app.inject({ url: '/nowhere', headers: { origin: `${APP}/` } })
  await app.inject({ url: '/orders', headers: { origin: 'http://app.example.com', host: 'bad host' } })
  t.match((await app.cors.report()).refusals, [
    { reason: 'origin-not-allowed', isOwn: true, route: 'not found', differs: ['spelling'], change: { verdict: 'refused' } },
    { reason: 'origin-not-allowed', isOwn: true, change: null }
  ])
})

t.test('the report is not available before the application is ready', async (t) => {
  const app = await start()
  await t.rejects(app.cors.report(), { code: 'FST_CORS_NOT_READY' })
})

const HOSTILE = '<img src=x onerror=alert(1)>|`_[a](b)'

const REPORT: CorsRefusalReport = {
  version: 1,
  at: '2026-01-02T00:00:00.000Z',
  since: '2026-01-01T00:00:00.000Z',
  others: 2,
  refusals: [{
    kind: 'preflight',
    policy: 'scope',
    route: `PUT /${HOSTILE}`,
    reason: 'header-not-allowed',
    near: null,
    differs: [],
    isOwn: true,
    cause: `The cause ${HOSTILE}.`,
    count: 2,
    since: '2026-01-01T01:00:00.000Z',
    last: '2026-01-01T02:00:00.000Z',
    origins: [HOSTILE],
    methods: ['PUT'],
    headers: ['x-a'],
    change: { verdict: 'unsafe', in: null, patch: [], addition: null, flags: [], issues: [], findings: [], message: `Add ${HOSTILE}.` }
  }, {
    kind: 'actual',
    policy: 'scope',
    route: 'GET /orders',
    reason: 'origin-not-allowed',
    near: null,
    differs: [],
    isOwn: false,
    cause: 'The policy does not list the origin.',
    count: 1,
    since: '2026-01-01T01:00:00.000Z',
    last: '2026-01-01T01:00:00.000Z',
    origins: [OTHER],
    methods: [],
    headers: [],
    change: null
  }]
}

t.test('Markdown and HTML have everything, and escape the text of clients', (t) => {
  const markdown = renderRefusalsMarkdown(REPORT)
  t.match(markdown, /^# Refused requests\n\n5 requests refused since 2026-01-01T00:00:00\.000Z\. 2 of them are of further kinds\.\n/)
  t.match(markdown, /header-not-allowed, 2 preflights\n/)
  t.match(markdown, '\n## GET /orders: origin-not-allowed, 1 request\n\nThe policy does not list the origin.\n\n- Policy: `scope`\n- Origins: ')
  t.match(markdown, '\nTo allow it, unsafe: Add ')
  t.notMatch(markdown, /<img|\[a\]\(b\)/)
  const html = renderRefusalsHtml(REPORT)
  t.match(html, /<h1>Refused requests<\/h1>\n<p>5 requests refused since/)
  t.match(html, '<dt>Headers</dt><dd><code>x-a</code></dd>')
  t.notMatch(html, /<img|<script/)
  t.match(renderRefusalsMarkdown({ ...REPORT, others: 0, refusals: REPORT.refusals.slice(1) }), '1 request refused since 2026-01-01T00:00:00.000Z.\n')
  t.end()
})

t.test('the option report serves it as HTML, JSON and Markdown, and nothing without the option', async (t) => {
  const app = await start({ report: { url: '/refusals', title: 'Shop & <b>' } })
  await app.inject({ url: '/orders', headers: { origin: OTHER } })
  const html = await app.inject('/refusals')
  t.match(html.headers, {
    'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
    'content-security-policy': /^default-src 'none'; .*frame-ancestors 'none'$/
  })
  t.match(html.body, /<title>Shop &#38; &#60;b&#62;<\/title>/)
  t.match(html.body, /<h1>Shop &#38; &#60;b&#62;<\/h1>\n<p>Made in the environment \w+ at \d{4}-/)
  t.match((await app.inject('/refusals?format=json')).json(), { version: 1, refusals: [{ origins: [OTHER] }] })
  const markdown = await app.inject('/refusals?format=markdown')
  t.equal(markdown.headers['content-type'], 'text/markdown; charset=utf-8')
  t.match(markdown.body, /^# Refused requests\n/)
  t.equal((await (await start()).inject('/refusals')).statusCode, 404)
})

t.test('the pages of docs and report are checked like other options', async (t) => {
  const rows = [
    [{ report: { url: 'refusals' } }, '/report/url'], [{ report: true }, '/report'], [{ report: { url: '/a', name: 1 } }, '/report/name'],
    [{ docs: { url: '/a', title: '' } }, '/docs/title'], [{ docs: { url: '/a', title: 1 } }, '/docs/title']
  ] as const
  for (const [options, path] of rows) {
    const app = Fastify()
    app.register(corsPlugin, { origins: [APP], ...options } as never)
    const error = await app.ready().then(() => undefined, (error) => error)
    t.strictSame(error.issues.map(({ path }: { path: string }) => path), [path])
  }
})

t.test('the documentation has the title, the environment and the date', async (t) => {
  const app = await start({ docs: { url: '/cors', title: 'The <shop>' } })
  const { body } = await app.inject('/cors')
  t.match(body, '<title>The &#60;shop&#62;</title>')
  t.match(body, /id="about">\{"title":"The \\u003cshop\\u003e","details":\["Made in the environment \w+ at \d{4}-[^"]*\."\]\}</)
})
