/** Tests that pages of rules are read, and that incomplete pages are rejected. */
import t from 'tap'
import { parseRulePage } from '../../../lib/reporters/rule-page.ts'

const PAGE = `---
id: some-rule
severity: info
source: https://example.com/a: b#c
---

# A title with \`code\`

A reason
on two lines.

Another paragraph.

## Fix

Do it.

## When to ignore

Never.

## Incorrect

A caption:

\`\`\`json
{
  "origins": "*"
}
\`\`\`

\`\`\`js
app.get('/', () => \`## --- \`)

app.get('/b')
\`\`\`

## Correct

\`\`\`json
{}
\`\`\`
`

const OF_OTHERS = `
## Reported by another rule

By [\`other-rule\`](other-rule.md) and [\`third-rule\`](third-rule.md):

\`\`\`json
{ "origins": "*" }
\`\`\`

By [\`other-rule\`](other-rule.md):

\`\`\`js
app.get('/c')
\`\`\`
`

t.test('a page of a rule is read', async t => {
  t.strictSame(parseRulePage(PAGE), {
    id: 'some-rule',
    severity: 'info',
    source: 'https://example.com/a: b#c',
    title: 'A title with `code`',
    why: 'A reason on two lines.\nAnother paragraph.',
    fix: 'Do it.',
    whenToIgnore: 'Never.',
    incorrect: [{ language: 'json', text: '{\n  "origins": "*"\n}' }, { language: 'js', text: "app.get('/', () => `## --- `)\n\napp.get('/b')" }],
    correct: [{ language: 'json', text: '{}' }],
    ofOthers: []
  })
})

t.test('an example that other rules report has their ids', async t => {
  const { correct, ofOthers } = parseRulePage(`${PAGE}${OF_OTHERS}`)
  t.strictSame(correct, [{ language: 'json', text: '{}' }])
  t.strictSame(ofOthers, [
    { language: 'json', text: '{ "origins": "*" }', rules: ['other-rule', 'third-rule'] },
    { language: 'js', text: "app.get('/c')", rules: ['other-rule'] }
  ])
})

const BROKEN: ReadonlyArray<readonly [name: string, page: string, message: string]> = [
  ['without front matter', PAGE.slice(PAGE.indexOf('# A')), 'The page has no front matter.'],
  ['with text before the front matter', `\n${PAGE}`, 'The page has no front matter.'],
  ['with front matter that does not end', PAGE.replace('\n---\n', '\n'), 'The page has no front matter.'],
  ['without a source', PAGE.replace(/^source.*\n/m, ''), 'The page lacks "source".'],
  ['without a section', PAGE.replace('## Fix', '## Repair'), 'The page lacks "Fix".'],
  ['with an empty section', PAGE.replace('Never.\n\n', ''), 'The page lacks "When to ignore".'],
  ['without examples', PAGE.slice(0, PAGE.indexOf('## Correct')), 'The page lacks "Correct".']
]

for (const [name, page, message] of BROKEN) {
  t.test(`rejects a page ${name}`, async t => { t.throws(() => parseRulePage(page), { message }) })
}
