/** Programs of pages, type-checked and compiled as in a project of a reader. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The native compiler, with one checker: the programs of all pages take a quarter of the time, and several check common types again.
// The loaders that tap sets for each program cannot load `bin/tsc`, whose name has no extension.
export const COMPILER = fileURLToPath(new URL('../../../node_modules/typescript-7/lib/tsc.js', import.meta.url))

const OPTIONS = { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true, types: ['node'] }

/**
 * Compiles files, each to JavaScript beside it.
 *
 * @param folder  of the project. Its `tsconfig.json` is written.
 * @param options  of the compiler, beside those of all pages
 * @returns what TypeScript reports, as it prints it, with paths from the folder
 */
export function compile (folder: string, files: readonly string[], options: Readonly<Record<string, unknown>> = {}): string[] {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, files }))
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMPILER, '--project', folder, '--pretty', 'false', '--checkers', '1'], { cwd: folder, encoding: 'utf8' })
  const problems = stdout.trimEnd().split(/\n(?! )/).filter(Boolean)
  if (stderr !== '' || (status === 0) !== (problems.length === 0)) throw new Error(`tsc ended with ${status}: ${stderr}${stdout}`)
  return problems
}
