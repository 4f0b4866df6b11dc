/** `--out <file>`: writes data to a file instead of stdout. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import { systemMessageOf } from './load-module.ts'
import { CommandError, UsageError, type Io } from './io.ts'

/**
 * Asserts that the output file is not one of the input files, even if links give it another name.
 *
 * @throws UsageError if it is
 */
export async function assertDifferentFile (inputs: readonly string[], out: string, io: Io): Promise<void> {
  const stats = [out, ...inputs].map(name => files.stat(resolve(io.cwd(), name), { bigint: true }).catch(() => undefined))
  const [output, ...read] = await Promise.all(stats)
  if (!read.some(input => input !== undefined && input.ino === output?.ino && input.dev === output.dev)) return
  throw new UsageError(`--out ${out}: The output would overwrite the input file.`)
}

/** @throws CommandError if the file cannot be written */
export async function writeOutput (text: string, out: string | undefined, io: Io): Promise<void> {
  if (out === undefined) {
    io.stdout.write(text)
    return
  }
  try {
    await files.writeFile(resolve(io.cwd(), out), text)
  } catch (error) {
    throw new CommandError(`${out}: The file cannot be written: ${systemMessageOf(error)}`)
  }
}
