/** Shells into which a command may be pasted, and a function that runs lines in them. */
import { spawnSync } from 'node:child_process'
import { sayNotTested } from '../../browser/chromium.ts'

export type Shell = readonly [command: string, ...args: string[]]

/** They read the standard input. One is interactive, so that it also expands what only interactive shells expand. */
const WANTED: readonly Shell[] = [['dash'], ['bash'], ['bash', '--norc', '-i'], ['busybox', 'sh']]

/** The shells that are installed. Missing ones are reported. */
export const SHELLS: readonly Shell[] = WANTED.filter(shell => runIn(shell, ':').status === 0)

const missing = [...new Set(WANTED.filter(shell => !SHELLS.includes(shell)).map(([command]) => command))]
if (missing.length > 0) sayNotTested(`command lines in ${missing.join(' and ')}`, `Install it, for example with apt-get install ${missing.join(' ')}.`)

/** Runs lines in a shell, and returns its output with a character for each byte. */
export function runIn ([command, ...args]: Shell, lines: string, cwd?: string): { readonly status: number | null, readonly stdout: string } {
  // In this locale every byte is a character, and valid.
  const { status, stdout } = spawnSync(command, args, { input: Buffer.from(lines, 'latin1'), cwd, env: { ...process.env, LC_ALL: 'C' }, encoding: 'latin1', maxBuffer: 1e8 })
  return { status, stdout }
}
