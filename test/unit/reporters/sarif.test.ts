/** Tests the SARIF output: it matches the schema, and each finding has its location and its fix. */
import { Ajv } from 'ajv'
import { createRequire } from 'node:module'
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { edited, type TextEdit } from '../../../lib/json/edits.ts'
import { locatedJson } from '../../../lib/json/located-json.ts'
import { explainedRules } from '../../../lib/cli/lint/rule-pages.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { findingsSarif } from '../../../lib/reporters/sarif.ts'
import { lintIn } from '../cli/command.ts'
import { pageFor } from '../lint/pages.ts'

const here = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href)
const { version } = createRequire(import.meta.url)('../../../package.json') as { readonly version: string }

/** As published: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/; what it uses of draft 4 is in draft 7 too, but for its `id`. */
const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(new URL('../../vectors/sarif-2.1.0.json', import.meta.url), 'utf8')) as Record<string, unknown>

const ajv = new Ajv({ allErrors: true, unicodeRegExp: false })
ajv.addFormat('uri', text => URL.canParse(text))
ajv.addFormat('uri-reference', /^(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[\da-f]{2})*$/i)
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
const validate = ajv.compile(schema)

const COVERED = '{\r\n\t"origins": [\r\n\t\t"https://a.example.com",\r\n\t\t"https://*.example.com"\r\n\t],\r\n\t"maxAge": 600,\r\n' +
  '\t"exposedHeaders": ["X-A", /* 😀 */ "x-a", "X-A", "x-a"],\r\n\t"routes": { "/\u202e*/*": { "allowedHeaders": ["x-a", "X-a"] } }\r\n}\r\n'

const folder = t.testdir({
  policies: { 'a b%é#.jsonc': COVERED.replace('"/\u202e*/*"', '"/\u202e/*"') },
  'moved.jsonc': '{ "description": "Another.",\n"origins": ["https://z.test", "https://a.example.com", "https://*.example.com"], "maxAge": 600 }',
  'bad.jsonc': '{ "origins": ["https://a.test/", "https://b.test/"],\n"methods": "*" }',
  'fails.mjs': `import fastify from ${here('node_modules/fastify/fastify.js')}
    import cors from ${here('lib/index.ts')}
    const app = fastify()
    app.register(cors, { origins: [/^https:/, 5n] })
    export default app`,
  'syntax.json': '{',
  'fine.json': '{ "origins": ["https://app.example.com"], "maxAge": 600 }',
  'app.mjs': `import fastify from ${here('node_modules/fastify/fastify.js')}
    import cors from ${here('lib/index.ts')}
    const app = fastify()
    app.register(cors, { origins: ['https://*.example.com'], credentials: true, allowedHeaders: ['X-A', 'x-a'], lint: 'off' })
    app.get('/bell\\u0007', { config: { cors: { exposedHeaders: ['X-B', 'x-b'] } } }, () => 1)
    export default app`
})

interface Region { readonly startLine: number, readonly startColumn: number, readonly endLine: number, readonly endColumn: number }
interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly locations: ReadonlyArray<{
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }, readonly region?: Region }
    readonly logicalLocations?: ReadonlyArray<{ readonly fullyQualifiedName: string }>
  }>
  readonly suppressions?: ReadonlyArray<{ readonly justification: string }>
  readonly fixes?: ReadonlyArray<{
    readonly artifactChanges: ReadonlyArray<{ readonly replacements: ReadonlyArray<{ readonly deletedRegion: Region, readonly insertedContent?: { readonly text: string } }> }>
  }>
}
interface Log {
  readonly runs: ReadonlyArray<{
    readonly tool: { readonly driver: { readonly semanticVersion: string, readonly rules: ReadonlyArray<{ readonly id: string, readonly helpUri: string, readonly help: { readonly text: string }, readonly defaultConfiguration: { readonly level: string } }> } }
    readonly columnKind: string
    readonly results: readonly Result[]
  }>
}

function parsed (text: string): Log['runs'][number] {
  const log = JSON.parse(text) as Log
  t.ok(validate(log), JSON.stringify(validate.errors?.slice(0, 3)))
  return log.runs[0]!
}

async function sarif (...args: string[]): Promise<Log['runs'][number]> {
  const { stdout } = await lintIn(folder, [...args, '--format', 'sarif'])
  t.ok(stdout.endsWith('}\n'))
  // oxlint-disable-next-line no-control-regex
  t.notMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/, 'nothing in it hides')
  return parsed(stdout)
}

t.test('the SARIF schema rejects invalid logs', async t => {
  t.notOk(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{ message: { text: 'x' }, level: 'info' }] }] }))
  t.notOk(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x', rules: [{ id: 'x', helpUri: 'no' }] } } }] }))
})

t.test('SARIF describes every rule, regardless of the findings', async t => {
  const { tool, results, columnKind } = await sarif('fine.json')
  t.same(results.filter(({ level }) => level !== 'note'), [])
  t.equal(columnKind, 'utf16CodeUnits')
  t.equal(tool.driver.semanticVersion, version)
  t.same(tool.driver.rules.map(({ id, defaultConfiguration: { level } }) => [id, level]),
    RULES.map(({ id, severity }) => [id, severity === 'info' ? 'note' : severity]))
  for (const { id, helpUri, help } of tool.driver.rules) {
    t.equal(helpUri, `https://unpkg.com/fastify-cors-policy@${version}/docs/rules/${id}.md`)
    const { why, fix, whenToIgnore, source } = pageFor(id)
    t.equal(help.text, `Why: ${why}\n\nFix: ${fix}\n\nWhen to ignore: ${whenToIgnore}\n\nSource: ${source}`)
  }
})

t.test('SARIF contains the location of a finding, with a URI for the file', async t => {
  const file = 'policies/a b%é#.jsonc'
  const { tool, results } = await sarif(file)
  const found = results.find(({ ruleId }) => ruleId === 'origin-covered-by-another')!
  t.equal(tool.driver.rules[found.ruleIndex]!.id, found.ruleId)
  t.equal(found.level, 'warning')
  t.match(found.message.text, /^\/origins\/0 "https:\/\/a\.example\.com": The pattern "https:\/\/\*\.example\.com" already covers this entry\./)
  t.strictSame(found.locations[0]!.physicalLocation, {
    artifactLocation: { uri: 'policies/a%20b%25%C3%A9%23.jsonc' }, region: { startLine: 3, startColumn: 3 }
  })
  // Columns are of UTF-16: what stands before has two units.
  const twice = results.filter(({ ruleId, locations }) => ruleId === 'header-listed-twice' && locations[0]!.physicalLocation.region!.startLine === 7)
  t.same(twice.map(({ locations }) => locations[0]!.physicalLocation.region!.startColumn), [37, 44, 51])
})

t.test('SARIF fingerprints are unique and do not depend on lines and entries before the finding', async t => {
  const prints = ({ results }: Log['runs'][number]) => results.map(({ partialFingerprints }) => partialFingerprints['findingHash/v2']!)
  const printOf = (run: Log['runs'][number]) => prints(run)[run.results.findIndex(({ ruleId }) => ruleId === 'origin-covered-by-another')]!
  const run = await sarif('policies/a b%é#.jsonc')
  t.equal(new Set(prints(run)).size, run.results.length)
  for (const print of prints(run)) t.match(print, /^[\da-f]{64}:\d+$/)
  t.ok(prints(run).some(print => print.endsWith(':2')), 'equal ones are told apart')
  t.equal(printOf(await sarif('moved.jsonc')), printOf(run))
})

t.test('SARIF fingerprints of values that begin with the same characters differ', async t => {
  const hosts = ['a', 'b'].map(end => `http://${'x'.repeat(60)}.${'y'.repeat(60)}.${end}`)
  for (const [file, origins] of [['one-long.json', hosts.slice(1)], ['two-long.json', hosts]] as const) {
    writeFileSync(`${folder}/${file}`, JSON.stringify({ origins }))
  }
  const prints = async (file: string) => (await sarif(file)).results.filter(({ ruleId }) => ruleId === 'insecure-origin')
    .map(({ partialFingerprints }) => partialFingerprints['findingHash/v2'])
  t.strictSame((await prints('two-long.json')).slice(1), await prints('one-long.json'))
})

t.test('the fix of a SARIF result resolves the finding', async t => {
  const lines = COVERED.replace('"/\u202e*/*"', '"/\u202e/*"').split(/(?<=\r\n)/)
  const offsetOf = (line: number, column: number) => lines.slice(0, line - 1).join('').length + column - 1
  const { results } = await sarif('policies/a b%é#.jsonc')
  const fixable = results.filter(({ fixes }) => fixes !== undefined)
  t.ok(fixable.length >= 4)
  for (const { ruleId, fixes, locations } of fixable) {
    const { replacements } = fixes![0]!.artifactChanges[0]!
    const edits = replacements.map(({ deletedRegion: { startLine, startColumn, endLine, endColumn }, insertedContent }): TextEdit =>
      ({ start: offsetOf(startLine, startColumn), end: offsetOf(endLine, endColumn), text: insertedContent?.text ?? '' }))
    const text = edited(lines.join(''), edits)
    const { results: rest } = await sarifOf(text, t)
    const count = (all: readonly Result[]) => all.filter(result => result.ruleId === ruleId).length
    t.ok(count(rest) < count(results), JSON.stringify(locations))
    t.match(text, '/* 😀 */')
  }
})

/** Lints a text. */
async function sarifOf (text: string, t: { testdir (content: Record<string, string>): string }): Promise<Log['runs'][number]> {
  return parsed((await lintIn(t.testdir({ 'policy.jsonc': text }), 'policy.jsonc --format sarif')).stdout)
}

t.test('the SARIF fixes of a file do not overlap, so all of them can be applied', async t => {
  const text = '{ "origins": ["https://a.test"], "maxAge": 600,\n"exposedHeaders": ["X-A", "x-a", "X-A", "Expires"],\n' +
    '"allowedHeaders": ["X-B", "x-b"], "methods": ["PUT", "GET", "PUT", "PUT"] }'
  const lines = text.split(/(?<=\n)/)
  const offsetOf = (line: number, column: number) => lines.slice(0, line - 1).join('').length + column - 1
  const { results } = await sarifOf(text, t)
  const edits = results.flatMap(({ fixes = [] }) => fixes.flatMap(({ artifactChanges: [change] }) => change!.replacements))
    .map(({ deletedRegion: { startLine, startColumn, endLine, endColumn } }): TextEdit =>
      ({ start: offsetOf(startLine, startColumn), end: offsetOf(endLine, endColumn), text: '' }))
    .sort((one, other) => one.start - other.start)
  t.ok(edits.length >= 4)
  for (const [i, { start }] of edits.entries()) t.ok(i === 0 || edits[i - 1]!.end <= start)
  t.ok(JSON.parse(edited(text, edits)))
})

t.test('SARIF has a result for each issue of an invalid policy, with a link to its explanation', async t => {
  for (const [file, ids] of [
    ['bad.jsonc', ['origin-has-path', 'origin-has-path', 'method-wildcard']], ['syntax.json', ['json-is-malformed']],
    ['fails.mjs', ['origin-is-a-regular-expression', 'value-is-not-data']]
  ] as const) {
    const { tool: { driver: { rules } }, results } = await sarif(file)
    t.same(results.map(({ ruleId }) => ruleId), ids)
    t.ok(results.every(({ level }) => level === 'error'))
    t.ok(new Set(results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints))).size === ids.length)
    for (const { ruleId, ruleIndex } of results) {
      t.match(rules[ruleIndex], { id: ruleId, helpUri: `https://unpkg.com/fastify-cors-policy@${version}/docs/errors.md#${ruleId}`, defaultConfiguration: { level: 'error' } })
    }
    t.equal(new Set(rules.map(({ id }) => id)).size, rules.length)
  }
  const { results: [first, second] } = await sarif('bad.jsonc')
  t.match(first, { message: { text: /^origins\[0\]: "https:\/\/a\.test\/" has a path/ }, locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 15 } } }] })
  t.equal(second!.fixes, undefined)
})

t.test('SARIF marks ignored findings as suppressed, with the reason', async t => {
  const { results } = await sarif('moved.jsonc', '--ignore', 'origin-covered-by-another= They agreed.\u202e ')
  const suppressed = results.filter(({ suppressions }) => suppressions !== undefined)
  t.same(suppressed.map(({ ruleId, suppressions }) => [ruleId, suppressions]),
    [['origin-covered-by-another', [{ kind: 'external', status: 'accepted', justification: 'They agreed.\u202e' }]]])
})

t.test('SARIF locates findings of an application at their routes', async t => {
  const { results } = await sarif('app.mjs')
  const found = results.filter(({ ruleId }) => ruleId === 'header-listed-twice')
  t.ok(found.length >= 2)
  for (const { locations: [location], fixes } of found) {
    t.equal(fixes, undefined, 'a fix is of a file of JSON')
    t.strictSame(location!.physicalLocation, { artifactLocation: { uri: 'app.mjs' } })
  }
  t.ok(found.some(({ locations }) => locations[0]!.logicalLocations?.[0]!.fullyQualifiedName === 'GET /bell\\u0007'))
})

t.test('SARIF supports unknown rules and fixes that replace a value', async t => {
  const source = locatedJson('{ "maxAge": 5 }', false)
  const finding = {
    id: 'of-another-version', severity: 'error', place: null, path: '/maxAge', value: 5, message: 'is.', fix: { op: 'replace', path: '/maxAge', value: 6 }, line: 1, column: 3
  } as const
  const report = { file: 'a.json', path: '../a.json', isApplication: false, source, findings: [finding], ignored: [], isVerbose: false }
  const { results: [result] } = parsed(findingsSarif([report], explainedRules(), version))
  t.notOk('ruleIndex' in result!)
  t.equal(result!.locations[0]!.physicalLocation.artifactLocation.uri, '../a.json')
  t.strictSame(result!.fixes![0]!.artifactChanges[0]!.replacements, [
    { deletedRegion: { startLine: 1, startColumn: 13, endLine: 1, endColumn: 14 }, insertedContent: { text: '6' } }
  ])
})
