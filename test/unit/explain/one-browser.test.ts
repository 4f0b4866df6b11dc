/** Tests that only lib/browser compares values of `Access-Control-*` headers. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { sourceFiles } from '../../sources.mjs'
import { nodesOf } from '../repository/syntax.ts'

/** A response header of the protocol, or the field of a decision with its value. */
const VALUE = /access-control-(?:allow|expose|max)|\b(?:allowOrigin|allowCredentials|exposeHeaders|allowMethods|allowHeaders|decision\.maxAge)\b/i

/** Checks for presence are allowed. In decisions, `'origin'` is a placeholder. */
const HARMLESS = new Set(['undefined', 'null', "'origin'"])

const COMPARES = new Set(['===', '!==', '==', '!=', '<', '>'])

/** Methods that search in a text or a list. */
const LOOKS = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'match', 'matchAll', 'test', 'split', 'localeCompare', 'search'])

/** The comparisons in a source, as text. */
function comparisonsIn (text: string): string[] {
  // Most sources name none of them, and need no parser.
  if (!VALUE.test(text)) return []
  const found: string[] = []
  for (const { node, textOf } of nodesOf(text)) {
    if (node.type === 'BinaryExpression' && COMPARES.has(node.operator)) {
      const [left, right] = [textOf(node.left), textOf(node.right)]
      // A check whether a header already has the value of the decision is allowed.
      const [value, other] = VALUE.test(left) ? [left, right] : [right, left]
      if (VALUE.test(value) && !VALUE.test(other) && !HARMLESS.has(other)) found.push(textOf(node))
    } else if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
      const { object, property } = node.callee
      const looksAt = [object, ...node.arguments].some(part => VALUE.test(textOf(part)))
      if (LOOKS.has(textOf(property)) && looksAt) found.push(textOf(node))
    } else if (node.type === 'SwitchStatement' && VALUE.test(textOf(node.discriminant))) {
      found.push(textOf(node.discriminant))
    }
  }
  return found
}

/** The options of other libraries have the names of headers too. */
const OTHERS = /^lib\/(?:browser|migrate\/libraries)\//

t.test('only lib/browser compares values of CORS headers', async t => {
  const files = sourceFiles().filter(file => file.startsWith('lib/') && !OTHERS.test(file))
  t.ok(files.length > 100, `${files.length} files`)
  t.strictSame(files.flatMap(file => comparisonsIn(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')).map(text => `${file}: ${text}`)), [])
})

t.test('the search finds comparisons of CORS headers', async t => {
  for (const text of [
    'headers[\'access-control-allow-origin\'] === origin', 'if ("*" == decision.allowOrigin) {}', 'decision.allowMethods?.includes(method)',
    'decision.allowHeaders!.split(\',\')', '/true/.test(headers["Access-Control-Allow-Credentials"])', 'switch (decision.allowOrigin) {}'
  ]) t.equal(comparisonsIn(text).length, 1, text)
  for (const text of [
    'decision.allowOrigin !== undefined', 'decision.allowOrigin === \'origin\' ? origin : decision.allowOrigin',
    'reply.header(\'access-control-allow-origin\', origin)', 'reply.getHeader(\'access-control-max-age\') === decision.maxAge',
    'policy.methods.includes(method)'
  ]) t.strictSame(comparisonsIn(text), [], text)
})
