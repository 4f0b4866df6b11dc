/** The environment of a command, its exit statuses, and the errors that end it. */
import type { ChildProcess } from 'node:child_process'

/** The parts of `process` that commands use. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  /** Reads the whole standard input. Without it, "-" is not the standard input. */
  stdin? (): Promise<string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** The directory that file names are relative to. */
  cwd (): string
  /** Runs the command again in another process, and returns its standard output. Without it, no command does so. */
  again? (args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<string>
  /** Redirects what other code writes to stdout, until the returned function is called. */
  divert? (): () => void
  /** Starts this program with other arguments. Node reports the modules that it loads in messages. */
  start? (args: readonly string[]): ChildProcess
  /** Settles when the user ends the program. */
  interrupted? (): Promise<void>
}

export interface Output {
  write (text: string): unknown
  /** Only terminals have this method. */
  hasColors? (): boolean
  /** The width of a terminal. */
  readonly columns?: number
}

/** The exit statuses. */
export const EXIT = Object.freeze({ fine: 0, problems: 1, usage: 2, unreachable: 3, internal: 4 })

/** Ends a command with a message, because it cannot be executed. */
export class CommandError extends Error {}

/** The arguments are invalid. */
export class UsageError extends CommandError {}
