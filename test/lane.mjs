/**
 * Runs many test files in one process, one after the other: starting a process for each takes longer than most of them run.
 * Lanes share a queue, so that none waits while another has files left.
 */
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/** What one file may take, in milliseconds, on a machine that is busy with other work. */
const LIMIT = (process.env['LONG'] === '1' ? 120 : 15) * 60_000

/** @param {string} folder  as `writeLanes` makes it, shared by the lanes */
export async function runLane (folder) {
  /** @type {string[]} */
  const files = JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8'))
  // A file in it says that a lane has taken a test.
  const claims = join(folder, 'claims')
  mkdirSync(claims, { recursive: true })
  /** @type {Array<() => unknown>} */
  let teardowns = []
  // With tap's own `teardown`, a lane would end as soon as it waits for a file to load, and what a file has started would last as long as the lane.
  t.teardown = teardown => { teardowns.unshift(/** @type {() => unknown} */(teardown)) }
  // A file sets its own limit, which must not become that of the lane.
  t.setTimeout = () => {}
  const plan = t.plan.bind(t)
  // A file with a plan would end the lane. tap itself gives a third argument when all files have ended.
  t.plan = (/** @type {[count: number, why?: string, isImplicit?: unknown]} */...args) => {
    if (args[2] === undefined) throw new Error('A file cannot have a plan, because it shares its process with others. Use a plan inside a test.')
    plan(.../** @type {[count: number]} */(args))
  }
  const environment = { ...process.env }
  let isIdle = true
  for (const [i, file] of files.entries()) {
    if (!claim(join(claims, String(i)))) continue
    isIdle = false
    t.comment(file)
    const started = cpuSeconds()
    const before = t.count
    // Modules are loaded once for each path: a folder of one file's own, so that none gets those that another has written.
    t.testdirName = `.tap/fixtures/${basename(folder)}/${file.replace(/\W/g, '-')}`
    const alarm = setTimeout(() => {
      t.bailout(`${file} has not ended in ${LIMIT / 60_000} minutes`)
      // What the file has started would keep the process alive.
      setTimeout(() => process.exit(1), 10_000).unref()
    }, LIMIT)
    try {
      await import(pathToFileURL(file).href)
    } catch (error) {
      t.fail(`${file} cannot be loaded`, { error })
    }
    while (!t.idle) await new Promise(resolve => { t.once('idle', resolve) })
    if (t.count === before) t.fail(`${file} has no assertion`)
    for (const teardown of teardowns) {
      try {
        await teardown()
      } catch (error) {
        t.fail(`${file} cannot end what it has started`, { error })
      }
    }
    // The last line of a file, without which the run counts it as failed.
    t.comment(`${file}: ${(cpuSeconds() - started).toFixed(1)} s of CPU time`)
    clearTimeout(alarm)
    teardowns = []
    // What a file sets, or a package that it loads, is not for the next one.
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
    Object.assign(process.env, environment)
  }
  // tap fails without a test.
  if (isIdle) plan(0, 'other lanes have taken all files')
}

/** Whether nobody has taken it before. @param {string} path */
function claim (path) {
  try {
    closeSync(openSync(path, 'wx'))
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */(error).code === 'EEXIST') return false
    throw error
  }
}

/** What this process has used, and where the system tells it (Linux), what the programs have used that it started and that have ended. */
function cpuSeconds () {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6 + programSeconds()
}

function programSeconds () {
  if (process.platform !== 'linux') return 0
  // After the name of the program, which may have spaces; in hundredths of a second.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[13]) + Number(fields[14])) / 100
}
