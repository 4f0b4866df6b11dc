/** Tests that `lint --explain` prints every rule. */
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { RULES } from '../../../../lib/lint/rules/index.ts'
import { pageFor } from '../../lint/pages.ts'
import { lintIn } from '../command.ts'

const folder = t.testdir()

t.test('lint --explain prints every rule with its examples', async t => {
  for (const { id, severity } of RULES) {
    const { title, why, fix, whenToIgnore, source, incorrect, correct, ofOthers } = pageFor(id)
    const { status, stdout } = await lintIn(folder, `--explain ${id}`)
    t.equal(status, 0)
    for (const text of [`${id}: ${severity}\n  ${title}\n`, `Why\n  ${why}\n`, `Fix\n  ${fix}\n`, `When to ignore\n  ${whenToIgnore}\n`, `Source\n  ${source}\n`]) t.ok(stdout.includes(text), id)
    t.equal(stdout.split('\nIncorrect\n  ').length - 1, incorrect.length)
    t.equal(stdout.split('\nCorrect\n  ').length - 1, correct.length)
    for (const { rules } of ofOthers) t.ok(stdout.includes(`\nNot reported by this rule, but by ${rules.join(' and ')}\n  `), id)
  }
  const { stdout } = await lintIn(folder, '--explain header-listed-twice', { colors: true })
  t.match(stdout, '\u001b[')
  t.match(stripVTControlCharacters(stdout), '\nIncorrect\n  { "origins": [ "https://app.example.com" ], "allowedHeaders": [ "Content-Type", "content-type" ] }\n')
})
