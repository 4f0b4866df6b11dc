/** What the checker says of pages, they find in Chromium: who may read, and which preflights let requests through. */
import t, { type Test } from 'tap'
import type { Page } from 'playwright-core'
import { checkEndpoint } from '../../lib/check.ts'
import type { CheckFinding, CheckOptions } from '../../types/check.ts'
import { ask, type PageRequest } from './ask.ts'
import { launchChromium, sayNotTested } from './chromium.ts'
import { servePages } from './servers.ts'
import { sample } from '../unit/properties/seed.ts'
import { correctServers } from '../integration/check/servers/correct.ts'
import { faultyServers, OPTIONS, type Row } from '../integration/check/servers/faulty.ts'
import { nginxPath } from '../integration/check/servers/nginx.ts'
import { HOST, PATH } from '../integration/check/servers/running.ts'

const SUITE = 'the checker of live endpoints, held against Chromium'

/** Those that let in whatever origin the test has for its page. */
const NAMES = new Set([
  'plugin, rescue off, behind a hook that answers 401', 'plugin, behind a proxy that adds "*"', 'plugin, behind a proxy that drops the headers',
  'plugin, behind a proxy that answers preflights for anybody', 'plugin, behind a hook that redirects to https', 'plugin, with null among the origins',
  'plugin, open to all', 'plugin, without the method that pages use', '@fastify/cors, any origin repeated with credentials', '@fastify/cors, "*" with credentials',
  '@fastify/cors, any header by default', 'cors of Express, as it is by default', 'cors of Express, on the routes alone', 'cors of Express, credentials forgotten',
  'hono/cors, any origin repeated with credentials', 'null with credentials, and "*" for the rest', 'any method repeated',
  'preflights of anybody approved without credentials', 'preflights approved with credentials, and answers shared without', 'a preflight that is not found',
  '"True" in place of "true"', 'JSON of anybody approved', 'nginx, any origin repeated', 'nginx, two origins in one value',
  'nginx, headers that an "if" hides from preflights', 'nginx, headers added to those of the server behind it',
  'plugin', '@fastify/cors', 'cors of Express', 'hono/cors', 'nginx'
])

const MODES = ['omit', 'include'] as const

/** What the findings say, in the terms of a page. */
function verdictsOf (findings: readonly CheckFinding[], page: string): Record<string, boolean | number> {
  const find = (...ids: string[]) => findings.filter(({ id }) => ids.includes(id))
  const level = (found: readonly CheckFinding[]) => found.length === 0 ? 0 : found.some(({ severity }) => severity === 'error') ? 2 : 1
  const stranger = level(find('origin-reflected', 'wildcard-origin'))
  const fails = (method: string) => find('preflight-fails', 'preflight-needs-authentication', 'preflight-is-redirected').some(({ subject }) => subject === `${method} from ${page}`)
  return {
    'the page reads': find('allowed-origin-is-blocked').length === 0,
    'a stranger reads': stranger,
    'a page without origin reads': Math.max(stranger, level(find('null-origin-allowed'))),
    'GET passes': !fails('GET'),
    'PUT passes': !fails('PUT'),
    'a rare method passes': find('any-method-is-approved').length > 0,
    'a made-up header passes': find('any-header-is-approved').length > 0,
    // Where a stranger reads as much, its preflights are not told of.
    'a stranger has requests sent': Math.max(stranger, level(find('preflight-allows-any-origin')))
  }
}

const browser = await launchChromium(SUITE)
if (browser !== undefined) {
  await t.test(SUITE, async t => {
    const pages = await servePages()
    t.teardown(async () => {
      await browser.close()
      await pages.close()
    })
    // With credentials this plugin takes plain http of localhost alone.
    const origin = `http://localhost:${pages.port}`
    const open = async (url: string): Promise<Page> => {
      const page = await browser.newPage()
      await page.goto(url)
      return page
    }
    const page = await open(origin)
    const stranger = await open(`http://other.test:${pages.port}`)

    const rows = [...faultyServers, ...correctServers].filter(({ name }) => NAMES.has(name))
    t.equal(rows.length, NAMES.size)
    for (const row of sample(rows, 2)) {
      await t.test(row.name, { skip: row.isNginx === true && nginxPath === undefined ? 'there is no nginx' : false }, t => compare(t, row, origin, page, stranger))
    }
  })
} else sayNotTested('verdicts of the checker', 'There is no Chromium.')

async function compare (t: Test, { server, options: more = {} }: Omit<Row, 'expected'>, origin: string, page: Page, stranger: Page): Promise<void> {
  const running = await server([origin])
  t.teardown(() => running.close())
  const api = `http://api.test:${running.port}`
  const options: CheckOptions = { ...OPTIONS, ...more, methods: ['GET', 'PUT'], allowedOrigins: [origin], resolve: HOST }
  const { findings } = await checkEndpoint(`${api}${PATH}`, options)
  const credentials = options.credentials === true ? 'include' : 'omit'
  let asked = 0
  // Another URL each time, so that no preflight is remembered.
  const outcome = (asker: Page, request: PageRequest) => ask(asker, api, { ...request, url: `${PATH}?${++asked}` })
  const reads = async (asker: Page, request: PageRequest) => 'status' in await outcome(asker, request)
  const passes = async (asker: Page, request: PageRequest) => {
    const seen = await outcome(asker, request)
    return !('corsError' in seen && seen.corsError.includes('Preflight'))
  }
  const level = async (isSo: (mode: 'omit' | 'include') => Promise<boolean>) => {
    let count = 0
    for (const mode of MODES) if (await isSo(mode)) count++
    return count
  }
  const json = { 'content-type': 'application/json' }
  const headers = options.requestHeaders!.length > 0 ? json : {}
  const strangerReads = await level(credentials => reads(stranger, { credentials }))
  const strangerSends = await level(async credentials =>
    await passes(stranger, { credentials, method: 'PUT' }) || passes(stranger, { credentials, method: 'POST', headers: json, body: '{}' }))
  t.strictSame(verdictsOf(findings, origin), {
    'the page reads': await reads(page, { credentials }),
    'a stranger reads': strangerReads,
    'a page without origin reads': await level(credentials => reads(page, { credentials, frame: 'sandboxed' })),
    'GET passes': await passes(page, { credentials, headers }),
    'PUT passes': await passes(page, { credentials, headers, method: 'PUT' }),
    'a rare method passes': await passes(page, { credentials, method: 'PROPFIND' }),
    'a made-up header passes': await passes(page, { credentials, headers: { 'x-3c64fc2e': 'x' } }),
    'a stranger has requests sent': Math.max(strangerReads, strangerSends)
  })
}
