/** Documentation as Markdown: what it shows, and that nothing which users write is markup in it. */
import Fastify from 'fastify'
import MarkdownIt from 'markdown-it'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { documentPolicies, renderMarkdown } from '../../../lib/tools.ts'
import { codeMarkdown, quotationMarkdown } from '../../../lib/text/markdown.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import { buildApplication } from './application.ts'

/** CommonMark with tables; HTML passes as it does on most sites. */
const renderer = new MarkdownIt({ html: true })

t.test('an application: the routes, what is not found, and every policy', async t => {
  const app = await buildApplication()
  const markdown = renderMarkdown(await app.cors.documentation())
  const lines = markdown.split('\n')
  for (const line of [
    '| URL | Methods | Policy | Chosen by | Who may call |',
    '| `/health` | `GET`, `HEAD` | CORS is off | the document\'s routes | pages of the server\'s own origin |',
    '| `/hosts` with `host: api.example.com` | `GET`, `HEAD` | [Policy of the scope](#policy-of-the-scope) | the scope | `https://app.example.com`, with credentials |',
    '| `/orders/:id` | `DELETE` | [Override for `DELETE /orders/:id` and 1 more](#override-for-delete-orders-id) | the route\'s config.cors | `https://admin.example.com`, with credentials |',
    '| `/orders/:id` | `GET`, `HEAD`, `PUT` | [Policy of the scope](#policy-of-the-scope) | the scope | `https://app.example.com`, with credentials |',
    '| `/orders/:id` | `POST` | [Policy `public`](#policy-public) | the route\'s config.cors | every origin |',
    '| every other URL | every method | [Override for not-found responses](#override-for-not-found-responses) | the document\'s notFound | `https://admin.example.com`, with credentials |',
    '| other URLs under `/inner` | every method | [Policy of the scope `/inner`](#policy-of-the-scope-inner) | the scope | `https://shop.example` |',
    '### <a id="policy-public"></a>Policy `public`',
    '> What anybody may read.',
    '- They may read every response header but `Set-Cookie`.',
    '| `exposedHeaders` | `*` |',
    '| `maxAge` | not set: 5 seconds |'
  ]) t.ok(lines.includes(line), line)
  t.match(markdown, /[^\n]\n$/, 'ends with one line break')
  t.notMatch(markdown, /\n\n\n/)
  await app.close()
})

t.test('a link leads to every policy', async t => {
  const app = await buildApplication()
  const html = renderer.render(renderMarkdown(await app.cors.documentation()))
  const ids = [...html.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  const targets = [...html.matchAll(/<a href="#([^"]+)">/g)].map(([, id = '']) => id)
  t.equal(new Set(ids).size, ids.length)
  t.ok(targets.length > 5)
  for (const target of targets) t.ok(ids.includes(target), target)
  await app.close()
})

t.test('where a route takes every URL, the not-found handler answers what is left', async t => {
  const app = Fastify()
  await app.register(cors, { origins: '*' })
  app.get('*', () => 1)
  await app.ready()
  const lines = renderMarkdown(await app.cors.documentation()).split('\n')
  t.ok(lines.includes('| every other URL | every method but `GET`, `HEAD` | [Policy of the scope](#policy-of-the-scope) | the scope | every origin |'))
  await app.close()
})

t.test('where no not-found handler is known there is no table of them', async t => {
  const documentation = documentPolicies({ origins: '*' })
  t.notMatch(renderMarkdown({ ...documentation, notFound: [] }), 'nothing is found')
})

/** What would be markup somewhere. */
const HOSTILE = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<!-- x', '--> x', '</code><b>x</b>', '<https://evil.test>', '&lt;b&gt; &amp;#60;', '&#60;b&#62;',
  '[x](https://evil.test)', '![x](https://evil.test/x.png)', '[x]: https://evil.test', '](https://evil.test)', '[x][y]', '**x**', '__x__', '~~x~~', '*x*',
  '`x`', '``', '`', '`` ` ``', '```js', '~~~', '\\`x\\`', '\\', 'x\\', '| x | y |', 'x | y', '\\|', '\\\\|', '|', '||', '# x', '## x', '> x', '- x', '* x', '+ x', '1. x', '12) x',
  '---', '***', '===', '    x', '\tx', ' x ', 'x  y', '| --- |', '$x$', 'www.evil.test', 'https://evil.test', 'mailto:x@evil.test', '@x', '#1', ':x:', '{x}', '^x^', '=x=',
  'x\u202ey', 'x\u0000y', 'x\u200by', '\u2028', '%3Cb%3E', 'é ü 日本', '\u001b[31m', '"><svg onload=alert(1)>', '\'"', '(x)', '[ ] x', ':---', 'x<br>y', '<', '>', '&', '&amp;'
]

const ALLOWED_TAGS = /^<\/?(?:h1|h2|h3|a|table|thead|tbody|tr|th|td|code|ul|li|p|blockquote|br)(?: id="[a-z0-9-]+"| href="#[a-z0-9-]+")?>$/

/** The text that a piece of HTML shows. */
function textOf (html: string): string {
  return html.replaceAll(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

t.test('what is shown as code is shown as it is, in a line and in a cell', async t => {
  for (const text of HOSTILE) {
    const code = codeMarkdown(text)
    // Renderers set other characters for U+0000, which is escaped here, and put lines together.
    const shown = [...renderer.render(`x ${code} y`).matchAll(/<code>([^]*?)<\/code>/g)].map(([, inner = '']) => textOf(inner))
    t.strictSame(shown, [escapeText(text)], encodeURIComponent(text))
    const cells = [...renderer.render(`| a | b |\n| --- | --- |\n| ${code} | c |\n`).matchAll(/<td>([^]*?)<\/td>/g)].map(([, inner = '']) => textOf(inner))
    t.strictSame(cells, [escapeText(text), 'c'], `${encodeURIComponent(text)} in a cell`)
  }
})

t.test('a description is shown as it is, in paragraphs of its own', async t => {
  for (const text of HOSTILE) {
    const html = renderer.render(quotationMarkdown(text))
    t.equal(html, `<blockquote>\n<p>${renderer.utils.escapeHtml(escapeText(text.trim()))}</p>\n</blockquote>\n`.replace('\n<p></p>\n', ''), encodeURIComponent(text))
  }
  t.equal(renderer.render(quotationMarkdown('a\r\n- b\r\r\n===\n\nc')), '<blockquote>\n<p>a\n- b</p>\n<p>===</p>\n<p>c</p>\n</blockquote>\n')
})

t.test('nothing that users write is markup, wherever they write it', async t => {
  for (const text of HOSTILE) {
    // Names with line breaks are refused.
    const name = text.replace('\u2028', 'x')
    const documentation = documentPolicies({
      policies: { [name]: { origins: '*', description: text, exposedHeaders: ['X-`a`', 'x|y'] } },
      routes: { '/a|`b`<i>/*': name }
    })
    const html = renderer.render(renderMarkdown(documentation))
    const tags = html.match(/<[^>]*>/g)!
    t.strictSame(tags.filter(tag => !ALLOWED_TAGS.test(tag)), [], encodeURIComponent(text))
    t.equal(html.match(/<tr>/g)!.length, 3 + 2 + 8, 'rows')
    t.equal(html.match(/<h3>/g)!.length, 1)
    t.equal(html.match(/<li>/g)!.length, 6)
  }
})
