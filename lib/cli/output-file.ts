/** `--out <file>`: where data goes in place of the standard output. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import { systemMessageOf } from './application-module.ts'
import { CommandError, UsageError, type Io } from './io.ts'

/**
 * An output of another name, by a link of either kind too, may still be one of the inputs.
 *
 * @throws UsageError where it is
 */
export async function assertDifferentFile (inputs: readonly string[], out: string, io: Io): Promise<void> {
  const [output, ...read] = await Promise.all([out, ...inputs].map(name => files.stat(resolve(io.cwd(), name), { bigint: true }).catch(() => undefined)))
  if (!read.some(input => input !== undefined && input.ino === output?.ino && input.dev === output.dev)) return
  throw new UsageError(`--out ${out}: is the file that is read, and would be overwritten`)
}

/** @throws CommandError where the file cannot be written */
export async function writeOutput (text: string, out: string | undefined, io: Io): Promise<void> {
  if (out === undefined) {
    io.stdout.write(text)
    return
  }
  try {
    await files.writeFile(resolve(io.cwd(), out), text)
  } catch (error) {
    throw new CommandError(`${out}: cannot be written: ${systemMessageOf(error)}`)
  }
}
