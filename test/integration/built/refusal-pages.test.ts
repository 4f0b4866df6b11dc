/** The report of refusals as Markdown and HTML, and the routes that serve it and the documentation, with their titles. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { renderRefusalsHtml, renderRefusalsMarkdown } from '../../../lib/tools.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsRefusalReport } from '../../../types/refusals.ts'
import { assertBuilt } from '../../dist.ts'

assertBuilt()

const APP = 'https://app.example.com'
const OTHER = 'https://other.test'

async function start (options: object): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [APP], lint: 'off', logLevel: 'silent', ...options } as CorsPluginOptions)
  app.get('/orders', async () => 'orders')
  return app
}

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
  t.equal((await (await start({})).inject('/refusals')).statusCode, 404)
})

t.test('the documentation has the title, the environment and the date', async (t) => {
  const app = await start({ docs: { url: '/cors', title: 'The <shop>' } })
  const { body } = await app.inject('/cors')
  t.match(body, '<title>The &#60;shop&#62;</title>')
  t.match(body, /id="about">\{"title":"The \\u003cshop\\u003e","details":\["Made in the environment \w+ at \d{4}-[^"]*\."\]\}</)
})
