/** docs/policy.md lists all options of `register`: those that are not part of a policy have a table of their own. */
import { readFileSync } from 'node:fs'
import t from 'tap'

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')

t.test('the page of the policy has each option of register that is not part of it', async t => {
  const [, members = ''] = /interface CorsRegistrationOptions \{([^]*?)^\}/m.exec(read('types/plugin-options.ts')) ?? []
  const options = ['policy', ...[...members.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name)]
  const [, rows = ''] = /^\| option \| default .*\n.*\n((?:\|.*\n)+)/m.exec(read('docs/policy.md')) ?? []
  t.ok(options.length > 5)
  t.strictSame([...rows.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).sort(), options.sort())
})
