/**
 * Runs the tests: `node test/run.mjs` runs the whole check, `node test/run.mjs quick` what is quick, `node test/run.mjs long` all rows of all tests.
 *
 * The npm scripts and the tests run side by side. Test files share processes, in lanes; those in test/slow have a lane of their own, since
 * they measure their process or start others. Tests are programs that print what tap counts, so that each lane is one process of plain Node.
 * V8 counts in those of them that cover the sources, and c8 reports it.
 * The last line is `N passed, N failed`, where a script that fails, a run that dies before its totals, a file that has not run to its end and
 * a coverage below 100 % count as failures. `.tap/times.txt` has the CPU time of each test file.
 */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve as absolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { countsOf, failuresIn, finishedIn, writeLanes } from './lanes.mjs'
import { filesIn } from './sources.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const LANES = 2

/** What V8 counts, which `npm run check:coverage` reads. */
const COUNTS_FOLDER = '.tap/coverage'

/** The tests that together cover the sources. Coverage makes a test slower, so those that take long and add nothing are not among them. */
const COVERING = /^test\/(?:unit|integration\/(?:built|check|cli|fastify|lint|migrate|opentelemetry|plugin|responses|scopes|sources|wire)|integration\/routing\/(?:one-place|uncertain)\b)/
const ADDING_NOTHING = /^test\/(?:unit\/(?:architecture|explain\/one-browser|growth|plain-english|public-names|readability|properties|repository|validate\/origins|types)|integration\/responses\/(?:libraries|nestjs))\b/

const mode = process.argv[2] ?? 'all'

/** Whether this Node runs TypeScript itself. */
const hasTypeScript = Boolean(/** @type {{ typescript?: unknown }} */(process.features).typescript)

/** What this run writes: the hook of a commit can start another one. */
const FOLDER = `.tap/runs/${mode}`
rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(`${FOLDER}/output`, { recursive: true })
let runs = 0

/** The output repeats them at its end, because a service may keep only the end of a long output. @type {string[]} */
const failures = []
/** What failed by assertions, which tap counts. @type {ReturnType<typeof failuresIn>} */
const failedTests = []

/**
 * Runs a command. Its output goes to a file: through a pipe each line would wake this process.
 *
 * @type {(env: NodeJS.ProcessEnv, command: string, ...args: string[]) => Promise<{ output: string, status: number | null }>}
 */
function run (env, command, ...args) {
  const path = `${FOLDER}/output/${runs++}`
  const file = openSync(path, 'w')
  return new Promise(resolve => {
    spawn(command, args, { env, stdio: ['ignore', file, file] }).on('close', status => {
      closeSync(file)
      resolve({ output: readFileSync(path, 'utf8'), status })
    })
  })
}

/** @param {string[]} names */
async function runScripts (names) {
  for (const name of names) {
    const { output, status } = await run(process.env, 'npm', 'run', '--silent', name)
    console.log(`${output}# npm run ${name}: ${status === 0 ? 'passed' : 'failed'}`)
    if (status !== 0) failures.push(`${output}npm run ${name} failed`)
  }
}

/** The test files of a folder, sorted. @param {string} folder */
function testFiles (folder) {
  return filesIn(`test/${folder}`).filter(file => file.endsWith('.test.ts'))
}

/** The files of all lanes. @type {string[]} */
const expected = []

/** Programs of lanes that share these files. @type {(name: string, files: readonly string[], lanes?: number) => string[]} */
function lanesOf (name, files, lanes = LANES) {
  expected.push(...files)
  return writeLanes(`${FOLDER}/${name}`, files, lanes)
}

const totals = { pass: 0, fail: 0, skip: 0, todo: 0 }
/** @type {Array<readonly [file: string, seconds: number]>} */
const times = []

/**
 * Adds what tap counts, and shows the output, unless `quick` needs only the failures, which its end has.
 *
 * @type {(what: string, ended: { output: string, status: number | null }) => void}
 */
function count (what, { output, status }) {
  const counts = countsOf(output)
  for (const name of /** @type {Array<keyof typeof totals>} */(Object.keys(totals))) totals[name] += counts?.[name] ?? 0
  times.push(...finishedIn(output))
  failedTests.push(...failuresIn(output))
  const isExplained = counts !== undefined && (status === 0 || counts.fail > 0)
  if (mode !== 'quick' || !isExplained) process.stdout.write(output)
  if (counts === undefined) failures.push(`${what} ended before its totals`)
  else if (!isExplained) failures.push(`${what} failed without a failed assertion. See its output above`)
}

/** All that share processes. Files that take long come first, so that no lane ends long after the other. */
const allFiles = ['browser', 'integration', 'unit'].flatMap(testFiles)

/** @param {string} file */
const isCovering = file => COVERING.test(file) && !ADDING_NOTHING.test(file)

/**
 * Runs programs, one process for each.
 *
 * @type {(programs: string[], env?: NodeJS.ProcessEnv) => Promise<void>}
 */
async function runPrograms (programs, env = {}) {
  // The same node as this one, so that `<another node> test/run.mjs` runs the tests on that one.
  const options = hasTypeScript ? [] : ['--import', new URL('hooks.mjs', import.meta.url).href]
  // V8 compiles a function again, optimized, when it has run long enough. In tests that seldom pays: wait six times longer (newer V8s have no such option).
  if (process.version.startsWith('v20.')) options.push('--interrupt-budget=400000')
  const stripped = hasTypeScript ? {} : { TEST_STRIPPED: absolute(FOLDER, 'stripped') }
  const waiting = programs.values()
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (const program of waiting) {
      // A lane has a limit for each file, so that tap needs none for all of them.
      count(program, await run({ ...process.env, TAP_TIMEOUT: '0', TS_NODE_TRANSPILE_ONLY: '1', ...stripped, ...env }, process.execPath, ...options, program))
    }
  }))
}

/** Runs the tests that cover the sources. */
async function runCovering () {
  rmSync(COUNTS_FOLDER, { recursive: true, force: true })
  await runPrograms(lanesOf('covering', allFiles.filter(isCovering)), { NODE_V8_COVERAGE: absolute(COUNTS_FOLDER) })
}

async function runQuick () {
  process.env['ROUNDS'] ??= '0.1'
  await Promise.all([runScripts(['check:types', 'lint:changed']), runPrograms(lanesOf('unit', testFiles('unit')))])
}

async function runLong () {
  process.env['LONG'] = '1'
  await runScripts(['build'])
  await runPrograms(lanesOf('long', allFiles))
  await runPrograms(lanesOf('slow', testFiles('slow'), 1))
}

async function runAll () {
  const others = allFiles.filter(file => !isCovering(file))
  // The lane of test/slow comes before those that share what is left, so that they end together.
  // Declarations take longer than programs, and only tests without coverage read them.
  await runScripts(['build:programs'])
  const declared = runScripts(['build:declarations'])
  const covered = runCovering()
  await Promise.all([
    // The test of the site makes the reference of the public names, and so does not need check:api.
    declared.then(() => runScripts(['lint', 'check:types', 'check:package'])),
    covered.then(() => runScripts(['check:coverage'])),
    Promise.all([covered, declared]).then(() => {
      // Many of them wait for browsers and servers, so another lane uses the cores meanwhile. It does not wait for the slow ones.
      const [first, ...rest] = lanesOf('others', others, LANES + 1)
      return Promise.all([runPrograms([String(first)]), runPrograms([...lanesOf('slow', testFiles('slow'), 1), ...rest])])
    })
  ])
}

const modes = new Map([['all', runAll], ['quick', runQuick], ['long', runLong]])
const runMode = modes.get(mode)
if (runMode === undefined) throw new Error(`The mode "${mode}" is unknown. Use ${[...modes.keys()].join(', ')}.`)
await runMode()
const finished = new Set(times.map(([file]) => file))
failures.push(...expected.filter(file => !finished.has(file)).map(file => `${file} has not run to its end`))
writeFileSync('.tap/times.txt', times.sort(([, a], [, b]) => b - a).map(([file, seconds]) => `${seconds.toFixed(1)} ${file}\n`).join(''))
if (failedTests.length + failures.length > 0) {
  // What is short comes last, where a terminal shows it.
  const tests = failedTests.map(([file, texts]) => `# ${file}\n${texts.join('')}`)
  const again = failedTests.map(([file]) => `Failed: npx tap ${file}`)
  console.log(['Failed:', ...tests, ...failures, ...again].join('\n'))
}
const failed = totals.fail + failures.length
console.log(`${totals.skip} skipped, ${totals.todo} todo`)
console.log(`${totals.pass} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
