/** Lanes: programs that share a list of test files, and what they print. A lane runs many files in one process, see `lane.mjs`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const LANE = new URL('lane.mjs', import.meta.url).href

/** @typedef {{ total: number, pass: number, fail: number, skip: number, todo: number }} Counts */

/**
 * Writes the programs of lanes that share test files.
 *
 * @param {string} folder  is deleted first; its last name must differ from those of all lanes that run at the same time
 * @param {readonly string[]} files  paths from the root of the repository
 * @param {number} lanes  how many
 * @returns {string[]}  the paths of the programs
 */
export function writeLanes (folder, files, lanes) {
  if (files.length === 0) throw new Error(`No test file is selected for ${folder}.`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'files.json'), JSON.stringify(files))
  return Array.from({ length: lanes }, (_, i) => {
    const path = join(folder, `lane-${i + 1}.mjs`)
    writeFileSync(path, `import { runLane } from ${JSON.stringify(LANE)}\nawait runLane(${JSON.stringify(resolve(folder))})\n`)
    return path
  })
}

/** What tap counts at the end of an output; undefined if the program ended before. @type {(output: string) => Counts | undefined} */
export function countsOf (output) {
  const last = output.match(/^# \{ total: .*\}$/gm)?.at(-1)
  if (last === undefined) return undefined
  const counts = { total: 0, pass: 0, fail: 0, skip: 0, todo: 0 }
  for (const [, name, number] of last.matchAll(/(\w+): (\d+)/g)) counts[/** @type {keyof Counts} */(name)] = Number(number)
  return counts
}

/** The files that a lane has run to their end, with their CPU time. @type {(output: string) => Array<readonly [file: string, seconds: number]>} */
export function finishedIn (output) {
  return [...output.matchAll(/^ *# (\S+): ([\d.]+) s of CPU time$/gm)].map(([, file, seconds]) => [String(file), Number(seconds)])
}
