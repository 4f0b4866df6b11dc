/** Tests that only lib/browser compares values of `Access-Control-*` headers. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { sourceFiles } from '../../sources.mjs'

/** A response header of the protocol, or the field of a decision with its value. */
const VALUE = /access-control-(?:allow|expose|max)|\b(?:allowOrigin|allowCredentials|exposeHeaders|allowMethods|allowHeaders|decision\.maxAge)\b/i

/** Checks for presence are allowed. In decisions, `'origin'` is a placeholder. */
const HARMLESS = new Set(['undefined', 'null', "'origin'"])

const COMPARES = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken, ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken, ts.SyntaxKind.LessThanToken, ts.SyntaxKind.GreaterThanToken
])

/** Methods that search in a text or a list. */
const LOOKS = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'match', 'matchAll', 'test', 'split', 'localeCompare', 'search'])

/** The comparisons in a source, as text. */
function comparisonsIn (text: string): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && COMPARES.has(node.operatorToken.kind)) {
      const [left, right] = [node.left.getText(), node.right.getText()]
      // A check whether a header already has the value of the decision is allowed.
      const [value, other] = VALUE.test(left) ? [left, right] : [right, left]
      if (VALUE.test(value) && !VALUE.test(other) && !HARMLESS.has(other)) found.push(node.getText())
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression
      const looksAt = [expression, ...node.arguments].some(part => VALUE.test(part.getText()))
      if (LOOKS.has(name.text) && looksAt) found.push(node.getText())
    } else if (ts.isSwitchStatement(node) && VALUE.test(node.expression.getText())) {
      found.push(node.expression.getText())
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The options of other libraries have the names of headers too. */
const OTHERS = /^lib\/(?:browser|migrate\/libraries)\//

t.test('only lib/browser compares values of CORS headers', async t => {
  for (const file of sourceFiles().filter(file => file.startsWith('lib/') && !OTHERS.test(file))) {
    t.strictSame(comparisonsIn(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')), [], file)
  }
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
