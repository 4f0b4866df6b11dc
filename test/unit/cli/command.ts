/** Runs the command lint in a folder and captures its output. */
import { run } from '../../../lib/cli.ts'

export interface CommandResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly colors?: boolean
  readonly env?: Readonly<Record<string, string>>
}

/** @param args  a list of arguments, or a string with spaces between them */
export async function lintIn (folder: string, args: string | readonly string[], { colors, env = {} }: Surroundings = {}): Promise<CommandResult> {
  const out: string[] = []
  const err: string[] = []
  const words = typeof args === 'string' ? args.split(' ') : args
  const status = await run(['lint', ...words.filter(word => word !== '')], {
    stdout: { write: text => out.push(text), ...(colors !== undefined && { hasColors: () => colors }) },
    stderr: { write: text => err.push(text) },
    env,
    cwd: () => folder
  })
  return { status, stdout: out.join(''), stderr: err.join('') }
}
