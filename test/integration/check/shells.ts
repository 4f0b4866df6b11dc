/** The shells that a command line may be pasted into, and what becomes of it there. */
import { spawnSync } from 'node:child_process'
import { sayNotTested } from '../../browser/chromium.ts'

export type Shell = readonly [command: string, ...args: string[]]

/** They read standard input. One is told that a person types there, so that it expands what it expands for people alone. */
const WANTED: readonly Shell[] = [['dash'], ['bash'], ['bash', '--norc', '-i'], ['busybox', 'sh']]

/** Those that this machine has. What is missing is said where everybody sees it. */
export const SHELLS: readonly Shell[] = WANTED.filter(shell => runIn(shell, ':').status === 0)

const missing = [...new Set(WANTED.filter(shell => !SHELLS.includes(shell)).map(([command]) => command))]
if (missing.length > 0) sayNotTested(`command lines in ${missing.join(' and ')}`, `Install it, as with apt-get install ${missing.join(' ')}.`)

/** Gives lines to a shell, and returns its output, a character for each byte. */
export function runIn ([command, ...args]: Shell, lines: string, cwd?: string): { readonly status: number | null, readonly stdout: string } {
  // No byte is a part of a character in this locale, and none is refused.
  const { status, stdout } = spawnSync(command, args, { input: Buffer.from(lines, 'latin1'), cwd, env: { ...process.env, LC_ALL: 'C' }, encoding: 'latin1', maxBuffer: 1e8 })
  return { status, stdout }
}
