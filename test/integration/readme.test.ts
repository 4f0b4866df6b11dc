/** The README and the pages of the documentation do what they show. `npm run readme` writes what is generated in them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { compilePolicy } from '../../lib/compile.ts'
import { decide } from '../../lib/decide.ts'
import { CorsPolicyError } from '../../lib/errors.ts'
import { ERRORS_PAGE, PROBES_PAGE, RULES_PAGE } from '../../lib/text/pages.ts'
import { ISSUE_IDS } from '../../lib/validate/issue.ts'
import { blocksOf, generatedPartsOf } from './readme/blocks.ts'
import { allPages, PAGES_OF_OTHERS, runPages } from './readme/page-files.ts'
import { regenerate } from './readme/regenerate.ts'
import { CELLS } from '../matrix/cells.mjs'
import { isDrawing, sourceFiles } from '../sources.mjs'

const root = new URL('../..', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const pages = runPages()
const page = (path: string): string => pages.get(path)!

/** The text under a heading, to the next heading of its rank or a higher one. */
function section (text: string, heading: string): string {
  const [, rank = ''] = /^(#+) /.exec(heading)!
  const start = text.indexOf(`\n${heading}\n`)
  if (start === -1) throw new Error(`there is no heading "${heading}"`)
  return text.slice(start + heading.length + 2).split(new RegExp(`^#{1,${rank.length}} `, 'm'))[0]!
}

/** Markdown without its code blocks, which can show Markdown. */
const proseOf = (markdown: string): string => markdown.replaceAll(/^```[^]*?^```$/gm, '')

/** By page, as many links lead to one page. */
const knownFragments = new Map<string, readonly string[]>()

/** The fragments of a page's headings. */
function fragmentsOf (markdown: string): readonly string[] {
  const known = knownFragments.get(markdown)
  if (known !== undefined) return known
  const fragments = [...proseOf(markdown).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => fragment(text))
  knownFragments.set(markdown, fragments)
  return fragments
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
  t.match(page('docs/install.md'), `with Node ${list(nodes)}, and with Fastify ${list(fastify)}.`)
})

t.test('the README has at most 250 lines', async t => {
  t.ok(page('README.md').split('\n').length <= 251)
})

t.test('every block runs and type-checks, and does what is shown', async t => {
  const { pages: now, problems } = await regenerate(pages)
  t.strictSame(problems, [])
  for (const [path, markdown] of pages) {
    const regenerated = now.get(path)!
    if (t.writeSnapshot) {
      if (problems.length === 0 && regenerated !== markdown) writeFileSync(new URL(path, root), regenerated)
      continue
    }
    const blocks = blocksOf(regenerated)
    for (const [i, { line, language, text }] of blocksOf(markdown).entries()) {
      t.equal(text, blocks[i]!.text, `${path}:${line}: the block of ${language}`)
    }
    const parts = generatedPartsOf(regenerated)
    for (const [name, text] of generatedPartsOf(markdown)) t.equal(text, parts.get(name), name)
  }
})

t.test('origin patterns are permitted, cover and are refused as the table says', async t => {
  const patterns = rows(section(page('docs/policy.md'), '## Origin patterns'))
  t.ok(patterns.length > 8)
  for (const [permitted, covered, uncovered, refused] of patterns) {
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
  for (const text of [section(page('README.md'), '## Install'), page('docs/install.md')]) {
    const [[plugin, fastify, node] = []] = rows(text)
    t.match(manifest.version, new RegExp(`^${plugin}\\.`))
    const majors = manifest.peerDependencies.fastify.split(' || ').map((range: string) => /^\^(\d+)\.0\.0/.exec(range)?.[1])
    t.strictSame(majors, fastify!.match(/\d+/g))
    t.equal(manifest.engines.node, `>=${node!.split(' ')[0]}.0`)
  }
})

t.test('no heading is twice on one page', async t => {
  for (const [path, markdown] of pages) {
    const fragments = fragmentsOf(markdown)
    t.strictSame(fragments.filter((heading, i) => fragments.indexOf(heading) !== i), [], path)
  }
})

t.test('all pages are linked, and what they link exists, with its heading', async t => {
  const everything = allPages()
  const linked = new Set(['README.md'])
  const isPlace = (target: string): boolean => existsSync(new URL(target, root))
  for (const [path, markdown] of everything) {
    const links = [...proseOf(markdown).replaceAll(/`[^`\n]*`/g, 'code').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    for (const link of links.filter(target => !target.startsWith('https:'))) {
      const [file = '', heading] = link.split('#')
      const target = file === '' ? path : posix.join(posix.dirname(path), file)
      linked.add(target)
      if (!isPlace(target)) t.fail(`${path}: ${link} does not exist`)
      else if (heading !== undefined && !fragmentsOf(everything.get(target) ?? '').includes(heading)) t.fail(`${path}: ${link} has no such heading`)
    }
    const code = [...markdown.matchAll(/`((?:lib|types|test|examples|benchmarks)\/[\w./-]*)`/g)].map(([, file = '']) => file)
    if (path !== 'docs/renames.md') for (const file of code) if (!isPlace(file)) t.fail(`${path}: ${file} does not exist`)
  }
  t.strictSame([...everything.keys()].filter(path => !linked.has(path)), [])
})

t.test('the page of the contents links every page', async t => {
  const index = page('docs/index.md')
  const isListedElsewhere = (path: string) => path.startsWith('docs/rules/') || ['README.md', 'docs/index.md'].includes(path)
  t.strictSame([...allPages().keys()].filter(path => !isListedElsewhere(path) && !index.includes(`(${posix.relative('docs', path)})`)), [])
})

/** Packages that come with another one, with a project of the Nest CLI, or with an application that is migrated. */
const THERE_ALREADY = ['@jest/globals', '@nestjs/core', '@nestjs/common', 'rxjs', '@fastify/cors']

t.test('a page that imports a package says how it is installed', async t => {
  for (const [path, markdown] of allPages()) {
    if (path.startsWith('docs/rules/') || path === 'docs/errors.md') continue
    const programs = blocksOf(markdown).filter(({ language }) => /^(?:[cm]?js|ts)\b/.test(language)).map(({ text }) => text).join('\n')
    const imported = [...programs.matchAll(/(?:from|require\() ?'((?:@[\w-]+\/)?[a-z][\w-]*)[^':]*'/g)].map(([, name = '']) => name)
    const installed = new Set(['fastify', manifest.name, ...THERE_ALREADY, ...[...markdown.matchAll(/npm install ([^`\n]*)/g)].flatMap(([, names = '']) => names.split(' '))])
    t.strictSame([...new Set(imported)].filter(name => !installed.has(name)), [], path)
  }
})

t.test('programs in TypeScript import other files as Node runs them', async t => {
  for (const [path, markdown] of allPages()) {
    // Decorators are compiled first.
    if (path === 'docs/nestjs.md') continue
    const programs = blocksOf(markdown).filter(({ language }) => /^ts\b/.test(language)).map(({ text }) => text).join('\n')
    t.strictSame([...programs.matchAll(/from '(\.[^']*)'/g)].map(([, file = '']) => file).filter(file => !/\.(?:ts|json)$/.test(file)), [], path)
  }
})

t.test('every member of `app.cors` is in the table of its page', async t => {
  const [, body = ''] = /interface CorsDecorator \{\n(.*?)\n\}/s.exec(readFileSync(new URL('types/fastify.ts', root), 'utf8'))!
  const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)(?: \(|:)/gm)].map(([, name = '']) => name)
  t.ok(members.length > 10)
  const table = section(page('docs/application.md'), '## `app.cors`').split('\n\n').find(part => part.trimStart().startsWith('|'))!
  t.strictSame(rows(table).map(([cell]) => /^\w+/.exec(codes(cell)[0]!)![0]).sort(), members.sort())
})

t.test('every page that is not run here has a test of its own', async t => {
  for (const [path, test] of Object.entries(PAGES_OF_OTHERS)) {
    t.ok(existsSync(new URL(path, root)), path)
    t.ok(existsSync(new URL(test, root)), test)
  }
  for (const [path, markdown] of pages) {
    if (blocksOf(markdown).every(({ language }) => !language.includes(' '))) continue
    t.ok(existsSync(new URL(`test/integration/docs/${posix.basename(path, '.md')}.test.ts`, root)), `${path} has files with names`)
  }
})

t.test('every kind of issue has one heading, which the messages name', async t => {
  // It reads what is being written.
  if (t.writeSnapshot) return
  // What advises or asks refuses nothing.
  const refusing = sourceFiles().filter(file => !isDrawing(file) && !/^lib\/(check|lint\/rules|(cli\/)?migrate)\//.test(file))
  const others = refusing.flatMap(file => [...readFileSync(new URL(file, root), 'utf8').matchAll(/\bid: '([a-z-]+)'/g)].map(([, id = '']) => id))
  const ids = [...new Set([...ISSUE_IDS, ...others])].sort()
  t.ok(ids.length > ISSUE_IDS.length, 'some are not about policies')
  const errors = page('docs/errors.md')
  // The other headings are codes of errors.
  const headings = [...errors.matchAll(/^### ([a-z].+)$/gm)].map(([, heading = '']) => heading)
  t.strictSame([...headings].sort(), ids)
  for (const id of ids) {
    t.equal(fragmentsOf(errors).filter(text => text === id).length, 1, `one heading is linked by #${id}`)
    const { message } = new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ id, path: '', value: undefined, message: 'is wrong.' }])
    t.ok(message.endsWith(`is wrong. (${id})`), `the message ends with the fragment of ${id}`)
    t.ok(section(errors, `### ${id}`).includes(` (${id})`), `what is refused under ${id} is of that kind`)
  }
})

t.test('the pages that messages name are pages of the package', async t => {
  for (const named of [ERRORS_PAGE, RULES_PAGE, PROBES_PAGE]) t.ok(allPages().has(named), named)
  const [headline] = new CorsPolicyError('FST_CORS_NOT_READY', []).message.split('\n')
  t.ok(headline!.endsWith(`explained in ${manifest.name}/${ERRORS_PAGE}`))
})
