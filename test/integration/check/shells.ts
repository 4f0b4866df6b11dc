/** Shells into which a command may be pasted, and a function that runs lines in them. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Shell = readonly [command: string, ...args: string[]]

/** They read the standard input. One is interactive, so that it also expands what only interactive shells expand. */
export const SHELLS: readonly Shell[] = [['dash'], ['bash'], ['bash', '--norc', '-i'], ['busybox', 'sh']]

/** Runs lines in a shell, and returns its output with a character for each byte. */
export function runIn ([command, ...args]: Shell, lines: string, cwd?: string): { readonly status: number | null, readonly stdout: string } {
  // Of a file, bash reads many bytes at once, and of a pipe one after the other.
  const folder = mkdtempSync(join(tmpdir(), 'shell-'))
  writeFileSync(join(folder, 'lines'), lines, 'latin1')
  const input = openSync(join(folder, 'lines'), 'r')
  try {
    // In this locale every byte is a character, and valid.
    const { error, status, stdout } = spawnSync(command, args, { stdio: [input, 'pipe', 'pipe'], cwd, env: { ...process.env, LC_ALL: 'C' }, encoding: 'latin1', maxBuffer: 1e8 })
    if (error !== undefined) throw error
    return { status, stdout }
  } finally {
    closeSync(input)
    rmSync(folder, { recursive: true })
  }
}
