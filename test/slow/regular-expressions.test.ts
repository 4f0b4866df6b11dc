/** Every regular expression of the sources takes time linear in its input, whoever writes that input. */
import { Linter } from 'eslint'
import regexp from 'eslint-plugin-regexp'
import { readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import config, { REGULAR_EXPRESSION_RULES } from '../../oxlint.config.js'
import { sourceFiles } from '../sources.mjs'

const ROOT = new URL('../..', import.meta.url)

interface Found {
  readonly where: string
  readonly text: string
  /** Undefined where it is made while the program runs. */
  readonly pattern: RegExp | undefined
}

/* oxlint-disable no-template-curly-in-string -- source code, as it stands there */
/** Made while the program runs, and what of, or written elsewhere in the file: there is nothing that a rule could read. */
const MADE: ReadonlyArray<readonly [file: string, text: string]> = [
  ['lib/validate/json-schema.ts', "new RegExp(key, 'u')"],
  ['lib/routes/reach.ts', "new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''))"],
  // Expressions of the application's own routes, on short texts that are made up.
  ['lib/docs/example-path.ts', 'new RegExp(`^(?:${expression})$`)'],
  ['lib/routes/parameter-place.ts', 'new RegExp(`${source}|`)'],
  ['lib/docs/example-path.ts', "new RegExp(host.source, host.flags.replaceAll(/[gy]/g, ''))"],
  ['lib/docs/example-path.ts', 'pattern.matchAll(SPECIAL)'],
  ['lib/docs/example-text.ts', 'new RegExp(`^${atom}$`)'],
  // Expressions of a configuration that is converted, on short texts that are made up.
  ['lib/migrate/origins/expression-rule.ts', "new RegExp(whole ? `^(?:${source})$` : source, flags.replaceAll(/[gy]/g, ''))"],
  ['lib/migrate/libraries/nginx/reg-exp.ts', "new RegExp(text.replace(/^\\(\\?i\\)/, '').replaceAll('(?P<', '(?<'), ignoresCase || text.startsWith('(?i)') ? 'i' : '')"],
  ['lib/migrate/origins/expression.ts', 'new RegExp(`^(?:${raw})$`, this.#flags)'],
  ['lib/migrate/origins/tried-origins.ts', 'new RegExp(`^(?:${expressionOf(pattern)})$`)'],
  ['lib/migrate/origins/tried-origins.ts', 'new RegExp(`(?:^|[/.,\\\\s])${text.replaceAll(/[.[\\]]/g, String.raw`\\$&`)}(?:$|[:/,\\\\s])`)'],
  ['lib/migrate/origins/tried-origins.ts', 'new RegExp(`(?:^|[^a-z\\\\d-])${text.replaceAll(/[.[\\]]/g, String.raw`\\$&`)}(?:$|[^a-z\\\\d])`)'],
  ['lib/json/plain.ts', 'text.matchAll(TOKEN)'],
  ['lib/json/repeated-member.ts', 'text.matchAll(TOKEN)'],
  ['lib/migrate/libraries/nginx/directives.ts', 'text.slice(begin).matchAll(LUA)'],
  ['lib/check/percent-decoding.ts', 'text.matchAll(escape)']
]
/* oxlint-enable no-template-curly-in-string */

/** Literals, and calls of what makes regular expressions of texts. */
function expressionsOf (file: string): Found[] {
  const found: Found[] = []
  const source = ts.createSourceFile(file, readFileSync(new URL(file, ROOT), 'utf8'), ts.ScriptTarget.Latest, true)
  const add = (node: ts.Node, pattern: RegExp | undefined) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    found.push({ where: `${file}:${line + 1}`, text: node.getText(), pattern })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      add(node, literal(node.text))
    } else if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
      const called = node.expression
      const isConstructor = ts.isIdentifier(called) && called.text === 'RegExp'
      // These three take a text for the source of an expression.
      const isMatch = ts.isPropertyAccessExpression(called) && ['match', 'matchAll', 'search'].includes(called.name.text) &&
        node.arguments?.[0]?.kind !== ts.SyntaxKind.RegularExpressionLiteral
      if (isConstructor || isMatch) add(node, undefined)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function literal (text: string): RegExp {
  const end = text.lastIndexOf('/')
  return new RegExp(text.slice(1, end), text.slice(end + 1))
}

/** What the rules say of a script. */
function complaintsOf (text: string): string[] {
  return new Linter().verify(text, [{
    plugins: { regexp: regexp as never },
    rules: REGULAR_EXPRESSION_RULES
  }]).map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

const LENGTH = 4_000

/** In times of one pass through a text of this length: what is linear takes less than ten, what is quadratic hundreds. */
const LIMIT = 100

/** CPU time of a search, in microseconds: the first that is short enough, or the least of several attempts. */
function timeOf (pattern: RegExp, text: string, enough: number): number {
  let least = Infinity
  for (let attempt = 0; attempt < 10 && least > enough; attempt++) {
    // No other process makes that much of a difference three times.
    if (attempt === 3 && enough > 0 && least > 4 * enough) break
    pattern.lastIndex = 0
    const before = process.cpuUsage()
    text.search(pattern)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, user + system)
  }
  return least
}

/** Of a hundred passes, since one takes too little time to be measured. */
const onePass = timeOf(/^(?:a|b)*$/, 'ab'.repeat(50 * LENGTH), 0) / 100

/** Texts that repeat what an expression looks for, and break off. */
function * attacksOn ({ source }: RegExp): Generator<string> {
  const plain = source
    .replace(/\\[dD]/g, '0').replace(/\\[wW]/g, 'a').replace(/\\[sS]/g, ' ').replace(/\\u[\da-f]{4}|\\x[\da-f]{2}/gi, 'x')
    .replace(/\[\^?([^\\\]]|\\.)[^\]]*\]/g, '$1').replace(/\(\?<?[:=!]|\{\d*,?\d*\}/g, '')
    .replace(/\\(.)|[()^$|?*+]/g, (_, escaped: string | undefined) => escaped ?? '')
  const pieces = new Set([plain, ...plain.split('.'), ...[...`${source}a0A .:/,'"([`]])
  for (const first of [...pieces]) {
    if (first.length === 1) for (const second of 'a0 .:/') pieces.add(`${first}${second}`)
  }
  for (const piece of pieces) {
    if (piece === '') continue
    const run = piece.repeat(Math.ceil(LENGTH / piece.length))
    for (const start of ['', 'https://', '/a']) yield `${start}${run}\n\0!`
  }
}

/** The slowest attack, in times of one pass. */
function slowest (pattern: RegExp): { readonly passes: number, readonly attack: string } {
  let worst = { passes: 0, attack: '' }
  for (const attack of attacksOn(pattern)) {
    const passes = timeOf(pattern, attack, LIMIT * onePass) / onePass
    if (passes > worst.passes) worst = { passes, attack: JSON.stringify(attack.slice(0, 40)) }
    if (passes > LIMIT) break
  }
  return worst
}

const expressions = sourceFiles().flatMap(expressionsOf)
const literals = expressions.filter(({ pattern }) => pattern !== undefined)
/** Those of the schema, which its interpreter makes, or a validator or an editor elsewhere. */
const inSchema = [...new Set([...readFileSync(new URL('types/policy.schema.json', ROOT), 'utf8')
  .matchAll(/"(?:pattern": |patternProperties": \{\s*)("(?:[^"\\]|\\.)*")/g)].map(([, text]) => JSON.parse(text!) as string))]

// `npm run lint` does this for all sources.
t.test('no regular expression of the schema can be made to backtrack, by the rules of the linter', async (t) => {
  t.ok(inSchema.length > 6, `the schema has ${inSchema.length}`)
  for (const source of inSchema) t.same(complaintsOf(`new RegExp(${JSON.stringify(source)}, 'u')`), [], source)
})

t.test('no text that repeats what a regular expression looks for makes it slow', async (t) => {
  t.ok(literals.length > 40, `${literals.length} are found`)
  const schemas = inSchema.map(source => ({ where: 'types/policy.schema.json', text: source, pattern: new RegExp(source, 'u') }))
  const places = new Map<string, string[]>()
  for (const { where, text } of [...literals, ...schemas]) places.set(text, [...places.get(text) ?? [], where])
  for (const { text, pattern } of [...literals, ...schemas]) {
    const where = places.get(text)
    if (where === undefined) continue
    places.delete(text)
    const { passes, attack } = slowest(pattern!)
    t.ok(passes <= LIMIT, `${where.join(', ')} ${text}${passes > LIMIT ? ` takes as long as ${passes.toFixed(0)} passes for ${attack}…` : ''}`)
  }
})

t.test('the ones that are made while the program runs are known', async (t) => {
  const made = expressions.filter(({ pattern }) => pattern === undefined)
  t.same(made.map(({ where, text }) => [where.split(':')[0], text]).sort(), MADE.map(([file, text]) => [file, text]).sort())
})

t.test('the linter has the rules for every source', async (t) => {
  const entry = config.overrides.find(({ rules }) => rules !== undefined && Object.keys(REGULAR_EXPRESSION_RULES).some(rule => rule in rules))
  t.same(entry?.files, ['lib/**/*.ts', 'types/**/*.ts'])
  t.match(entry?.rules, REGULAR_EXPRESSION_RULES)
  t.notOk(sourceFiles().some((file) => /(?:eslint|oxlint)-disable[^\n]*regexp\//.test(readFileSync(new URL(file, ROOT), 'utf8'))), 'and no exception')
})

/** Expressions, and by which of the two those that take more than linear time are found. */
const PLANTED: ReadonlyArray<readonly [text: string, byRule: boolean, byAttack: boolean]> = [
  ['/\\(.*\\)/', true, true],
  ['/\\s+$/', true, true],
  ["/, \\w+(?: '.*')?$/s", false, true],
  ['/^[a-z]+(?:\\.[a-z]+)*$/', false, false]
]

t.test('slow expressions are found by the rules of the linter, by the attacks, or by both', async (t) => {
  for (const [text, byRule, byAttack] of PLANTED) {
    t.equal(complaintsOf(`${text}.test(f())`).length > 0, byRule, `by the rules: ${text}`)
    t.equal(slowest(literal(text)).passes > LIMIT, byAttack, `by the attacks: ${text}`)
  }
  t.match(complaintsOf('/^(a+)+$/.test(f())'), [/backtracking/], 'an exponential one, which would not come back from an attack')
})
