/** The table of promises in CONTRIBUTING.md: each has tests that exist. */
import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { titlesIn } from './titles.ts'

const root = new URL('../../..', import.meta.url)
const page = readFileSync(new URL('CONTRIBUTING.md', root), 'utf8')

/** A row of the table, with what it names: files, each with parts of titles. */
interface Row {
  readonly promise: string
  readonly tests: ReadonlyArray<{ readonly file: string, readonly titles: readonly string[] }>
}

function rowsOf (text: string): Row[] {
  const [, section = ''] = /^## What sources promise\n([^]*?)(?=\n## |$(?![^]))/m.exec(text) ?? []
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && !/^\| promise \||^\| ?-/.test(line))
  return lines.map((line) => {
    const [, promise = '', tests = ''] = line.split(' | ').length === 2 ? /^\| (.*?) \| (.*) \|$/.exec(line) ?? [] : []
    const named = tests.split(/(?=`test\/)/).map((part) => ({
      file: /^`(test\/[^`]+)`/.exec(part)?.[1] ?? '', titles: [...part.matchAll(/"([^"]+)"/g)].map(([, title]) => title!)
    }))
    return { promise, tests: named }
  })
}

/** What is wrong with a row; nothing if each of its tests exists. */
function faultsOf ({ promise, tests }: Row): string[] {
  return tests.flatMap(({ file, titles }) => {
    if (!file.endsWith('.test.ts') || !existsSync(new URL(file, root))) return [`${promise}: ${file || 'a file'} does not exist`]
    if (titles.length === 0) return [`${promise}: no title in ${file}`]
    const known = titlesIn(readFileSync(new URL(file, root), 'utf8'))
    return titles.filter((title) => !known.some((text) => text.includes(title))).map((title) => `${promise}: "${title}" is not in ${file}`)
  })
}

t.test('each promise of sources names tests that exist', async (t) => {
  const rows = rowsOf(page)
  t.ok(rows.length > 20, `${rows.length} promises`)
  t.equal(new Set(rows.map(({ promise }) => promise)).size, rows.length, 'each promise once')
  t.strictSame(rows.flatMap(faultsOf), [])
})

t.test('a test that does not exist is noticed', async (t) => {
  const table = (tests: string): string => `## What sources promise\n\n| promise | tests |\n|---|---|\n| it works | ${tests} |\n\n## Next\n`
  const rows: readonly (readonly [tests: string, fault: RegExp | undefined])[] = [
    ['`test/unit/repository/promises.test.ts` "a test that does not exist"', undefined],
    ['`test/unit/repository/promises.test.ts` "a test that does not exist" "another title"', /"another title" is not in/],
    ['`test/unit/repository/promises.test.ts` "it works"', /"it works" is not in/],
    ['`test/unit/repository/promises.test.ts`', /no title/],
    ['`test/unit/repository/promises.test.ts` "each promise", `test/unit/nothing.test.ts` "each promise"', /nothing\.test\.ts does not exist/],
    ['`test/unit/repository/titles.ts` "each promise"', /does not exist/],
    ['"each promise"', /a file does not exist/]
  ]
  for (const [tests, fault] of rows) {
    const faults = rowsOf(table(tests)).flatMap(faultsOf)
    t.equal(faults.length, fault === undefined ? 0 : 1, tests)
    if (fault !== undefined) t.match(faults[0], fault)
  }
})
