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

/** A failed assertion with what tap tells of it. */
const FAILED = /^( *)not ok (?!.*# (?:TODO|SKIP)).*\n(?:\1 {2}---\n(?:.*\n)*?\1 {2}\.\.\.\n)?/gm

/**
 * The failed assertions of each test file. Of a test with a failed assertion it has only the title.
 *
 * @type {(output: string) => Array<readonly [file: string, failures: readonly string[]]>}
 */
export function failuresIn (output) {
  const [, ...parts] = output.split(/^# (\S+\.test\.ts)$/m)
  return parts.flatMap((text, i) => {
    if (i % 2 === 0) return []
    let depth = 0
    const failures = [...text.matchAll(FAILED)].map(([failure, indent = '']) => {
      const isAround = indent.length < depth
      depth = indent.length
      return isAround ? `${failure.split('\n')[0]}\n` : failure
    })
    return failures.length === 0 ? [] : [/** @type {const} */([String(parts[i - 1]), failures])]
  })
}

/** The files that a lane has run to their end, with their CPU time. @type {(output: string) => Array<readonly [file: string, seconds: number]>} */
export function finishedIn (output) {
  return [...output.matchAll(/^ *# (\S+): ([\d.]+) s of CPU time$/gm)].map(([, file, seconds]) => [String(file), Number(seconds)])
}
