/**
 * The whole check: the npm scripts named as arguments, then tap. Its last line is `N passed, N failed`, where a script
 * that fails, a run that dies before its totals and a coverage below 100 % count as failures. The exit status is tap's.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Shows a command's output as it comes. @type {(...args: string[]) => Promise<{output: string, status: number | null}>} */
function run (command, ...args) {
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text
      process.stdout.write(text)
    })
    child.on('close', status => resolve({ output, status }))
  })
}

/** @type {string[]} */
const failures = []
for (const script of process.argv.slice(2)) {
  if ((await run('npm', 'run', script)).status !== 0) failures.push(`npm run ${script} failed`)
}

// The same node as this one, so that `<another node> test/run.mjs` runs the suite on that one.
const tap = await run(process.execPath, fileURLToPath(new URL('../node_modules/tap/dist/esm/run.mjs', import.meta.url)))
/** @type {Record<string, number>} */
const totals = {}
const lastTotals = tap.output.match(/^# \{ total: .*\}$/gm)?.at(-1) ?? ''
for (const [, name, count] of lastTotals.matchAll(/(\w+): (\d+)/g)) totals[String(name)] = Number(count)
if (totals.total === undefined) failures.push('tap ended before its totals')
else if (tap.status !== 0 && !totals.fail) failures.push('tap failed without a failed assertion: see the coverage above')

for (const failure of failures) console.log(failure)
console.log(`${totals.skip ?? 0} skipped, ${totals.todo ?? 0} todo`)
console.log(`${totals.pass ?? 0} passed, ${(totals.fail ?? 0) + failures.length} failed`)
process.exitCode = tap.status ?? 1
if (failures.length > 0) process.exitCode ||= 1
