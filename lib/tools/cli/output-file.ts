/** `--out <file>`: where data goes in place of the standard output. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf } from './application-module.ts'
import { CommandError, type Io } from './io.ts'

/** @throws CommandError where the file cannot be written */
export async function writeOutput (text: string, out: string | undefined, io: Io): Promise<void> {
  if (out === undefined) {
    io.stdout.write(text)
    return
  }
  try {
    await files.writeFile(resolve(io.cwd(), out), text)
  } catch (error) {
    throw new CommandError(`${out}: cannot be written: ${messageOf(error).replace(/, \w+(?: '.*)?$/s, '')}`)
  }
}
