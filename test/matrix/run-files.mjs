/** Test files on some Node and some Fastify, many in one process. */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { countsOf, finishedIn, writeLanes } from '../lanes.mjs'
import { root } from './selected.mjs'

const HOOKS = new URL('../hooks.mjs', import.meta.url).href

/** `npm test` tries more of what is random. */
const FEWER = { PREFLIGHTS: '6000', ROUNDS: '0.1' }

/** Milliseconds for all files of a lane, each of which has its own limit. A lane that hangs is a failure, and not the end of the matrix. */
const LONGEST = 3 * 60 * 60_000

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
    TAP_TIMEOUT: '0',
    ...stripped === undefined ? {} : { TEST_STRIPPED: stripped },
    ...fastify === undefined ? {} : { TEST_FASTIFY: fastify }
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
  const lanes = writeLanes(join(folder, 'lanes', basename(folder)), files, Number(process.env['JOBS'] ?? availableParallelism()))
  const finished = new Set()
  await Promise.all(lanes.map(async lane => {
    const { status, stdout, stderr } = await runFile(lane, setting)
    const found = countsOf(stdout)
    for (const kind of /** @type {Array<keyof Counts>} */(Object.keys(counts))) counts[kind] += found?.[kind] ?? 0
    for (const [file] of finishedIn(stdout)) finished.add(file)
    const hasFailed = found !== undefined && found.fail > 0
    if (status === 0 && found !== undefined && !hasFailed) return
    // It died, or tap fails for another reason than an assertion.
    if (!hasFailed) counts.fail++
    console.log(`status ${status}\n${stdout.replace(/^ *(?:ok |# Subtest|\d+\.\.\d+).*\n|^\n/gm, '')}${stderr}`)
  }))
  for (const file of files.filter(file => !finished.has(file))) {
    counts.fail++
    console.log(`${file} has not run to its end`)
  }
}
