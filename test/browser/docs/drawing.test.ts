/** Measures in Chromium that every statement that draws the documentation page runs. */
import { build } from 'esbuild'
import t from 'tap'
import { documentationPage } from '../../../lib/docs/html.ts'
import { documentPolicies } from '../../../lib/tools.ts'
import type { CorsDocumentation } from '../../../types/documentation.ts'
import { launchChromium } from '../chromium.ts'
import { isDrawing, sourceFiles } from '../../sources.mjs'
import { ask, openPage } from './page.ts'

const A = 'https://a.test'

/** Not minified, because comments mark the start of each source. */
const { outputFiles } = await build({
  entryPoints: ['lib/docs/page/index.ts'], bundle: true, format: 'iife', target: 'es2022', write: false, absWorkingDir: new URL('../../..', import.meta.url).pathname
})
const script = outputFiles[0]!.text.trim()

const described = documentPolicies({
  origins: [A, 'https://*.a.test'], exposedHeaders: '*', policies: { public: { origins: '*', description: 'For all.\n\nOf them.' } }, routes: { '/off': false, '/p': 'public', '/tenants': { origins: [{ source: 'tenants' }] } }
})
const guards = [{ alsoAllow: [], allowMissingOrigin: false }]
const routes = described.routes.map(route => route.url === '/off' ? { ...route, example: { ...route.example!, fallback: { ...route.example!.fallback, guards } } } : route)
const document: CorsDocumentation = { ...described, routes, sources: [...described.sources, { name: 'unused', description: 'a store', uses: [] }] }
const nothing: CorsDocumentation = { ...document, policies: [], sources: [], routes: [], notFound: [], findings: [] }

/** Requests for which each part of a result is drawn at least once and omitted at least once. */
const FORMS = [
  { target: 'all other routes', origin: A, method: 'PUT', headers: 'DPR: 1', credentials: 'omit', engine: 'chromium' },
  { target: '/p', origin: A, method: 'GET', headers: 'Authorization: x', credentials: 'include', engine: 'standard' },
  { target: '/off', origin: A, method: 'GET', headers: '', credentials: 'include', engine: 'standard' },
  { target: 'all other routes', origin: 'http://a.test', method: 'TRACE', headers: '', credentials: 'omit', engine: 'standard' },
  { target: 'all other routes', origin: 'http://a.test', method: 'GET', headers: '', credentials: 'omit', engine: 'standard' },
  { target: '/tenants', origin: A, method: 'GET', headers: '', credentials: 'omit', engine: 'standard' }
]

const browser = await launchChromium()
t.teardown(() => browser.close())
const ran = new Uint8Array(script.length)
await t.test('the page is drawn and the simulator is used', async t => {
  for (const documentation of [document, nothing]) {
    const { page, noises } = await openPage(browser, documentationPage(documentation, { script: '', style: '' }))
    await page.coverage.startJSCoverage({ resetOnNavigation: false })
    const { html, contentSecurityPolicy } = documentationPage(documentation, { script, style: '' }, { title: 'Policies', details: ['Made for a test.'] })
    await page.unrouteAll()
    await page.route('**', route => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': contentSecurityPolicy } }))
    await page.reload()
    if (documentation === document) for (const form of FORMS) await ask(page, form)
    await page.fill('#filter', 'public')
    for (const entry of await page.coverage.stopJSCoverage()) {
      if (entry.source !== script) continue
      const now = new Uint8Array(script.length)
      // The ranges of a function are sorted from the outermost to the innermost.
      for (const { ranges } of entry.functions) {
        for (const { startOffset, endOffset, count } of ranges) now.fill(count > 0 ? 1 : 0, startOffset, endOffset)
      }
      now.forEach((isRun, i) => { ran[i] = Math.max(ran[i]!, isRun) })
    }
    t.strictSame(noises, [])
    await page.context().close()
  }
})

const parts = [...script.matchAll(/^ *\/\/ (lib\/\S+\.ts|types\/\S+)$/gm)]
const drawing = sourceFiles().filter(isDrawing)
t.ok(drawing.length >= 7)
for (const file of drawing) {
  t.test(file, async t => {
    const i = parts.findIndex(([, name]) => name === file)
    t.not(i, -1, 'is in the page')
    const start = parts[i]!.index
    const end = parts[i + 1]?.index ?? script.length
    const idle = [...script.slice(start, end)].map((char, i) => ran[start + i] === 1 ? ' ' : char).join('').split(/\s{2,}/).filter(text => /\w/.test(text))
    t.strictSame(idle, [], 'every statement has run')
  })
}
