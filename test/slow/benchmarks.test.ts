/** The benchmarks compare what sends equal responses, and write what they measure; their times are nobody's test. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { measuredBars } from '../../benchmarks/bars.ts'
import { compareTrees, judge } from '../../benchmarks/compare.ts'
import { build } from '../../benchmarks/contenders.ts'
import { measureDecisions } from '../../benchmarks/decide.ts'
import { EXCHANGE_NAMES, exchangesOf, prove } from '../../benchmarks/exchange.ts'
import { figuresOf, keptFigures } from '../../benchmarks/figures.ts'
import { added, interleave, summarize, type Summary } from '../../benchmarks/measure.ts'
import { PICTURE_FILE, drawOrigins } from '../../benchmarks/picture.ts'
import { quietEnvironment, startChild } from '../../benchmarks/processes.ts'
import { measureRequests } from '../../benchmarks/request.ts'
import { measureServers } from '../../benchmarks/server.ts'
import { FEW, type Setting } from '../../benchmarks/setting.ts'
import { measureStartup } from '../../benchmarks/startup.ts'
import { comparisonTable, generatedParts, tablesOf, withGeneratedParts } from '../../benchmarks/tables.ts'
import { checkOut } from '../../benchmarks/tree.ts'
import { assertBuilt } from '../dist.ts'
import { onlyLong, sample } from '../unit/properties/seed.ts'

assertBuilt()
// The long run starts many processes, for each contender and setting. Every day one measurement has a process: that of decisions.
t.setTimeout(600_000)
const root = fileURLToPath(new URL('../..', import.meta.url))
const turns = { rounds: 3, turns: 1, warmUps: 1 }

/** Every number in figures, by where it stands. */
function numbersIn (value: unknown, path = ''): [path: string, value: number][] {
  if (typeof value === 'number') return [[path, value]]
  if (value === null) return [[path, NaN]]
  return typeof value === 'object' ? Object.entries(value).flatMap(([key, value]) => numbersIn(value, `${path}/${key}`)) : []
}

/** What is added may be divided by an addition of nothing where turns are as short as here. */
function assertFigures (t: Test, figures: unknown, count: number): void {
  const numbers = numbersIn(figures)
  t.equal(numbers.length, count, 'as many figures as there should be')
  for (const [path, value] of numbers) t.ok(path.includes('/added/') ? !Number.isNaN(value) : Number.isFinite(value), `${path}: ${value}`)
}

t.test('every contender sends the response that is timed', async t => {
  const settings: Setting[] = [
    ...(['bare', 'hook', 'last word', 'plugin', '@fastify/cors'] as const).map(contender => ({ contender, ...FEW })),
    { contender: 'plugin', origins: 5_000, routes: 1, fromAny: true },
    { contender: 'plugin', origins: 3, wildcards: 'subdomains', routes: 1 },
    { contender: 'plugin', origins: 3, wildcards: 'label', routes: 1 },
    { contender: 'plugin', origins: 3, from: 'snapshot', routes: 1 },
    { contender: 'plugin', origins: 3, from: 'lookup', routes: 1 },
    { contender: 'hook', origins: 3, from: 'snapshot', routes: 1 },
    { contender: 'last word', origins: 3, from: 'snapshot', routes: 1 },
    { contender: 'plugin', origins: 5, routes: 12, policies: 5 },
    { contender: 'bare', origins: 5, routes: 12, policies: 5 }
  ]
  for (const setting of settings) {
    const app = await build(setting)
    for (const exchange of exchangesOf(setting)) {
      t.doesNotThrow(() => prove(setting, app, exchange), `${JSON.stringify(setting)}: ${exchange.name}`)
    }
  }
})

t.test('a contender that sends other responses is not timed', async t => {
  const setting: Setting = { contender: 'plugin', ...FEW }
  const other = await build({ contender: 'plugin', origins: 4, routes: 1 })
  const [actual, preflight, anonymous] = exchangesOf(setting)
  t.throws(() => prove(setting, other, actual!), 'an origin that is not allowed')
  t.throws(() => prove(setting, other, preflight!), 'nor its preflight')
  t.throws(() => prove({ contender: 'bare', ...FEW }, other, anonymous!), 'a contender that adds what it should not')
})

t.test('contenders take turns, each time another first, and warm-up rounds are not counted', async t => {
  const order: string[] = []
  let cost = 0
  const turn = (name: string) => () => { order.push(name); return cost++ }
  const rounds = await interleave(new Map(['a', 'b', 'c'].map(name => [name, turn(name)])), { rounds: 2, turns: 1, warmUps: 1 })
  t.equal(order.join(''), 'abcbcacab')
  t.strictSame(rounds, [new Map([['b', 3], ['c', 4], ['a', 5]]), new Map([['c', 6], ['a', 7], ['b', 8]])])
})

t.test('the middle turn of a round counts', async t => {
  const costs = { a: [9, 1, 2, 30, 4, 5], b: [7, 8, 70, 3, 2, 1] }
  const turns = (['a', 'b'] as const).map(name => [name, () => costs[name].shift()!] as const)
  const rounds = await interleave(new Map(turns), { rounds: 2, turns: 3, warmUps: 0 })
  t.strictSame(rounds, [new Map([['a', 2], ['b', 8]]), new Map([['a', 5], ['b', 2]])])
})

t.test('what is compared are values of the same round, and the middle of them counts', async t => {
  const rounds = [[1, 2, 4], [10, 20, 10], [3, 4, 5], [2, 6, 4], [5, 6, 8]].map(([bare, hook, plugin]) => {
    return new Map([['bare', bare!], ['hook', hook!], ['plugin', plugin!]])
  })
  t.strictSame(summarize(rounds, cost => cost('hook')), { median: 6, lower: 4, upper: 6 })
  // 3, 0, 2, 0.5 and 3
  t.strictSame(added(rounds, 'plugin', 'hook', 'bare'), { median: 2, lower: 0.5, upper: 3 })
})

t.test('a process that ends before it responds is an error', onlyLong, async t => {
  await t.rejects(startChild('application.ts', { contender: 'nobody' }), /application\.ts ended before it responded: 1/)
})

t.test('requests are measured', onlyLong, async t => {
  const plan = { ...turns, generations: 1, calls: 100, origins: [5, 6], searched: 5, wildcards: [1, 2], fromSource: 3, routes: [1, 3], policies: 2 }
  const figures = await measureRequests(plan)
  t.strictSame(figures.origins.map(({ contender, origins, fromAny }) => [contender, origins, fromAny]), [
    ['plugin', 5, false], ['plugin', 6, false], ['plugin', 5, true], ['plugin', 6, true], ['hook', 5, true], ['hook', 6, true],
    ['@fastify/cors', 5, false]
  ])
  // Two summaries of three numbers for each, and the number of origins; one summary and the number of patterns or routes.
  assertFigures(t, figures, 12 * 6 + 7 * 7 + 2 * 4 + 3 * 3 + 4 * 4 + 4 * 3)
  t.strictSame([...tablesOf('request', figures).keys()], ['a request', 'origins', 'wildcards', 'sources', 'routes', 'reports'])
})

t.test('servers are measured', onlyLong, async t => {
  const figures = await measureServers({ ...turns, generations: 1, amount: 50, connections: 2 })
  assertFigures(t, figures, 2 * 4 * 6)
  for (const { contender, cpuTime } of figures) t.equal(cpuTime.median === 1 || contender !== 'hook', true, 'the hook is compared with itself')
})

t.test('decisions are measured, and an allocation is seen', async t => {
  const figures = await measureDecisions({ ...turns, batches: 4, headerLength: 1_000, windows: 9, callsOfWindow: 5_000 })
  assertFigures(t, figures, figures.hostile.length * 3 + 3)
  const bytes = Object.fromEntries(figures.memory.map(({ request, bytes }) => [request, bytes]))
  t.equal(bytes['an exact origin'], 0)
  t.ok(bytes['an origin under a wildcard']! >= 16, 'a slice of the origin is an object')
})

t.test('the start is measured', onlyLong, async t => {
  const figures = await measureStartup({ imports: 2, starts: 2, routes: [1, 2], boots: 2, compilations: 2, origins: 20_000 })
  assertFigures(t, figures, 3 + 4 + 1 + 2 * 4 + 3 * 3)
})

t.test('a tree that is compared with itself gives a row for each request', async t => {
  const comparisons = await compareTrees(root, root, { ...turns, calls: 100 })
  t.strictSame(comparisons.map(({ exchange }) => exchange), EXCHANGE_NAMES)
  for (const { time, noise, verdict } of comparisons) {
    assertFigures(t, { time, noise }, 6)
    t.equal(verdict, judge(time, noise))
  }
  t.match(comparisonTable(comparisons, 'v1'), /^\| request \| this tree ÷ v1 \|/)
})

t.test('a difference counts if it is more than 5 %, and more than noise', async t => {
  const summary = (lower: number, median: number, upper: number): Summary => ({ lower, median, upper })
  const noise = summary(0.98, 1, 1.03)
  t.equal(judge(summary(1.04, 1.06, 1.08), noise), 'slower')
  t.equal(judge(summary(1.04, 1.05, 1.08), noise), 'the same')
  t.equal(judge(summary(1.02, 1.2, 1.4), noise), 'the same')
  t.equal(judge(summary(0.9, 0.94, 0.97), noise), 'faster')
  t.equal(judge(summary(0.9, 0.95, 0.97), noise), 'the same')
  t.equal(judge(summary(0.6, 0.8, 0.99), noise), 'the same')
})

t.test('another commit is checked out and built apart, and removed', async t => {
  const repository = t.testdir({})
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], { cwd: repository, stdio: 'pipe' })
  const commit = (text: string) => {
    writeFileSync(join(repository, 'package.json'), JSON.stringify({ scripts: { build: `echo ${text} > built` } }))
    git('add', 'package.json')
    git('commit', '-qm', text)
  }
  git('init', '-q')
  mkdirSync(join(repository, 'node_modules'))
  commit('one')
  t.throws(() => checkOut(repository, undefined), /there is no tag/)
  git('tag', 'v1')
  commit('two')
  t.throws(() => checkOut(repository, 'nowhere'))
  for (const [name, built] of sample([[undefined, 'one'], ['v1', 'one'], ['HEAD', 'two']] as const, 3)) {
    const tree = checkOut(repository, name)
    t.equal(readFileSync(join(tree.folder, 'built'), 'utf8').trim(), built, `${name} is built`)
    t.ok(existsSync(join(tree.folder, 'node_modules')), 'with the packages that are installed')
    tree.remove()
    t.notOk(existsSync(tree.folder), 'it is removed')
  }
  t.ok(existsSync(join(repository, 'node_modules')), 'what is installed stays')
  t.notOk(existsSync(join(repository, 'built')), 'nothing is built here')
})

t.test('an unknown argument of the command is an error', async t => {
  const bench = (...args: string[]) => spawnSync(process.execPath, ['--import=./test/hooks.mjs', 'benchmarks/run.ts', ...args], {
    cwd: root, env: quietEnvironment(), encoding: 'utf8'
  })
  const rows = [
    [['nothing'], /^usage: npm run bench/],
    [['request', 'nothing'], /^usage/],
    [['compare', 'HEAD', 'HEAD'], /^usage/],
    [['compare', 'nowhere'], /Command failed: git/]
  ] as const
  for (const [args, message] of sample(rows, rows.length)) {
    const { status, stdout, stderr } = bench(...args)
    t.strictSame([status, stdout], [2, ''], args.join(' '))
    t.match(stderr, message)
  }
})

const kept = keptFigures()

t.test('the picture is drawn from the figures, byte for byte', async t => {
  const svg = drawOrigins(kept.request.figures.origins)
  t.equal(drawOrigins(kept.request.figures.origins), svg, 'twice the same')
  t.equal(readFileSync(PICTURE_FILE, 'utf8'), svg, 'as it is kept')
  t.not(drawOrigins(kept.request.figures.origins.slice(1)), svg, 'other figures, another picture')
})

t.test('the tables are those of the figures', async t => {
  const readme = readFileSync(new URL('../../benchmarks/README.md', import.meta.url), 'utf8')
  const parts = generatedParts(kept)
  t.equal(withGeneratedParts(readme, parts), readme, '`npm run bench -- --write` writes them')
  t.strictSame([...readme.matchAll(/^<!-- generated: (.+) -->$/gm)].map(([, name]) => name).sort(), [...parts.keys()].sort())
  t.throws(() => withGeneratedParts(readme, new Map([['nowhere', '']])), /no place for "nowhere"/)
  for (const { what, value } of measuredBars(figuresOf(kept))) t.match(value, /^\d/, what)
})

t.test('no figure is a time', async t => {
  for (const text of [JSON.stringify(kept), readFileSync(new URL('../../benchmarks/README.md', import.meta.url), 'utf8')]) {
    t.notMatch(text, /\d ?(ns|µs|ms|req\/s|requests\/s)\b/)
  }
})
