/** The command: `npm run bench -- [PART…] [--write]`, `npm run bench -- compare [COMMIT]`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measuredBars } from './bars.ts'
import { compareTrees } from './compare.ts'
import { measureDecisions } from './decide.ts'
import { keepFigures, keptFigures, versions, type Figures, type KeptFigures, type PartName } from './figures.ts'
import { PICTURE_FILE, drawOrigins } from './picture.ts'
import { measureRequests } from './request.ts'
import { measureServers } from './server.ts'
import { measureStartup } from './startup.ts'
import { comparisonTable, generatedParts, tablesOf, withGeneratedParts } from './tables.ts'
import { checkOut, type Tree } from './tree.ts'

const USAGE = `usage: npm run bench -- [PART...] [--write]
       npm run bench -- compare [COMMIT]
  PART      request, server, decide or startup; all of them by default
            The exit code is 1 if a figure is beyond what it must not exceed
  --write   keep the figures, and write the tables and the picture anew
  COMMIT    what this tree is compared with; the last tag by default. The exit code is 1 if this tree is slower`

const parts: { readonly [Name in PartName]: () => Promise<Figures[Name]> } = {
  request: measureRequests, server: measureServers, decide: measureDecisions, startup: measureStartup
}

const isPart = (name: string): name is PartName => Object.hasOwn(parts, name)

async function bench (names: readonly PartName[], writes: boolean): Promise<void> {
  const found: Record<string, { versions: string, figures: unknown }> = {}
  console.log(`${versions()}\n`)
  for (const name of names) {
    const figures = await parts[name]()
    found[name] = { versions: versions(), figures }
    for (const [title, text] of tablesOf(name, figures as never)) console.log(`${title}\n\n${text}`)
  }
  checkBars(Object.fromEntries(Object.entries(found).map(([name, { figures }]) => [name, figures])))
  if (!writes) return
  const kept = { ...(names.length === Object.keys(parts).length ? {} : keptFigures()), ...found } as KeptFigures
  keepFigures(kept)
  const readme = new URL('README.md', import.meta.url)
  writeFileSync(readme, withGeneratedParts(readFileSync(readme, 'utf8'), generatedParts(kept)))
  writeFileSync(PICTURE_FILE, drawOrigins(kept.request.figures.origins))
}

/** A release must not be slower than this. A commit may be: a machine that does something else shows other figures. */
function checkBars (figures: Partial<Figures>): void {
  for (const { what, most, value, isMet, isGoal } of measuredBars(figures)) {
    if (isMet) continue
    console.log(`${isGoal ? 'not reached' : 'EXCEEDED'}: ${what}: ${value}, at most ${most}`)
    if (!isGoal) process.exitCode = 1
  }
}

async function compare (commit: string | undefined): Promise<void> {
  const repository = fileURLToPath(new URL('..', import.meta.url))
  const other = treeOf(repository, commit)
  if (other === undefined) return
  try {
    const comparisons = await compareTrees(repository, other.folder)
    console.log(comparisonTable(comparisons, other.commit))
    if (comparisons.some(({ verdict }) => verdict === 'slower')) process.exitCode = 1
  } finally {
    other.remove()
  }
}

/** The exit code 1 is for a tree that is slower, so nothing else may have it. */
function treeOf (repository: string, commit: string | undefined): Tree | undefined {
  try {
    return checkOut(repository, commit)
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 2
    return undefined
  }
}

const { values: { write }, positionals: [first, ...rest] } = parseArgs({
  options: { write: { type: 'boolean', default: false } }, allowPositionals: true
})
const names = first === undefined ? Object.keys(parts) : [first, ...rest]
if (first === 'compare' && rest.length <= 1 && !write) await compare(rest[0])
else if (names.every(isPart)) await bench(names, write)
else {
  console.error(USAGE)
  process.exitCode = 2
}
