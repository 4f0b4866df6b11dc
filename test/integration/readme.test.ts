/** The README does what it shows. `npm run readme` writes what is generated in it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { compilePolicy } from '../../lib/compile.ts'
import { decide } from '../../lib/decide.ts'
import { CorsPolicyError } from '../../lib/errors.ts'
import { ISSUE_IDS } from '../../lib/validate/issue.ts'
import { blocksOf, generatedPartsOf } from './readme/blocks.ts'
import { regenerate } from './readme/regenerate.ts'
import { CELLS } from '../matrix/cells.mjs'
import { isDrawing, sourceFiles } from '../sources.mjs'

const root = new URL('../..', import.meta.url)
const file = new URL('README.md', root)
const readme = readFileSync(file, 'utf8')
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

/** The text under a heading, to the next heading of its rank or a higher one. */
function section (heading: string): string {
  const [, rank = ''] = /^(#+) /.exec(heading)!
  const start = readme.indexOf(`\n${heading}\n`)
  if (start === -1) throw new Error(`there is no heading "${heading}"`)
  const text = readme.slice(start + heading.length + 2)
  return text.split(new RegExp(`^#{1,${rank.length}} `, 'm'))[0]!
}

/** How a heading is linked. */
function fragment (heading: string): string {
  return heading.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-')
}

/** The cells of a table's rows, without its head. */
function rows (text: string): string[][] {
  return text.split('\n').filter(line => line.startsWith('|')).slice(2)
    .map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))
}

/** What is set as code in a cell. */
function codes (cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

t.test('the versions that are named are those that the matrix runs', async t => {
  const cells = Object.values(CELLS)
  const nodes = [...new Set(cells.map(({ node }) => node))]
  const fastify = [...new Set(cells.map(({ fastify }) => fastify ?? manifest.devDependencies.fastify))].sort()
  const list = (versions: string[]) => `${versions.slice(0, -1).join(', ')} and ${versions.at(-1)}`
  t.match(readme, `with Node ${list(nodes)}, and with Fastify ${list(fastify)}.`)
})

t.test('every block runs and type-checks, and does what is shown', async t => {
  const { markdown, problems } = await regenerate(readme)
  t.strictSame(problems, [])
  if (t.writeSnapshot) {
    if (problems.length === 0) writeFileSync(file, markdown)
    return
  }
  const now = blocksOf(markdown)
  for (const [i, { line, language, text }] of blocksOf(readme).entries()) {
    t.equal(text, now[i]!.text, `the block of ${language} in line ${line}`)
  }
  const parts = generatedPartsOf(markdown)
  for (const [name, text] of generatedPartsOf(readme)) t.equal(text, parts.get(name), name)
})

t.test('origin patterns are permitted, cover and are refused as the table says', async t => {
  for (const [permitted, covered, uncovered, refused] of rows(section('### Origin patterns'))) {
    for (const pattern of codes(permitted)) {
      const compiled = compilePolicy({ origins: [pattern] })
      for (const origin of codes(covered)) {
        t.equal(decide(compiled, { method: 'GET', origin }).reason, 'origin-allowed', `${pattern} covers ${origin}`)
      }
      for (const origin of codes(uncovered)) {
        t.equal(decide(compiled, { method: 'GET', origin }).reason, 'origin-not-allowed', `${pattern} does not cover ${origin}`)
      }
    }
    for (const pattern of codes(refused)) t.throws(() => compilePolicy({ origins: [pattern] }), CorsPolicyError, pattern)
  }
})

t.test('versions are those of the package', async t => {
  const [[plugin, fastify, node] = []] = rows(section('## Install'))
  t.match(manifest.version, new RegExp(`^${plugin}\\.`))
  const majors = manifest.peerDependencies.fastify.split(' || ').map((range: string) => /^\^(\d+)\.0\.0/.exec(range)?.[1])
  t.strictSame(majors, fastify!.match(/\d+/g))
  t.equal(manifest.engines.node, `>=${node!.split(' ')[0]}.0`)
})

t.test('no heading is there twice', async t => {
  const headings = readme.match(/^#{1,6} .+$/gm)!
  t.strictSame(headings.filter((heading, i) => headings.indexOf(heading) !== i), [])
  t.ok(headings.length > 100)
})

t.test('files that are named exist, and so do the headings that are linked', async t => {
  const tree = section('## How it is built').split('\n').flatMap(line => /^ {4}((?:\w+\/)+\S*)/.exec(line)?.[1] ?? [])
  // A block may show Markdown.
  const prose = readme.replaceAll(/^```[^]*?^```$/gm, '')
  const links = [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  const code = [...readme.matchAll(/`((?:lib|types|test|examples|benchmarks)\/[\w./-]*)`/g)].map(([, path = '']) => path)
  for (const path of [...tree, ...code, ...links.filter(target => !/^(https:|#)/.test(target))]) {
    t.ok(existsSync(new URL(path, root)), path)
  }
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => fragment(text))
  for (const target of links.filter(target => target.startsWith('#'))) t.ok(headings.includes(target.slice(1)), target)
})

t.test('every kind of issue has one heading, which the messages name', async t => {
  // It reads what is being written.
  if (t.writeSnapshot) return
  // What advises refuses nothing.
  const refusing = sourceFiles().filter(file => !isDrawing(file) && !/^lib\/(check|lint\/rules)\//.test(file))
  const others = refusing.flatMap(file => [...readFileSync(new URL(file, root), 'utf8').matchAll(/\bid: '([a-z-]+)'/g)].map(([, id = '']) => id))
  const ids = [...new Set([...ISSUE_IDS, ...others])].sort()
  t.ok(ids.length > ISSUE_IDS.length, 'some are not about policies')
  const headings = [...section('## Errors').matchAll(/^#### (.+)$/gm)].map(([, heading = '']) => heading)
  t.strictSame([...headings].sort(), ids)
  const anywhere = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => fragment(heading))
  for (const id of ids) {
    t.equal(anywhere.filter(text => text === id).length, 1, `one heading is linked by #${id}`)
    const { message } = new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ id, path: '', value: undefined, message: 'is wrong.' }])
    t.ok(message.endsWith(`is wrong. (${id})`), `the message ends with the fragment of ${id}`)
    t.ok(section(`#### ${id}`).includes(` (${id})`), `what is refused under ${id} is of that kind`)
  }
})

t.test('the README that messages name is that of the package', async t => {
  const [headline] = new CorsPolicyError('FST_CORS_NOT_READY', []).message.split('\n')
  t.match(headline, new RegExp(`explained in ${manifest.name}/README\\.md$`))
})
