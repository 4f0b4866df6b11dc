/**
 * Mutation testing: `node test/mutation/run.mjs [module …]` changes the sources of the modules (by default of all in `modules.mjs`) one mutant
 * at a time, and runs the module's tests against each. It fails when less than 95 % of a module's mutants are killed, when one has no result,
 * when a survivor is not in `survivors.mjs`, and when a mutant listed there is gone or killed.
 * The last line is `N passed, N failed`: modules without a failure, and failures.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Stryker } from '@stryker-mutator/core'
import { modules } from './modules.mjs'
import { survivors } from './survivors.mjs'

const least = 95

// Random tests fail soon or never, so that few rounds show as much. Stryker's children inherit it.
process.env['ROUNDS'] ??= '0.02'
process.env['PREFLIGHTS'] ??= '960'

/** @type {(text: string) => string} */
const onOneLine = text => text.trim().replace(/\s+/g, ' ')

/** Both ends of a long text. @type {(text: string) => string} */
const brief = text => text.length > 100 ? `${text.slice(0, 48)} … ${text.slice(-48)}` : text

/** The mutant by what it changes, not by where, so that lines above it can move. @type {(mutant: any) => Omit<import('./survivors.mjs').Survivor, 'nth'>} */
function changeOf ({ fileName, location: { start, end }, replacement }) {
  const file = fileName.slice(process.cwd().length + 1).replaceAll('\\', '/')
  const lines = readFileSync(file, 'utf8').split('\n')
  const text = lines.slice(start.line - 1, end.line)
  text[text.length - 1] = String(text.at(-1)).slice(0, end.column - 1)
  text[0] = String(text[0]).slice(start.column - 1)
  return { file, line: onOneLine(String(lines[start.line - 1])), from: brief(onOneLine(text.join('\n'))), to: brief(onOneLine(replacement)) }
}

/** @type {(one: import('./survivors.mjs').Survivor) => string} */
const key = ({ file, line, from, to, nth }) => JSON.stringify([file, line, from, to, ...nth > 1 ? [nth] : []])

/** Each mutant with its status, in the order of the files. @type {(mutants: readonly any[]) => { change: import('./survivors.mjs').Survivor, mutant: any }[]} */
function numbered (mutants) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  const inOrder = mutants.toSorted(({ location: { start: a } }, { location: { start: b } }) => a.line - b.line || a.column - b.column)
  return inOrder.map(mutant => {
    const change = changeOf(mutant)
    const first = key({ ...change, nth: 1 })
    const nth = (seen.get(first) ?? 0) + 1
    seen.set(first, nth)
    return { change: { ...change, nth }, mutant }
  })
}

/** @type {(module: string) => Promise<string[]>} */
async function run (module) {
  const found = modules[module]
  if (!found) return [`The module "${module}" is unknown. Use ${Object.keys(modules).join(', ')}.`]
  const started = Date.now()
  const mutants = await new Stryker({
    mutate: found.mutate,
    testRunner: 'in-process',
    testFiles: found.tests.map(file => `test/${file}.test.ts`),
    plugins: [fileURLToPath(new URL('runner.mjs', import.meta.url))],
    buildCommand: 'node test/mutation/compile.mjs',
    concurrency: Number(process.env.CONCURRENCY ?? 2),
    maxTestRunnerReuse: 200,
    // Long enough for a machine with other work: a mutant that ends late would count as killed.
    timeoutMS: 30_000,
    reporters: ['progress-append-only'],
    logLevel: /** @type {any} */('warn'),
    allowConsoleColors: false,
    tempDirName: '.tap/mutation',
    cleanTempDir: 'always',
    ignorePatterns: ['/.tap', '/dist', '/examples', '/benchmarks', '/test/consumers']
  }).runMutationTest()

  /** @type {Record<string, number>} */
  const counts = {}
  for (const { status } of mutants) counts[status] = (counts[status] ?? 0) + 1
  const { Killed: killed = 0, Timeout: timeout = 0, Survived: survived = 0, NoCoverage: missed = 0, RuntimeError: broken = 0 } = counts
  const score = 100 * (killed + timeout) / (killed + timeout + survived + missed)
  console.log(`${module}: ${score.toFixed(2)} % of ${mutants.length} mutants: ${killed} killed, ${timeout} timed out, ${survived} survived, ` +
    `${missed} never run, ${broken} without a result; ${Math.round((Date.now() - started) / 1000)} s`)

  const failures = score >= least ? [] : [`${module}: ${score.toFixed(2)} %, and ${least} % is the least`]
  if (broken > 0) failures.push(`${module}: ${broken} mutants have no result`)
  const listed = new Set(survivors.map(key))
  /** @type {Map<string, string>} */
  const seen = new Map()
  for (const { change, mutant } of numbered(mutants)) {
    const survives = mutant.status === 'Survived' || mutant.status === 'NoCoverage'
    seen.set(key(change), mutant.status)
    if (survives && !listed.has(key(change))) {
      failures.push(`${change.file}:${mutant.location.start.line} ${mutant.status}: ${mutant.mutatorName}\n    line: ${change.line}\n    from: ${change.from}\n    to:   ${change.to}${change.nth > 1 ? `\n    nth:  ${change.nth}` : ''}`)
    }
  }
  const mutated = new Set(mutants.map(mutant => changeOf(mutant).file))
  for (const one of survivors.filter(({ file }) => mutated.has(file))) {
    const status = seen.get(key(one))
    if (status === undefined) failures.push(`survivors.mjs lists a mutant that is gone: ${key(one)}`)
    if (status === 'Killed') failures.push(`survivors.mjs lists a mutant that is killed: ${key(one)}`)
  }
  return failures
}

const asked = process.argv.slice(2)
const results = []
for (const module of asked.length > 0 ? asked : Object.keys(modules)) results.push(await run(module))
const failures = results.flat()
for (const failure of failures) console.log(failure)
console.log(`${results.filter(found => found.length === 0).length} passed, ${failures.length} failed`)
if (failures.length > 0) process.exitCode = 1
