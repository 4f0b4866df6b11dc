/**
 * Runs the tests: `node test/run.mjs` runs the whole check, `node test/run.mjs quick` what is quick.
 *
 * The npm scripts and the tests run side by side. Test files share processes, in lanes; those in test/slow run alone, since they
 * measure their process or start others. The last line is `N passed, N failed`, where a script that fails, a run that dies before
 * its totals and a coverage below 100 % count as failures.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const LANES = 2
const LANES_FOLDER = '.tap/lanes'

const isQuick = process.argv[2] === 'quick'
const scripts = isQuick ? ['test:types', 'lint:changed'] : ['test:types', 'lint', 'check:mutation', 'check:package', 'check:api']
// Files that take long come first, so that no lane ends long after the other.
const folders = isQuick ? ['unit'] : ['integration', 'unit', 'browser']

/** @type {string[]} */
const failures = []

/**
 * Runs a command, and shows its output: as it comes, or as a whole once it has ended.
 *
 * @type {(isShownAtEnd: boolean, command: string, ...args: string[]) => Promise<{ output: string, status: number | null }>}
 */
function run (isShownAtEnd, command, ...args) {
  return new Promise(resolve => {
    const child = spawn(command, args)
    child.stdin.end()
    let output = ''
    const collect = (/** @type {string} */ text) => {
      output += text
      if (!isShownAtEnd) process.stdout.write(text)
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('close', status => {
      if (isShownAtEnd) process.stdout.write(output)
      resolve({ output, status })
    })
  })
}

/** @param {string[]} names */
async function runScripts (names) {
  for (const name of names) {
    const { status } = await run(true, 'npm', 'run', '--silent', name)
    console.log(`# npm run ${name}: ${status === 0 ? 'passed' : 'failed'}`)
    if (status !== 0) failures.push(`npm run ${name} failed`)
  }
}

/** The test files of a folder, sorted. @param {string} folder */
function testFiles (folder) {
  return readdirSync(`test/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts'))
    .map(file => `test/${folder}/${file.replaceAll('\\', '/')}`)
    .sort()
}

/** Writes the files that tap runs for the lanes. @param {string[]} files */
function writeLanes (files) {
  rmSync(LANES_FOLDER, { recursive: true, force: true })
  mkdirSync(`${LANES_FOLDER}/claims`, { recursive: true })
  writeFileSync(`${LANES_FOLDER}/files.json`, JSON.stringify(files))
  return Array.from({ length: LANES }, (_, i) => {
    const path = `${LANES_FOLDER}/lane-${i + 1}.mjs`
    writeFileSync(path, [
      "import { readFileSync } from 'node:fs'",
      "import { runLane } from '../../test/lane.mjs'",
      `await runLane(JSON.parse(readFileSync('${LANES_FOLDER}/files.json', 'utf8')), '${LANES_FOLDER}/claims')\n`
    ].join('\n'))
    return path
  })
}

async function runTap () {
  const files = [...isQuick ? [] : testFiles('slow'), ...writeLanes(folders.flatMap(testFiles))]
  // The same node as this one, so that `<another node> test/run.mjs` runs the tests on that one.
  const tap = await run(false, process.execPath, 'node_modules/tap/dist/esm/run.mjs', '--timeout=3600', `--jobs=${LANES}`,
    ...isQuick ? ['--disable-coverage'] : [], ...files)
  /** @type {Record<string, number>} */
  const totals = {}
  const lastTotals = tap.output.match(/^# \{ total: .*\}$/gm)?.at(-1) ?? ''
  for (const [, name, count] of lastTotals.matchAll(/(\w+): (\d+)/g)) totals[String(name)] = Number(count)
  if (totals.total === undefined) failures.push('tap ended before its totals')
  else if (tap.status !== 0 && !totals.fail) failures.push('tap failed without a failed assertion: see the coverage above')
  return totals
}

// The tests use the build.
if (!isQuick) await runScripts(['build'])
const [totals] = await Promise.all([runTap(), runScripts(scripts)])
for (const failure of failures) console.log(failure)
const failed = (totals.fail ?? 0) + failures.length
console.log(`${totals.skip ?? 0} skipped, ${totals.todo ?? 0} todo`)
console.log(`${totals.pass ?? 0} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
