/**
 * A test runner for Stryker that loads the sources and the tests anew for each mutant, in a process that has loaded tap, Fastify
 * and the other packages before: several times as fast as a process for each mutant and test file.
 */
import { register } from 'node:module'
import { pathToFileURL } from 'node:url'
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin'
import { DryRunStatus, TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner'
import { Test, t } from 'tap'
import { unfit } from './modules.mjs'

// Stryker's own process loads this file too, and there tap would wait for tests that never come.
t.setTimeout(0)

/** How long the tests that have begun may take to end, in milliseconds, once one has failed. */
const grace = 200

/** What instrumented sources read and write. @type {any} */
const instrumented = /** @type {any} */(globalThis).__stryker__ ??= {}

let runs = 0
/** @type {Run | undefined} */
let current

class Run {
  search = `?run=${++runs}`
  /** @type {string | undefined} */
  failure
  /** Whether the failure is an error outside all tests, which may be what an earlier run has left behind. */
  isStray = false
  /** @type {() => void} */
  end = () => {}
  ended = new Promise(resolve => { this.end = () => resolve(undefined) })

  constructor (/** @type {string} */file) {
    this.test = new Test({ name: file })
    this.test.on('complete', this.end)
    this.test.resume()
    this.watch(this.test)
  }

  /** @type {(test: any) => void} */
  watch ({ parser }) {
    parser.on('fail', (/** @type {any} */result) => this.fail(String(result.fullname ?? result.name)))
  }

  /** @type {(why: string, isStray?: boolean) => void} */
  fail (why, isStray = false) {
    if (this.failure !== undefined) return
    this.failure = why
    this.isStray = isStray
    setTimeout(this.end, grace)
  }
}

/** The test of the run under way. @type {(search: string) => unknown} */
export function testOf (search) {
  if (current?.search !== search) throw new Error(`${search} is over`)
  return current.test
}

// After a failure, tests that have not begun are skipped.
/** @type {any} */
const prototype = Test.prototype
const { test } = prototype
/** @type {(this: unknown, ...args: any[]) => unknown} */
prototype.test = function (...args) {
  const run = current
  const body = args.pop()
  return test.call(this, ...args, (/** @type {any} */child) => {
    if (run?.failure !== undefined || unfit.test(child.name)) return child.end()
    run?.watch(child)
    return body(child)
  })
}

for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, error => current?.fail(`${event}: ${error?.message}`, true))
}

/** One test file with freshly loaded sources. @type {(file: string) => Promise<{ run: Run, coverage: Record<string, number> }>} */
async function runFile (file) {
  const run = current = new Run(file)
  delete instrumented.mutantCoverage
  try {
    await import(pathToFileURL(file.replace(/ts$/, 'js')).href + run.search)
  } catch (error) {
    run.fail(String(error))
  }
  run.test.end()
  await run.ended
  if (!run.test.passing()) run.fail('failed')
  current = undefined
  return { run, coverage: instrumented.mutantCoverage?.static ?? {} }
}

class InProcessRunner {
  /** @type {string[]} */
  files = []

  capabilities () {
    return { reloadEnvironment: true }
  }

  async init () {
    register('./loader.mjs', { parentURL: import.meta.url, data: { root: pathToFileURL(`${process.cwd()}/`).href } })
  }

  /** @type {import('@stryker-mutator/api/test-runner').TestRunner['dryRun']} */
  async dryRun ({ testFiles = [] }) {
    this.files = testFiles
    return this.#run(testFiles)
  }

  /** @type {import('@stryker-mutator/api/test-runner').TestRunner['mutantRun']} */
  async mutantRun ({ activeMutant, hitLimit, testFilter }) {
    instrumented.activeMutant = activeMutant.id
    instrumented.hitLimit = hitLimit
    instrumented.hitCount = 0
    const result = await this.#run(testFilter ?? this.files)
    instrumented.activeMutant = undefined
    return toMutantRunResult(determineHitLimitReached(instrumented.hitCount, hitLimit) ?? result)
  }

  /** @type {(files: string[]) => Promise<import('@stryker-mutator/api/test-runner').CompleteDryRunResult>} */
  async #run (files) {
    const tests = []
    /** @type {Record<string, Record<string, number>>} */
    const perTest = {}
    for (const file of files) {
      const started = Date.now()
      let { run: { failure, isStray }, coverage } = await runFile(file)
      if (isStray) ({ run: { failure }, coverage } = await runFile(file))
      const about = { id: file, name: file, fileName: file, timeSpentMs: Date.now() - started }
      tests.push(failure === undefined
        ? { ...about, status: /** @type {const} */(TestStatus.Success) }
        : { ...about, status: /** @type {const} */(TestStatus.Failed), failureMessage: failure })
      perTest[file] = coverage
      if (failure !== undefined) break
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest } }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)]
