/** What this project shows is what it advises: no error and no warning on the policies of the README and of the demonstration. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { lintPolicy } from '../../../lib/tools/lint.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { Finding } from '../../../types/report.ts'
import { assertBuilt } from '../../dist.ts'
import { blocksOf } from '../../readme/blocks.ts'

const root = new URL('../../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')

const serious = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity !== 'info').map(({ id, path }) => `${id} ${path}`)

/** What is registered in a piece of code, as far as it stands there literally. */
function registeredIn (code: string): CorsPolicyDocument[] {
  const found: CorsPolicyDocument[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /\bregister$/.test(node.expression.getText())) {
      const [plugin, policy] = node.arguments
      if (plugin?.getText() === 'corsPlugin' && policy !== undefined && ts.isObjectLiteralExpression(policy)) {
        const { rescuePreflights: _, logLevel: _level, lint: _lint, docs: _docs, ...document } = literal(policy)
        found.push(document as unknown as CorsPolicyDocument)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true))
  return found
}

/** Names in it stand for what is read from elsewhere. */
function literal (node: ts.ObjectLiteralExpression): Record<string, unknown> {
  return Object.fromEntries(node.properties.flatMap(property => {
    if (!ts.isPropertyAssignment(property)) return []
    try {
      // eslint-disable-next-line no-new-func
      return [[property.name.getText().replaceAll("'", ''), Function(`return (${property.initializer.getText()})`)() as unknown]]
    } catch {
      return []
    }
  }))
}

t.test('the policies of the README', async t => {
  const blocks = blocksOf(readme)
  const shown = blocks.flatMap(({ language, line, text }) => language === 'json'
    ? [[line, JSON.parse(text) as CorsPolicyDocument] as const]
    : language === 'ts' || language === 'js' ? registeredIn(text).map(document => [line, document] as const) : [])
  const policies = shown.filter(([, document]) => ['origins', 'policies'].some(field => field in document))
  t.ok(policies.length > 10)
  // One of them is there to be found fault with.
  const faulty = blocks.find(({ text }) => text.includes('Authorisation'))?.line
  for (const [line, document] of policies) {
    if (line !== faulty) t.same(serious(lintPolicy(document, { production: false })), [], `line ${line}`)
  }
})

t.test('the demonstration, routes and all', async t => {
  assertBuilt()
  const { buildApi } = await import('../../../examples/api.mjs')
  const { lintApp } = await import('fastify-cors-policy/tools')
  const app = buildApi(JSON.parse(readFileSync(new URL('examples/policy.json', root), 'utf8')))
  await app.ready()
  t.same(serious(await lintApp(app)), [])
  await app.close()
})
