/** Tests documentation as Markdown: its content, and that user text is never markup. */
import Fastify from 'fastify'
import MarkdownIt from 'markdown-it'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { documentPolicies, renderMarkdown } from '../../../lib/tools.ts'
import { codeMarkdown, quotationMarkdown } from '../../../lib/text/markdown.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import { buildApplication } from './application.ts'

/** CommonMark with tables and HTML, as on most sites. */
const renderer = new MarkdownIt({ html: true })

t.test('the Markdown of an application has its routes, not-found handlers and policies', async t => {
  const app = await buildApplication()
  const markdown = renderMarkdown(await app.cors.documentation())
  const lines = markdown.split('\n')
  for (const line of [
    '| URL | Methods | Policy | Source | Allowed origins |',
    '| `/health` | `GET`, `HEAD` | CORS is off | routes of the document | none (same-origin pages only) |',
    '| `/hosts` with `host: api.example.com` | `GET`, `HEAD` | [Policy of the scope](#policy-of-the-scope) | the scope | `https://app.example.com`, with credentials |',
    '| `/orders/:id` | `DELETE` | [Override for `DELETE /orders/:id` and 1 more](#override-for-delete-orders-id) | config.cors of the route | `https://admin.example.com`, with credentials |',
    '| `/orders/:id` | `GET`, `HEAD`, `PUT` | [Policy of the scope](#policy-of-the-scope) | the scope | `https://app.example.com`, with credentials |',
    '| `/orders/:id` | `POST` | [Policy `public`](#policy-public) | config.cors of the route | any origin |',
    '| all other URLs | all methods | [Override for not-found responses](#override-for-not-found-responses) | notFound of the document | `https://admin.example.com`, with credentials |',
    '| all other URLs below `/inner` | all methods | [Policy of the scope `/inner`](#policy-of-the-scope-inner) | the scope | `https://shop.example` |',
    '### <a id="policy-public"></a>Policy `public`',
    '> What every page can read.',
    '- They can read any response header except `Set-Cookie`.',
    '| `exposedHeaders` | `*` |',
    '| `maxAge` | not set: 5 seconds |'
  ]) t.ok(lines.includes(line), line)
  t.match(markdown, /[^\n]\n$/, 'ends with one line break')
  t.notMatch(markdown, /\n\n\n/)
  await app.close()
})

t.test('the Markdown has a link to every policy', async t => {
  const app = await buildApplication()
  const html = renderer.render(renderMarkdown(await app.cors.documentation()))
  const ids = [...html.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  const targets = [...html.matchAll(/<a href="#([^"]+)">/g)].map(([, id = '']) => id)
  t.equal(new Set(ids).size, ids.length)
  t.ok(targets.length > 5)
  for (const target of targets) t.ok(ids.includes(target), target)
  await app.close()
})

t.test('the not-found handler excludes the methods of a route for every URL', async t => {
  const app = Fastify()
  await app.register(cors, { origins: '*' })
  app.get('*', () => 1)
  await app.ready()
  const lines = renderMarkdown(await app.cors.documentation()).split('\n')
  t.ok(lines.includes('| all other URLs | all methods except `GET`, `HEAD` | [Policy of the scope](#policy-of-the-scope) | the scope | any origin |'))
  await app.close()
})

t.test('without not-found handlers there is no table of them', async t => {
  const documentation = documentPolicies({ origins: '*' })
  t.notMatch(renderMarkdown({ ...documentation, notFound: [] }), 'Not found')
})

/** Texts that are markup in some format. */
const HOSTILE = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<!-- x', '--> x', '</code><b>x</b>', '<https://evil.test>', '&lt;b&gt; &amp;#60;', '&#60;b&#62;',
  '[x](https://evil.test)', '![x](https://evil.test/x.png)', '[x]: https://evil.test', '](https://evil.test)', '[x][y]', '**x**', '__x__', '~~x~~', '*x*',
  '`x`', '``', '`', '`` ` ``', '```js', '~~~', '\\`x\\`', '\\', 'x\\', '| x | y |', 'x | y', '\\|', '\\\\|', '|', '||', '# x', '## x', '> x', '- x', '* x', '+ x', '1. x', '12) x',
  '---', '***', '===', '    x', '\tx', ' x ', 'x  y', '| --- |', '$x$', 'www.evil.test', 'https://evil.test', 'mailto:x@evil.test', '@x', '#1', ':x:', '{x}', '^x^', '=x=',
  'x\u202ey', 'x\u0000y', 'x\u200by', '\u2028', '%3Cb%3E', 'é ü 日本', '\u001b[31m', '"><svg onload=alert(1)>', '\'"', '(x)', '[ ] x', ':---', 'x<br>y', '<', '>', '&', '&amp;'
]

const ALLOWED_TAGS = /^<\/?(?:h1|h2|h3|a|table|thead|tbody|tr|th|td|code|ul|li|p|blockquote|br)(?: id="[a-z0-9-]+"| href="#[a-z0-9-]+")?>$/

/** The visible text of HTML. */
function textOf (html: string): string {
  return html.replaceAll(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

t.test('codeMarkdown shows any text unchanged, in a line and in a cell', async t => {
  for (const text of HOSTILE) {
    const code = codeMarkdown(text)
    // Renderers replace U+0000, which is escaped here, and join lines.
    const shown = [...renderer.render(`x ${code} y`).matchAll(/<code>([^]*?)<\/code>/g)].map(([, inner = '']) => textOf(inner))
    t.strictSame(shown, [escapeText(text)], encodeURIComponent(text))
    const cells = [...renderer.render(`| a | b |\n| --- | --- |\n| ${code} | c |\n`).matchAll(/<td>([^]*?)<\/td>/g)].map(([, inner = '']) => textOf(inner))
    t.strictSame(cells, [escapeText(text), 'c'], `${encodeURIComponent(text)} in a cell`)
  }
})

t.test('quotationMarkdown shows any text unchanged, in separate paragraphs', async t => {
  for (const text of HOSTILE) {
    const html = renderer.render(quotationMarkdown(text))
    t.equal(html, `<blockquote>\n<p>${renderer.utils.escapeHtml(escapeText(text.trim()))}</p>\n</blockquote>\n`.replace('\n<p></p>\n', ''), encodeURIComponent(text))
  }
  t.equal(renderer.render(quotationMarkdown('a\r\n- b\r\r\n===\n\nc')), '<blockquote>\n<p>a\n- b</p>\n<p>===</p>\n<p>c</p>\n</blockquote>\n')
})

t.test('user text is never markup in the Markdown', async t => {
  for (const text of HOSTILE) {
    // Validation rejects names with line breaks.
    const name = text.replace('\u2028', 'x')
    const documentation = documentPolicies({
      policies: { [name]: { origins: [{ source: text, key: { param: text } }], description: text, exposedHeaders: ['X-`a`', 'x|y'] } },
      routes: { '/a|`b`<i>/*': name }
    })
    const stores = documentation.sources.map(source => ({ ...source, description: text }))
    const html = renderer.render(renderMarkdown({ ...documentation, sources: stores }))
    const tags = html.match(/<[^>]*>/g)!
    t.strictSame(tags.filter(tag => !ALLOWED_TAGS.test(tag)), [], encodeURIComponent(text))
    t.equal(html.match(/<tr>/g)!.length, 3 + 2 + 2 + 10, 'rows')
    t.equal(html.match(/<h3>/g)!.length, 1)
    t.equal(html.match(/<li>/g)!.length, 6)
  }
})
