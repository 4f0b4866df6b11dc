/**
 * Runs the unit and property tests on every version of Node and of Fastify that the package is for, and installs the packed tarball
 * beside each: `npm run test:matrix [-- cell …]`, or `-- others` for all but the Node that runs this, on which `npm test` runs more.
 * Node and Fastify come from the registry, into a folder that is deleted afterwards.
 * The last line is `N passed, N failed`, where a version that cannot be installed and a file that ends without totals are failures.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CELLS } from './matrix/cells.mjs'
import { installCells } from './matrix/installed.mjs'
import { compareResults } from './matrix/results.mjs'
import { runFiles } from './matrix/run-files.mjs'
import { testFiles } from './matrix/selected.mjs'

/** Whether a cell is no more than `npm test` on this Node. @param {{ node: string, fastify?: string }} cell */
const isThisNode = ({ node, fastify }) => fastify === undefined && node.split('.')[0] === process.versions.node.split('.')[0]

const given = process.argv.slice(2)
const wanted = given[0] === 'others' ? Object.keys(CELLS).filter(name => !isThisNode(/** @type {{ node: string }} */(CELLS[name]))) : given
const unknown = wanted.filter(name => !Object.hasOwn(CELLS, name))
if (unknown.length > 0) throw new Error(`The cell "${unknown[0]}" is unknown. Use ${Object.keys(CELLS).join(', ')} or "others".`)

const scratch = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-matrix-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

const totals = { pass: 0, fail: 0, skip: 0, todo: 0 }
const cells = Object.entries(CELLS).filter(([name]) => wanted.length === 0 || wanted.includes(name))
const installed = installCells(scratch, cells)
/** Of TypeScript without its types. */
const stripped = join(scratch, 'stripped')
/** @type {Map<string, import('./matrix/run-files.mjs').Setting>} */
const nodes = new Map()

for (const [name, { node, fastify }] of cells) {
  const counts = { pass: 0, fail: 0, skip: 0, todo: 0 }
  let started = performance.now()
  try {
    const { program, folder } = await /** @type {Promise<import('./matrix/installed.mjs').Installed>} */(installed.get(name))
    counts.pass++
    started = performance.now()
    // Node 20 does not strip types.
    const setting = { program, stripped: node.startsWith('20.') ? stripped : undefined }
    nodes.set(node, setting)
    await runFiles(folder, testFiles(fastify === undefined ? undefined : 'fastify'), { ...setting, fastify: fastify && folder }, counts)
  } catch (error) {
    console.log(String(error))
    counts.fail++
  }
  for (const [kind, count] of Object.entries(counts)) totals[/** @type {keyof typeof totals} */(kind)] += count
  console.log(`${name}: Node ${node}, Fastify ${fastify ?? 'as locked'}: ${counts.pass} passed, ${counts.fail} failed, ${counts.skip} skipped, ${Math.round((performance.now() - started) / 1000)} s`)
}

const { pass, fail } = await compareResults(nodes)
totals.pass += pass
totals.fail += fail
console.log(`${totals.skip} skipped, ${totals.todo} todo`)
console.log(`${totals.pass} passed, ${totals.fail} failed`)
process.exitCode = totals.fail > 0 ? 1 : 0
