/** Tests that the policies in the README and the documentation have no errors and no warnings. */
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import ts from 'typescript'
import * as core from '../../../lib/index.ts'
import * as tools from '../../../lib/tools.ts'
import { lintPolicy } from '../../../lib/lint.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { blocksOf } from '../readme/blocks.ts'
import { runPages } from '../readme/page-files.ts'

const { default: corsPlugin, ...names } = core
const allBlocks = [...runPages()].flatMap(([page, markdown]) => blocksOf(markdown).map(block => ({ ...block, at: `${page}:${block.line}` })))

const serious = (findings: readonly CorsLintFinding[]) => findings.filter(({ severity }) => severity !== 'info').map(({ id, path }) => `${id} ${path}`)

/** The literal policies in a piece of code. */
function registeredIn (code: string): CorsPolicyDocument[] {
  const found: CorsPolicyDocument[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /\bregister$/.test(node.expression.getText())) {
      const [plugin, policy] = node.arguments
      if (plugin?.getText() === 'corsPlugin' && policy !== undefined && ts.isObjectLiteralExpression(policy)) {
        const { rescuePreflights: _, observe: _observe, logLevel: _level, lint: _lint, docs: _docs, summaryInterval: _interval, ...document } = literal(policy)
        found.push(document as unknown as CorsPolicyDocument)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true))
  return found
}

/** Evaluates a literal. Names in it refer to values from other places. */
function literal (node: ts.ObjectLiteralExpression): Record<string, unknown> {
  return Object.fromEntries(node.properties.flatMap(property => {
    if (!ts.isPropertyAssignment(property)) return []
    try {
      // oxlint-disable-next-line no-new-func
      return [[property.name.getText().replaceAll("'", ''), Function(`return (${property.initializer.getText()})`)() as unknown]]
    } catch (error) {
      console.error(String(error).slice(0, 200))
      return []
    }
  }))
}

t.test('lint finds no problems in the policies of the pages', async t => {
  const shown = allBlocks.flatMap(({ language, at, text }) => language === 'json'
    ? [[at, JSON.parse(text) as CorsPolicyDocument] as const]
    : language === 'ts' || language === 'js' ? registeredIn(text).map(document => [at, document] as const) : [])
  const policies = shown.filter(([, document]) => ['origins', 'policies'].some(field => field in document))
  t.ok(policies.length > 10)
  // One of them is an example with findings, and one is rejected.
  const faulty = ['Authorisation', "'https://*.github.io'],\n"].map(part => allBlocks.find(({ text }) => text.includes(part))?.at)
  for (const [at, document] of policies) {
    if (!faulty.includes(at)) t.same(serious(lintPolicy(document, { production: false })), [], at)
  }
})

/** Runs a piece of code and returns its applications. Applications with invalid policies show something else. */
async function applicationsOf (code: string): Promise<FastifyInstance[]> {
  const made: FastifyInstance[] = []
  const make = (options?: FastifyServerOptions) => {
    const app = fastify(options)
    // Servers in the pages listen. This test does not need that.
    app.listen = async () => { await app.ready(); return '' }
    made.push(app)
    return app
  }
  const given = { ...modules, fastify: make }
  const text = ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext })
    .replaceAll(/^import .*$/gm, '').replaceAll(/^export \{\s*\};?$/gm, '')
  const quiet = { log: () => {} }
  try {
    await new AsyncFunction('console', `{ ${Object.keys(given).filter(isName).join(', ')} }`, text)(quiet, given)
    await Promise.all(made.map(app => app.ready()))
  } catch {
    return []
  }
  return made
}

const isName = (key: string): boolean => /^[A-Za-z]\w*$/.test(key) && key !== 'default'

const AsyncFunction = (async () => {}).constructor as new (...texts: string[]) => (...values: unknown[]) => Promise<void>

const modules = { ...names, corsPlugin, ...tools, swagger }

t.test('lint finds no problems in the applications of the pages, including their routes', async t => {
  let count = 0
  for (const { language, at, text } of allBlocks) {
    if (language !== 'ts' || !/^import fastify /m.test(text) || text.includes('lintApp')) continue
    for (const app of await applicationsOf(text)) {
      count++
      t.same(serious(await tools.lintApp(app)), [], at)
      await app.close()
    }
  }
  t.ok(count > 7, `${count} applications`)
})
