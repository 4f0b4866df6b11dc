/** Test files on some Node and some Fastify, many in one process. */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { root } from './selected.mjs'

const HOOKS = new URL('hooks.mjs', import.meta.url).href
const LANE = new URL('../lane.mjs', import.meta.url).href

/** `npm test` tries more of what is random. */
const FEWER = { PREFLIGHTS: '6000', ROUNDS: '0.1' }

/** A run that hangs is a failure, and not the end of the matrix. */
const LONGEST = 20 * 60_000

/**
 * @typedef {object} Setting
 * @property {string} program  of Node
 * @property {string | undefined} stripped  a folder of sources without types, for a Node that does not strip them
 * @property {string | undefined} [fastify]  a folder from which another Fastify is loaded
 *
 * @typedef {{ pass: number, fail: number, skip: number, todo: number }} Counts
 */

/** @type {(file: string, setting: Setting) => Promise<{ status: number | null, stdout: string, stderr: string }>} */
export function runFile (file, { program, stripped, fastify }) {
  const env = {
    ...process.env,
    ...FEWER,
    PATH: [dirname(program), process.env['PATH']].join(delimiter),
    TAP_TIMEOUT: String(LONGEST / 1000),
    ...stripped === undefined ? {} : { MATRIX_STRIPPED: stripped },
    ...fastify === undefined ? {} : { MATRIX_FASTIFY: fastify }
  }
  const options = stripped === undefined && fastify === undefined ? [] : ['--import', HOOKS]
  return new Promise(resolve => {
    const child = spawn(program, [...options, file], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', text => { stdout += text })
    child.stderr.setEncoding('utf8').on('data', text => { stderr += text })
    child.on('close', status => resolve({ status, stdout, stderr }))
  })
}

/**
 * Runs test files side by side in as many processes as there are cores, and adds what tap counts of them.
 *
 * @type {(folder: string, files: string[], setting: Setting, counts: Counts) => Promise<void>}
 */
export async function runFiles (folder, files, setting, counts) {
  const claims = join(folder, 'claims')
  const lane = join(folder, 'lane.mjs')
  mkdirSync(claims)
  writeFileSync(lane, `import { runLane } from '${LANE}'\nawait runLane(${JSON.stringify(files)}, ${JSON.stringify(claims)})\n`)
  await Promise.all(Array.from({ length: Number(process.env['JOBS'] ?? availableParallelism()) }, async () => {
    const { status, stdout, stderr } = await runFile(lane, setting)
    const last = stdout.match(/^# \{ total: .*\}$/gm)?.at(-1) ?? ''
    for (const [, kind, count] of last.matchAll(/(pass|fail|skip|todo): (\d+)/g)) counts[/** @type {keyof Counts} */(kind)] += Number(count)
    const hasFailed = last.includes('fail: ')
    if (status === 0 && last !== '' && !hasFailed) return
    // It died, or tap fails for another reason than an assertion.
    if (!hasFailed) counts.fail++
    console.log(`status ${status}\n${stdout.replace(/^ *(?:ok |# Subtest|\d+\.\.\d+).*\n|^\n/gm, '')}${stderr}`)
  }))
}
