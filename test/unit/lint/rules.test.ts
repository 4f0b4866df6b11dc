/** Tests every rule with the examples of its page, and that each rule has a complete page. */
import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { factsOf } from '../../../lib/browser/engines.ts'
import { lintApp, lintDocument } from '../../../lib/lint.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { ISSUE_IDS } from '../../../lib/validate/issue.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { applicationOf } from './example-application.ts'
import { exampleOf, MORE_EXAMPLES, pageFor, PAGES, pageWithMore, type Example } from './pages.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'

/** Lints an example with all rules. */
async function findingsOf (example: Example): Promise<readonly CorsLintFinding[]> {
  if (typeof example !== 'string') return lintDocument(example, { production: true }, RULES)
  const app = await applicationOf(example)
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  const findings = await lintApp(app).finally(() => {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  })
  await app.close()
  return findings
}

const idsAboveInfo = (findings: readonly CorsLintFinding[]): string[] =>
  [...new Set(findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id))].sort()

for (const rule of RULES) {
  t.test(`${rule.id} reports each incorrect example of its page and no other, and no rule warns of a correct one`, async t => {
    const { incorrect, correct, ofOthers } = pageWithMore(rule.id)
    t.ok(incorrect.length > 0 && correct.length > 0, 'has examples of both kinds')
    for (const example of incorrect) {
      const findings = (await findingsOf(exampleOf(example))).filter(({ id }) => id === rule.id)
      t.ok(findings.length > 0, `reports ${example.text}`)
      for (const { id, severity, message } of findings) {
        t.same({ id, severity }, { id: rule.id, severity: rule.severity })
        t.match(message, /^[A-Z`"@].*\.$/, 'the message is a complete sentence')
        t.ok(message.length < 300, 'the message is short')
      }
    }
    for (const example of [...correct, ...ofOthers]) {
      const findings = await findingsOf(exampleOf(example))
      t.notOk(findings.some(({ id }) => id === rule.id), `does not report ${example.text}`)
      t.strictSame(idsAboveInfo(findings), 'rules' in example ? [...example.rules as readonly string[]].sort() : [], `what warns of ${example.text}`)
    }
  })
}

t.test('rule ids are unique among rules and issues, and each rule has a page', async t => {
  const ids = RULES.map(({ id }) => id)
  t.equal(new Set([...ids, ...ISSUE_IDS]).size, ids.length + ISSUE_IDS.length)
  t.same(readdirSync(PAGES).sort(), ids.map(id => `${id}.md`).sort())
})

t.test('no page has more examples than teach', async t => {
  for (const { id } of RULES) {
    const { incorrect, correct, ofOthers } = pageFor(id)
    t.ok(incorrect.length <= 3 && correct.length <= 3 && ofOthers.length <= 1, `${id}: move examples to ${MORE_EXAMPLES.pathname}`)
  }
})

t.test('each file with more examples is of a rule, and all of its examples are read', async t => {
  for (const file of readdirSync(MORE_EXAMPLES)) {
    const id = file.replace(/\.md$/, '')
    const examples = (page: ReturnType<typeof pageFor>) => page.incorrect.length + page.correct.length + page.ofOthers.length
    const blocks = readFileSync(new URL(file, MORE_EXAMPLES), 'utf8').match(/^```\w/gm)!.length
    t.equal(examples(pageWithMore(id)), examples(pageFor(id)) + blocks, id)
  }
})

t.test('every page has the id, the severity and the source of its rule, as YAML', async t => {
  for (const { id, severity } of RULES) {
    const page = pageFor(id)
    const [, frontMatter] = readFileSync(new URL(`${id}.md`, PAGES), 'utf8').split('---\n') as [string, string]
    t.strictSame(parse(frontMatter), { id, severity, source: page.source }, id)
    t.match(page, { id, severity, source: /^https:\/\/[^ ]+$/ })
  }
})

t.test('every page has a title, a reason, a fix and exceptions in whole sentences', async t => {
  for (const { id } of RULES) {
    const { title, why, fix, whenToIgnore } = pageFor(id)
    t.match(id, /^[a-z\d]+(?:-[a-z\d]+)+$/)
    t.match(title, /^[A-Z`@].{9,99}[^.]$/, `${id}: title`)
    for (const text of [why, fix, whenToIgnore]) t.match(text, /^[A-Z`].*\.$/s, `${id}: sentences`)
  }
})

t.test('every page has the same headings in the same order, and lines of at most 140 characters outside URLs', async t => {
  for (const { id } of RULES) {
    const markdown = readFileSync(new URL(`${id}.md`, PAGES), 'utf8')
    const others = pageFor(id).ofOthers.length === 0 ? [] : ['## Reported by another rule']
    t.strictSame(markdown.match(/^##.*$/gm), ['## Fix', '## When to ignore', '## Incorrect', '## Correct', ...others], id)
    t.strictSame(markdown.split('\n').filter(line => line.length > 140 && !line.startsWith('source: ')), [], id)
  }
})

t.test('the page of max-age-beyond-caps has the limits of the browsers', async t => {
  for (const engine of ['safari', 'chromium', 'firefox'] as const) t.match(pageFor('max-age-beyond-caps').why, String(factsOf(engine).longestMaxAge))
})

t.test('index-split-from-below names the pattern that decides about the index', async t => {
  const document: CorsPolicyDocument = { origins: '*', routes: { '/a/+': false, '/*': { maxAge: 5 } } }
  const rules = RULES.filter(({ id }) => id === 'index-split-from-below')
  t.match(lintDocument(document, { production: true }, rules), [{ message: /"\/a", which has the policy of "\/\*"\./ }])
})
