/** Tests the command `docs`: what it prints, and that it does not overwrite its input. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandIn } from './command.ts'
import { testCommandRows } from './command-rows.ts'
import { EXAMPLE_FILES, FASTIFY } from './example-files.ts'

const folder = t.testdir({
  ...EXAMPLE_FILES,
  'other-version.mjs': `${FASTIFY}const app = fastify(); app.decorate('cors', { explain () {}, documentation: async () => ({ version: 2 }) }); export default app`,
  'copy.json': t.fixture('link', 'policy.json'),
  'twin.json': t.fixture('symlink', 'policy.json')
})

testCommandRows(folder, [
  ['docs policy.json', 0, /^# CORS policies\n[^]*\n\| `\/prices\/\*` \| all methods \| \[Policy `public`\]\(#policy-public\)/, ''],
  ['docs policy.json --format markdown', 0, /^# CORS policies\n/, ''],
  ['docs instance.mjs', 0, /\n\| `\/orders\/:id` \| `PUT` \| \[Policy of the scope\]\(#policy-of-the-scope\)/, ''],
  ['docs policy.json --format json', 2, '', /--format must be markdown or html\.\nTry/],
  ['docs policy.json --out none/docs.md', 2, '', /^fastify-cors-policy: none\/docs\.md: The file cannot be written: ENOENT: no such file or directory\n$/],
  ['docs bad.json', 1, '', /^bad\.json:4:5: /],
  ['docs bad.json --format html --out none/docs.html', 1, '', /^bad\.json:4:5: /],
  ['docs syntax.json', 1, '', /^syntax\.json:4:1: The text is not valid JSON/],
  ['docs refused.mjs', 1, '', /^refused\.mjs: origins\[0\]: /],
  ['docs none.json --out none.json', 2, '', /none\.json: The file cannot be read/],
  ['docs other-version.mjs', 2, '', /other-version\.mjs: The application has not registered fastify-cors-policy, or its version does not support docs\.\n$/],
  ['docs without.mjs', 2, '', /without\.mjs: The application has not registered fastify-cors-policy/],
  ['docs sources.mjs', 0, /\n\| `tenants` \| {2}\| \[Policy of the scope\]\(#policy-of-the-scope\) \|\n/, '']
])

for (const [file, out] of [
  ['policy.json', 'policy.json'], ['policy.json', './a/../policy.json'], ['policy.json', join(folder, 'policy.json')], ['policy.json', 'twin.json'], ['twin.json', 'policy.json'],
  ['policy.json', 'copy.json'], ['document.mjs', 'document.mjs']
] as const) {
  t.test(`docs ${file} does not overwrite its input as ${out.replace(folder, '…')}`, async t => {
    const before = readFileSync(join(folder, file), 'utf8')
    const { status, stdout, stderr } = await commandIn(folder, ['docs', file, '--out', out])
    t.strictSame([status, stdout], [2, ''])
    t.match(stderr, /^fastify-cors-policy: --out .*: The output would overwrite the input file\.\nTry/)
    t.equal(readFileSync(join(folder, file), 'utf8'), before)
  })
}
