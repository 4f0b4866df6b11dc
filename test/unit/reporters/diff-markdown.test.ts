/** Tests the reports of a difference: Markdown for a comment, long lists, and the words for each change. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import t from 'tap'
import type { CorsPolicyDiff } from '../../../types/diff.ts'
import { diffIn } from '../cli/command.ts'
import { COMPARED_FILES } from '../cli/compared-files.ts'

const folder = t.testdir(COMPARED_FILES)

t.test('--format markdown prints the same for a comment, and nothing from the policy is markup', async t => {
  const { stdout } = await diffIn(folder, 'before.json after.json --format markdown')
  t.match(stdout, /^\*\*CORS:\*\* Pages gain and lose access\.\n\n#### `\/admin\/\*`\n\n- \*\*\+\*\* Pages of these origins gain access: [^\n]*\n {2}- `https:\/\/admin\.example\.org`\n- \*\*−\*\* /)
  t.match(stdout, /\n- ⚠️ Browsers keep approved preflights [^]*\n- \*\*~\*\* Browsers remember/)
  t.match(stdout, /\n\nRemoved names in `policies`: `gone`\. /)
  const hostile = (await diffIn(folder, 'open.json markup.json --format markdown')).stdout
  const html = new MarkdownIt({ html: true, linkify: true }).render(hostile)
  t.notMatch(html, /<b>|<a |<em>|\u202e/)
  t.match(html, /<h4><code>/)
})

t.test('long lists are cut in reports for people, and complete in JSON', async t => {
  const { stdout } = await diffIn(folder, 'long-before.json long-after.json')
  t.match(stdout, /https:\/\/a19\.example\n {6}10 more, which are in the format json\n/)
  t.match(stdout, /, x-18, x-19, x-2, x-20, x-21, x-22, x-23, x-24, x-25, x-26 and 10 more\.\n/)
  t.match(stdout, /\n11 more changes are only in the format json\.\n/)
  const { changes } = JSON.parse((await diffIn(folder, 'long-before.json long-after.json --format json')).stdout) as CorsPolicyDiff
  t.equal(changes.length, 61)
  t.equal(changes.at(-1)!.gains[0]!.origins.length, 30)
})

t.test('Markdown fits into a comment on GitHub, however long the names are, and says what is missing', async t => {
  const write = (file: string, document: object) => { writeFileSync(join(folder, file), JSON.stringify(document)) }
  const long = (text: string) => `${text}${'|'.repeat(2000)}`
  const routed = (name: string, count: number) => ({
    origins: ['https://a.test'],
    policies: Object.fromEntries(Array.from({ length: 5 }, (_, i) => [long(`${name}-${i}`), { origins: ['https://a.test'] }])),
    routes: Object.fromEntries(Array.from({ length: count }, (_, i) => [long(`/${i}`), { origins: [`https://${name}${i}.test`] }]))
  })
  write('names-before.json', routed('b', 4))
  write('names-after.json', routed('c', 4))
  const { stdout } = await diffIn(folder, 'names-before.json names-after.json --format markdown')
  t.ok(stdout.length < 65_536, String(stdout.length))
  t.match(stdout, /^\*\*CORS:\*\* Pages gain and lose access\.\n\n#### /)
  t.match(stdout, /\n\n1 more change is only in the format json\.\n/)
  t.match(stdout, /\nA list of names in `policies` is too long for a comment\. The format json has it\.\n/)
  for (const count of [1, 400]) {
    write('refused.json', { origins: Array.from({ length: count }, (_, i) => `https://${i}.${'x'.repeat(200)}|/`) })
    const refused = (await diffIn(folder, 'refused.json before.json --format markdown')).stdout
    t.ok(refused.length < 65_536, String(refused.length))
    t.equal(refused.endsWith('\n- A comment has no room for all 400 issues. The format json has them.\n'), count === 400)
  }
})

t.test('each kind of change has words', async t => {
  const { stdout } = await diffIn(folder, 'kinds-before.json kinds-after.json')
  t.match(stdout, /\nunknown URLs\n {2}\+ Pages of these origins gain access, unless they are in the source s: they can [^\n]*\n {6}origins in the source s with the key :p, which are unknown here\n {6}origins in the source t, /)
  t.match(stdout, /Pages that have access before and after, if there are any, gain rights: they can use credentials and read the response headers link and x-e\./)
  t.match(stdout, / {2}- Pages of these origins lose access if they are not in [^\n]*|origins with http or ftp in the source s, which are unknown here/)
  t.match(stdout, / {2}~ preflightStatus is 200 instead of 204\.\n {2}~ preflightCacheControl is no-store instead of absent\.\n/)
  t.match(stdout, /routes that choose a and b\n {2}\+ Pages of these origins gain access if they did not have it: [^\n]*\n {6}any origin, such as https:\/\/untrusted\.example\n/)
  t.match(stdout, /set every request header except authorization\./)
  const back = (await diffIn(folder, 'kinds-after.json kinds-before.json')).stdout
  t.match(back, /Pages of these origins lose access if the new policy does not allow them: they cannot [^\n]*, use any method or set any request header except authorization\.\n/)
  const parts = (await diffIn(folder, 'parts-before.json parts-after.json')).stdout
  t.match(parts, /^all other routes, unknown URLs and routes that choose named$/m)
  t.match(parts, /^\/off\n {2}~ Before, CORS was off\.$/m)
  const insecure = (await diffIn(folder, 'source.json source-with-credentials.json')).stdout
  t.match(insecure, /\n {6}origins with http or ftp in the source s, which are unknown here\n/)
  t.match((await diffIn(folder, 'open-cached.json open.json')).stdout, / {2}! Caches keep approved preflights too, because of public, max-age=60\. Purge them\.\n/)
})
