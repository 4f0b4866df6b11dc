/** Whether every version of Node comes to the same results: issues, suggestions, near misses, findings. */
import { runFile } from './run-files.mjs'

const FILE = 'test/matrix/print-results.ts'

/** How many differences are shown. */
const SHOWN = 10

/** @type {(nodes: ReadonlyMap<string, import('./run-files.mjs').Setting>) => Promise<{ pass: number, fail: number }>} */
export async function compareResults (nodes) {
  const counts = { pass: 0, fail: 0 }
  /** @type {{ node: string, lines: string[] } | undefined} */
  let first
  for (const [node, setting] of nodes) {
    const { status, stdout, stderr } = await runFile(FILE, setting)
    const lines = stdout.split('\n')
    const others = first ??= { node, lines }
    const differences = lines.flatMap((line, i) => line === others.lines[i] ? [] : [`${others.node}: ${others.lines[i]}\n${node}: ${line}`])
    const isComplete = status === 0 && lines.length > 1000 && lines.length === others.lines.length
    if (isComplete && differences.length === 0) {
      counts.pass++
    } else {
      counts.fail++
      console.log(`Node ${node} gives ${lines.length} results, status ${status}; ${differences.length} are other than on Node ${others.node}\n` +
        `${differences.slice(0, SHOWN).join('\n')}\n${stderr}`)
    }
  }
  return counts
}
