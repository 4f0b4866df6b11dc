/** `--document <file>`: the policy for an application whose policy is in a store. */
import { withGivenDocument } from '../lookup/given-document.ts'
import type { CommandValues } from './arguments.ts'
import { readPolicy } from './diff/files.ts'
import { invalidFilesText } from './diff/invalid-files.ts'
import { CommandError, EXIT, type Io } from './io.ts'

/**
 * Runs a command with the policy of a file in place of that of a store.
 *
 * @returns  the exit status of the command, or 1 if the policy of the file is invalid
 * @throws   CommandError if the file cannot be read, or if no application has taken the policy
 */
export async function withStoredDocument (file: string, { format }: CommandValues, io: Io, run: () => Promise<number>): Promise<number> {
  const policy = await readPolicy(file, undefined, io)
  if ('issues' in policy) {
    io.stdout.write(invalidFilesText([policy], format, io))
    return EXIT.problems
  }
  const { result, isTaken } = await withGivenDocument(policy.document, run)
  if (!isTaken) {
    throw new CommandError(`--document ${file} has no effect. It is for an application whose first registration has its policy in a store, with the option "policy". ` +
      'Remove --document.')
  }
  return result
}
