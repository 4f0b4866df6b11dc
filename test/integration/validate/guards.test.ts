/**
 * Mutation tests of the validator: with any one guard removed, a row of the table of rejected policies must fail. The sources
 * are compiled in memory once. A guard is an expression that creates an issue draft, or a statement that reports one.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { posix } from 'node:path'
import { compileFunction } from 'node:vm'
import t from 'tap'
import ts from 'typescript'
import type { CorsPolicyIssue } from '../../../types/report.ts'
import { ISSUE_IDS } from '../../../lib/validate/issue.ts'
import { rejectedLists, rejectedPolicies, type ExpectedIssue, textOf } from '../../rejected-policies.ts'

const ROOT = new URL('../../..', import.meta.url)

const PUBLIC_SUFFIX_LIST = 'lib/validate/public-suffix-list.ts'

type Exports = Record<string, any>
type Factory = (exports: Exports, require: (name: string) => unknown, options: Options) => void

interface Options {
  /** The index of the removed guard. */
  readonly without?: number
  /** Called whenever the public suffix list is read. */
  readonly onListRead?: () => void
}

interface Guard {
  /** File and line. */
  readonly where: string
  readonly text: string
  /** The kind of issue; undefined for a statement that reports a draft from elsewhere. */
  readonly id: string | undefined
}

const guards: Guard[] = []
const factories = new Map<string, Factory>()

/**
 * Makes each guard of a source removable: a removed expression gives undefined, and a removed statement does nothing. A removed
 * `return` statement is skipped, so that the next statements run.
 */
function switchable (file: string, source: ts.SourceFile): ts.TransformerFactory<ts.SourceFile> {
  return context => root => {
    const { factory } = context
    const off = (node: ts.Node, id: string | undefined): ts.Expression => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      guards.push({ where: `${file}:${line + 1}`, text: node.getText(source).replaceAll(/\s+/g, ' ').slice(0, 60), id })
      return factory.createStrictEquality(
        factory.createPropertyAccessExpression(factory.createIdentifier('options'), 'without'), factory.createNumericLiteral(guards.length - 1))
    }
    const nothing = factory.createVoidZero()
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isReturnStatement(node) && node.expression !== undefined && createdId(node.expression) !== undefined) {
        const then = ts.visitEachChild(node.expression, visit, context)
        return factory.createIfStatement(factory.createLogicalNot(off(node, createdId(node.expression))), factory.createReturnStatement(then))
      }
      const id = createdId(node)
      if (id !== undefined) return factory.createConditionalExpression(off(node, id), undefined, nothing, undefined, ts.visitEachChild(node as ts.Expression, visit, context))
      if (ts.isExpressionStatement(node) && reports(node.expression)) {
        return factory.createIfStatement(factory.createLogicalNot(off(node, undefined)), ts.visitEachChild(node, visit, context))
      }
      return ts.visitEachChild(node, visit, context)
    }
    return ts.visitEachChild(root, visit, context)
  }
}

/** The id of the issue draft that an expression creates; undefined if it creates none. */
function createdId (node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && /^(?:fault|wholeFault|listFault|entriesFault)$/.test(node.expression.text)) {
    const [id] = node.arguments
    return id !== undefined && ts.isStringLiteral(id) ? id.text : undefined
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined
  const [id] = node.properties
  return id !== undefined && ts.isPropertyAssignment(id) && id.name.getText() === 'id' && ts.isStringLiteral(id.initializer) ? id.initializer.text : undefined
}

function reports (node: ts.Expression): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && /^(?:report|blame)$/.test(node.expression.text)
}

/** The compiled source of a file, with removable guards. */
function factoryOf (file: string): Factory {
  const known = factories.get(file)
  if (known !== undefined) return known
  const text = readFileSync(new URL(file, ROOT), 'utf8')
    // A draft that is not created is not reported.
    .replace(/export function report \(.*, draft: IssueDraft\): void \{/, '$&\n  if (draft === undefined) return')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true)
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
    transformers: { before: [switchable(file, source)] }
  })
  const factory = compileFunction(outputText, ['exports', 'require', 'options'], { filename: `guarded:${file}` }) as Factory
  factories.set(file, factory)
  return factory
}

/** Loads a validator with its own module instances. */
function load (options: Options = {}): { validatePolicy: (input: unknown, outer?: unknown) => unknown, parseOrigins: (text: unknown) => unknown } {
  const modules = new Map<string, Exports>()
  const loadFile = (file: string): Exports => {
    const known = modules.get(file)
    if (known !== undefined) return known
    const exports: Exports = {}
    modules.set(file, exports)
    const external = createRequire(new URL(file, ROOT))
    factoryOf(file)(exports, name => /^\..*\.ts$/.test(name) ? loadFile(posix.join(posix.dirname(file), name)) : external(name), options)
    if (file !== PUBLIC_SUFFIX_LIST) return exports
    const observed = new Proxy(exports, {
      get (_, name) {
        options.onListRead?.()
        return exports[String(name)]
      }
    })
    modules.set(file, observed)
    return observed
  }
  return { ...loadFile('lib/validate.ts'), ...loadFile('lib/parse-origins.ts') } as ReturnType<typeof load>
}

interface Row {
  readonly name: string
  readonly issues: readonly ExpectedIssue[]
  run (validator: ReturnType<typeof load>): unknown
}

const rows: readonly Row[] = [
  ...rejectedPolicies.map(({ name, issues, document, outer }): Row => ({ name, issues, run: ({ validatePolicy }) => validatePolicy(document, outer) })),
  ...rejectedLists.map(({ name, issues, text }): Row => ({ name, issues, run: ({ parseOrigins }) => parseOrigins(text) }))
]

/** Whether the validator gives the issues of the row. */
function isGreen ({ issues, run }: Row, validator: ReturnType<typeof load>): boolean {
  try {
    run(validator)
    return false
  } catch (error) {
    const found: readonly CorsPolicyIssue[] | undefined = (error as { issues?: readonly CorsPolicyIssue[] }).issues
    return found?.length === issues.length && issues.every(({ id, path, fix, says: pattern = /./ }, i) => {
      const issue = found[i]!
      return issue.id === id && issue.path === path && (issue.fix && textOf(id, issue.fix)) === fix && pattern.test(issue.message)
    })
  }
}

t.test('the compiled validator with all guards rejects every row of the table', async t => {
  const validator = load()
  t.strictSame(rows.filter(row => !isGreen(row, validator)).map(({ name }) => name), [])
})

t.test('every kind of issue has a guard', async t => {
  t.strictSame(ISSUE_IDS.filter(id => !guards.some(guard => guard.id === id)), [])
})

t.test('without any single guard, a row of the table fails', async t => {
  t.ok(guards.length > ISSUE_IDS.length, `${guards.length} guards`)
  for (const [without, { where, text, id }] of guards.entries()) {
    const validator = load({ without })
    const red = rows.find(row => (id === undefined || row.issues.some(issue => issue.id === id)) && !isGreen(row, validator))
    t.ok(red, `${where}, ${text}: ${red?.name ?? 'no row'}`)
  }
})

t.test('the public suffix list is read only for https wildcards with credentials', async t => {
  const APP = 'https://app.example.com'
  const reads = (input: object): boolean => {
    let times = 0
    load({ onListRead: () => { times++ } }).validatePolicy(input)
    return times > 0
  }
  t.ok(reads({ origins: ['https://*.example.com'], credentials: true }))
  t.ok(reads({ origins: [APP], credentials: true, routes: { '/a': { origins: ['https://*.example.com:*'] } } }))
  for (const input of [
    { origins: [APP], credentials: true },
    { origins: ['https://*.example.com'] },
    { origins: ['https://*.localhost', 'http://*.localhost', 'https://app.example.com:*', 'app://host'], credentials: true },
    { origins: ['https://*.com'], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    { origins: '*' }
  ]) t.notOk(reads(input), JSON.stringify(input))
})
