/** Tests that the console messages of `explain` equal those of Chromium. */
import Fastify from 'fastify'
import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import { readConsoleLine } from '../../../lib/clipboard/console-line.ts'
import { consoleSentence } from '../../../lib/explain/console.ts'
import type { HeaderLine, ScriptedResponses, PageRequest } from '../../../types/browser.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { launchChromium } from '../chromium.ts'
import { servePages } from '../servers.ts'
import { startLiteralServer } from '../model/literal-server.ts'

const WITHIN = 60_000

type Request = Pick<PageRequest, 'method' | 'credentials'> & { readonly headers?: Readonly<Record<string, string>> }

/** Fetches and returns the console messages. */
async function sentenceFor (page: Page, url: string, { method = 'GET', credentials = 'same-origin', headers = {} }: Request): Promise<string> {
  const message = page.waitForEvent('console', {
    predicate: message => message.text().includes('has been blocked by CORS policy'), timeout: WITHIN
  })
  await page.evaluate(async ({ url, init }) => {
    try {
      await fetch(url, init)
    } catch {}
  }, { url, init: { method, credentials, headers } })
  return (await message).text()
}

async function openPage (browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(url)
  return page
}

/** Failures with responses of the plugin. Page and server are on the same site over http. */
const explained: [corsError: string, policy: (app: string) => CorsPolicyDocument, request: Request][] = [
  ['MissingAllowOriginHeader', () => ({ origins: ['https://a.test'] }), {}],
  ['MissingAllowOriginHeader', () => ({ policies: { open: { origins: '*' } } }), { credentials: 'include' }],
  ['PreflightMissingAllowOriginHeader', () => ({ origins: ['https://a.test'] }), { method: 'PUT' }],
  ['PreflightMissingAllowOriginHeader', () => ({ routes: { '/target': false }, origins: '*' }), { method: 'put' }],
  ['WildcardOriginNotAllowed', () => ({ origins: '*' }), { credentials: 'include' }],
  ['PreflightWildcardOriginNotAllowed', () => ({ origins: '*' }), { credentials: 'include', method: 'PUT' }],
  ['InvalidAllowCredentials', app => ({ origins: [app] }), { credentials: 'include' }],
  ['PreflightInvalidAllowCredentials', app => ({ origins: [app] }), { credentials: 'include', method: 'PUT' }],
  ['MethodDisallowedByPreflightResponse', app => ({ origins: [app], methods: [] }), { method: 'PUT' }],
  ['MethodDisallowedByPreflightResponse', app => ({ origins: [app] }), { method: 'patch' }],
  ['HeaderDisallowedByPreflightResponse', app => ({ origins: [app], allowedHeaders: ['X-B'] }), { headers: { 'X-C': '1', 'X-B': '1' } }],
  ['HeaderDisallowedByPreflightResponse', app => ({ origins: [app] }), { headers: { Authorization: '1' } }]
]

const all: Request = { method: 'PUT', credentials: 'include', headers: { 'X-A': '1' } }
const simple: Request = { credentials: 'include' }

/** Failures with responses of other servers. */
const literal: [corsError: string, request: Request, status: number, headers: (app: string) => HeaderLine[]][] = [
  ['MultipleAllowOriginValues', simple, 200, app => [['Access-Control-Allow-Origin', app], ['Access-Control-Allow-Origin', '*']]],
  ['InvalidAllowOriginValue', simple, 200, () => [['Access-Control-Allow-Origin', '$&']]],
  ['AllowOriginMismatch', simple, 200, () => [['Access-Control-Allow-Origin', 'https://a.test']]],
  ['InvalidAllowCredentials', simple, 200, app => [['Access-Control-Allow-Origin', app], ['Access-Control-Allow-Credentials', 'True']]],
  ['PreflightMultipleAllowOriginValues', all, 204, app => [['Access-Control-Allow-Origin', `${app}, *`]]],
  ['PreflightInvalidAllowOriginValue', all, 204, () => [['Access-Control-Allow-Origin', 'a']]],
  ['PreflightAllowOriginMismatch', all, 204, () => [['Access-Control-Allow-Origin', 'https://a.test']]],
  ['PreflightInvalidStatus', all, 404, app => [['Access-Control-Allow-Origin', app], ['Access-Control-Allow-Credentials', 'true']]],
  ['PreflightDisallowedRedirect', all, 302, () => [['Location', '/elsewhere']]],
  ['InvalidAllowMethodsPreflightResponse', all, 204, app => [
    ['Access-Control-Allow-Origin', app], ['Access-Control-Allow-Credentials', 'true'], ['Access-Control-Allow-Methods', 'P U T']
  ]],
  ['InvalidAllowHeadersPreflightResponse', all, 204, app => [
    ['Access-Control-Allow-Origin', app], ['Access-Control-Allow-Credentials', 'true'], ['Access-Control-Allow-Headers', 'x a']
  ]]
]

t.test('failures that are not about CORS have no console message', async t => {
  const { failure } = simulateFetch({ origin: 'https://a.test', url: 'https://b.test/', method: 'TRACE' }, () => undefined)
  t.equal(consoleSentence(failure!, 'https://b.test/', 'https://a.test'), undefined)
  t.equal(consoleSentence({ code: 'scheme-is-not-http', parameter: '', corsError: 'CorsDisabledScheme' }, 'ftp://b.test/', 'https://a.test'),
    undefined, 'Chromium lists the schemes of its build')
})

const browser = await launchChromium()
t.teardown(() => browser.close())

await t.test('console messages about responses of the plugin', async t => {
  const pages = await servePages()
  const origin = `http://app.test:${pages.port}`
  const page = await openPage(browser, origin)
  for (const [corsError, policy, request] of explained) {
    const app = Fastify({ forceCloseConnections: true })
    app.register(cors, policy(origin))
    app.route({ method: ['GET', 'PUT'], url: '/target', handler: () => 1 })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as { readonly port: number }
    const url = `http://api.test:${port}/target?q=1#part`
    const { failure, console } = await app.cors.explain({ origin, url, ...request })
    t.equal(failure?.corsError, corsError)
    const line = await sentenceFor(page, url, request)
    t.equal(console.chromium, line)
    t.ok(readConsoleLine(line).causes.includes(failure!.code))
    await app.close()
  }
  await pages.close()
})

await t.test('console messages about literal responses', async t => {
  const server = await startLiteralServer()
  const origin = `http://app.test:${server.port}`
  const page = await openPage(browser, `${origin}/page`)
  for (const [i, [corsError, request, status, headers]] of literal.entries()) {
    const url = `http://api.test:${server.port}/key-${i}/0`
    const response = { status, headers: headers(origin) }
    const hops: ScriptedResponses[] = [request === all ? { preflight: response } : { response }]
    server.respondAt(`key-${i}`, hops)
    const { failure } = simulateFetch({ origin, url, ...request, headers: Object.entries(request.headers ?? {}) }, scriptedServer(hops), { engine: 'chromium' })
    t.equal(failure?.corsError, corsError)
    const line = await sentenceFor(page, url, request)
    t.equal(consoleSentence(failure!, url, origin), line)
    t.match(readConsoleLine(line), { engine: 'chromium', causes: [failure!.code], url, origin })
  }
  await server.close()
})
