/** What a command is given beside its arguments, and how it ends early. */

/** The parts of `process` that commands use. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** The directory that file names are relative to. */
  cwd (): string
  /** Sends elsewhere what others write to the standard output, until what it returns is called. */
  divert? (): () => void
}

export interface Output {
  write (text: string): unknown
  /** There on terminals only. */
  hasColors? (): boolean
}

/** What a command's exit status says. */
export const EXIT = Object.freeze({ fine: 0, refused: 1, usage: 2, unreachable: 3, internal: 4 })

/** Ends a command with one message: it cannot be carried out. */
export class CommandError extends Error {}

/** The arguments are none that a command takes. */
export class UsageError extends CommandError {}
