/** Tests that neither the log nor the report has control characters or long values of a request. */
import t from 'tap'
import { renderRefusalsMarkdown } from '../../../lib/docs/render-refusals.ts'
import { APP, DOCUMENT, orders, preflight, start } from './logged-refusals.ts'

/** What terminals obey, or do not show: controls, format characters and separators that a header can have. */
const HIDDEN = ['\t', ...Array.from({ length: 33 }, (_, i) => String.fromCharCode(0x7f + i)), '\xad']

t.test('no character of a request reaches the log, the report or its page unescaped', async (t) => {
  const { app, lines } = await start({ ...DOCUMENT, notFound: false, summaryInterval: 1000 }, orders)
  const hide = (char: string): string[] => [
    `${APP}/${char}[31m`, `${APP}, ${char}`, `${APP}${char}`, `${char}${APP}`, `app.example.com/${char}`, `https://${char}app.example.com`, `null${char}`, char
  ]
  for (const char of HIDDEN) {
    for (const origin of hide(char)) {
      await app.inject({ url: '/orders', headers: { origin } })
      await preflight(app, '/orders/7', `P${char}UT`, { origin, 'access-control-request-headers': `x${char},y`, host: `a${char}b` })
    }
    await preflight(app, '/orders/7', `put${char}`, { 'access-control-request-headers': `${char}x-trac` })
    await preflight(app, `/orders/7?${char}`, 'DELETE', { host: `a${char}` })
  }
  const report = await app.cors.report()
  t.ok(report.refusals.length >= 4)
  const { at, since, ...rest } = report
  const texts = [...lines.map(({ msg, cors }) => `${msg}${Object.values(cors ?? {}).flat().join('')}`), ...textsIn(rest), renderRefusalsMarkdown(report).replaceAll('\n', '')]
  for (const text of texts) if (/[\p{Cc}\xad]/u.test(text)) t.fail(JSON.stringify(text))
})

/** All texts in a value. */
function textsIn (value: unknown): string[] {
  return typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

t.test('neither the log nor the report has control characters or long values of a request', async (t) => {
  const { app, refusals } = await start(DOCUMENT, orders)
  // The characters of Latin-1 that Node accepts in a header field, among them control characters of terminals.
  const hostile = ['\u009b31m', '\u0085', '\u00ad', '\t', `https://${'a'.repeat(15_000)}`, `\u009b${'a'.repeat(15_000)}`, '<script>', '__proto__']
  for (const value of hostile) {
    await app.inject({ url: '/orders', headers: { origin: value } })
    await preflight(app, '/orders/1', 'PUT', { origin: value })
    await preflight(app, '/orders/1', value)
    await preflight(app, '/orders/1', 'PUT', { 'access-control-request-headers': `${value},x-other` })
    await preflight(app, `/${encodeURIComponent(value).slice(0, 90)}`, 'PUT', { host: value })
  }
  const lines = refusals()
  t.ok(lines.length >= hostile.length * 3)
  for (const { msg, cors } of lines) t.ok(isPlain(msg) && isPlain(JSON.stringify(cors)) && msg.length < 600, JSON.stringify(msg))
  t.match(lines[0], { cors: { origin: '\\u009b31m' }, msg: /^CORS: A page of "\\u009b31m" cannot/ })
  const report = JSON.stringify(await app.cors.report())
  t.ok(isPlain(report) && report.length < 20_000, `${report.length}`)
})

function isPlain (text: string): boolean {
  return !/[\p{Cc}\p{Cf}]/u.test(text)
}
