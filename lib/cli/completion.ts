/** `completion <shell>`: prints a script with which a shell completes the commands, options and values of this program. */
import { bashCompletion } from './completion/bash.ts'
import { fishCompletion } from './completion/fish.ts'
import { zshCompletion } from './completion/zsh.ts'
import { nearest } from '../validate/nearest.ts'
import { EXIT, UsageError, type Io } from './io.ts'
import { USAGES } from './usage.ts'

const SHELLS = new Map([['bash', bashCompletion], ['zsh', zshCompletion], ['fish', fishCompletion]])

/** Prints the script for a shell. */
export async function completionCommand ([shell, ...others]: readonly string[], io: Io): Promise<number> {
  if (shell === undefined || others.length > 0) throw new UsageError('The command completion needs the name of one shell: bash, zsh or fish.')
  const write = SHELLS.get(shell)
  if (write === undefined) {
    const near = nearest(shell, SHELLS.keys())
    throw new UsageError(`The shell ${JSON.stringify(shell)} is unknown. Use bash, zsh or fish.${near === undefined ? '' : ` Did you mean ${near}?`}`)
  }
  io.stdout.write(write(USAGES))
  return EXIT.fine
}
