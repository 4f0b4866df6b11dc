/** The findings of the check match the behavior of Chromium: which pages can read responses, and which preflights succeed. */
import t, { type Test } from 'tap'
import type { Page } from 'playwright-core'
import { checkEndpoint } from '../../lib/check.ts'
import { withExplained } from '../../lib/check/diagnosis.ts'
import type { CheckFinding, CheckOptions } from '../../types/check.ts'
import { sendRequest, type PageRequest } from './send-request.ts'
import { launchChromium } from './chromium.ts'
import { servePages } from './servers.ts'
import { sample } from '../unit/properties/seed.ts'
import { correctServers } from '../integration/check/servers/correct.ts'
import { faultyServers, OPTIONS, type Row } from '../integration/check/servers/faulty.ts'
import { HOST, PATH } from '../integration/check/servers/running.ts'

const SUITE = 'the check of live endpoints, compared with Chromium'

/** Servers that can allow the origin of the page of the test. */
const NAMES = new Set([
  'plugin, rescue off, behind a hook that responds with 401', 'plugin, behind a proxy that adds "*"', 'plugin, behind a proxy that removes the headers',
  'plugin, behind a proxy that allows preflights from any origin', 'plugin, behind a hook that redirects to https', 'plugin, with null in the origins',
  'plugin, with any origin', 'plugin, without the method that pages use', '@fastify/cors, any origin reflected with credentials', '@fastify/cors, "*" with credentials',
  '@fastify/cors, any header by default', 'cors of Express, with its defaults', 'cors of Express, only on the routes', 'cors of Express, without credentials',
  'hono/cors, any origin reflected with credentials', 'null with credentials, and "*" for other origins', 'any method reflected',
  'preflights from any origin allowed without credentials', 'preflights allowed with credentials, and responses without', 'preflights with status 404',
  '"True" instead of "true"', 'JSON from any origin allowed', 'nginx, any origin reflected', 'nginx, two origins in one value',
  'nginx, headers that an "if" hides from preflights', 'nginx, headers added to those of the server behind it',
  'plugin', '@fastify/cors', 'cors of Express', 'hono/cors', 'nginx'
])

const MODES = ['omit', 'include'] as const

/** The behavior for pages that the findings predict. */
function verdictsOf (findings: readonly CheckFinding[], page: string): Record<string, boolean | number> {
  const find = (...ids: string[]) => findings.filter(({ id }) => ids.includes(id))
  const level = (found: readonly CheckFinding[]) => found.length === 0 ? 0 : found.some(({ severity }) => severity === 'error') ? 2 : 1
  const untrusted = level(find('origin-reflected', 'wildcard-origin'))
  const fails = (method: string) => find('preflight-fails', 'method-not-allowed', 'header-not-allowed', 'preflight-needs-authentication', 'preflight-is-redirected').some(({ subject }) => subject === `${method} from ${page}`)
  return {
    'the page reads': find('allowed-origin-is-blocked').length === 0,
    'an untrusted page reads': untrusted,
    'a page without origin reads': Math.max(untrusted, level(find('null-origin-allowed'))),
    'GET passes': !fails('GET'),
    'PUT passes': !fails('PUT'),
    'a rare method passes': find('any-method-is-approved').length > 0,
    'a random header passes': find('any-header-is-approved').length > 0,
    // If an untrusted page can read the response, its preflights are not reported.
    'an untrusted page sends requests': Math.max(untrusted, level(find('preflight-allows-any-origin')))
  }
}

const browser = await launchChromium()
await t.test(SUITE, async t => {
  const pages = await servePages()
  t.teardown(async () => {
    await browser.close()
    await pages.close()
  })
  // With credentials this plugin allows plain http only for localhost.
  const origin = `http://localhost:${pages.port}`
  const open = async (url: string): Promise<Page> => {
    const page = await browser.newPage()
    await page.goto(url)
    return page
  }
  const page = await open(origin)
  const untrusted = await open(`http://other.test:${pages.port}`)

  const rows = [...faultyServers, ...correctServers].filter(({ name }) => NAMES.has(name))
  t.equal(rows.length, NAMES.size)
  for (const row of sample(rows, 3)) {
    await t.test(row.name, t => compare(t, row, origin, page, untrusted))
  }
})

async function compare (t: Test, { server, options: more = {} }: Omit<Row, 'expected'>, origin: string, page: Page, untrusted: Page): Promise<void> {
  const running = await server([origin])
  t.teardown(() => running.close())
  const api = `http://api.test:${running.port}`
  const options: CheckOptions = { ...OPTIONS, ...more, methods: ['GET', 'PUT'], allowedOrigins: [origin], resolve: HOST }
  const { findings } = await checkEndpoint(`${api}${PATH}`, options)
  const credentials = options.credentials === true ? 'include' : 'omit'
  let count = 0
  // A different URL each time, so that no preflight is cached.
  const outcome = (sender: Page, request: PageRequest) => sendRequest(sender, api, { ...request, url: `${PATH}?${++count}` })
  const reads = async (sender: Page, request: PageRequest) => 'status' in await outcome(sender, request)
  const passes = async (sender: Page, request: PageRequest) => {
    const result = await outcome(sender, request)
    return !('corsError' in result && result.corsError.includes('Preflight'))
  }
  const level = async (isSo: (mode: 'omit' | 'include') => Promise<boolean>) => {
    let modes = 0
    for (const mode of MODES) if (await isSo(mode)) modes++
    return modes
  }
  const json = { 'content-type': 'application/json' }
  const headers = options.requestHeaders!.length > 0 ? json : {}
  const untrustedReads = await level(credentials => reads(untrusted, { credentials }))
  const untrustedSends = await level(async credentials =>
    await passes(untrusted, { credentials, method: 'PUT' }) || passes(untrusted, { credentials, method: 'POST', headers: json, body: '{}' }))
  t.strictSame(verdictsOf(withExplained(findings), origin), {
    'the page reads': await reads(page, { credentials }),
    'an untrusted page reads': untrustedReads,
    'a page without origin reads': await level(credentials => reads(page, { credentials, frame: 'sandboxed' })),
    'GET passes': await passes(page, { credentials, headers }),
    'PUT passes': await passes(page, { credentials, headers, method: 'PUT' }),
    'a rare method passes': await passes(page, { credentials, method: 'PROPFIND' }),
    'a random header passes': await passes(page, { credentials, headers: { 'x-3c64fc2e': 'x' } }),
    'an untrusted page sends requests': Math.max(untrustedReads, untrustedSends)
  })
}
