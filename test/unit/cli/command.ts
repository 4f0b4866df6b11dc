/** Runs commands in a folder and captures their output. */
import { run } from '../../../lib/cli.ts'

export interface CommandResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly colors?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | undefined
}

/** Runs any command. @param args  with the name of the command; as for lint */
export function commandIn (folder: string, args: string | readonly string[], surroundings: Surroundings = {}): Promise<CommandResult> {
  return runIn(folder, words(args), surroundings)
}

/** Runs the command lint. @param args  a list of arguments, or a string with spaces between them */
export function lintIn (folder: string, args: string | readonly string[], surroundings: Surroundings = {}): Promise<CommandResult> {
  return runIn(folder, ['lint', ...words(args)], surroundings)
}

/** Runs the command origins. @param args  as for lint */
export function originsIn (folder: string, args: string | readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  return runIn(folder, ['origins', ...words(args)], { env })
}

/** Runs the command proxy. @param args  as for lint */
export function proxyIn (folder: string, args: string | readonly string[]): Promise<CommandResult> {
  return runIn(folder, ['proxy', ...words(args)], {})
}

/** Runs the command explain. @param stdin  what the standard input has; by default there is none */
export function explainIn (folder: string, args: readonly string[], stdin?: string): Promise<CommandResult> {
  return runIn(folder, ['explain', ...args], { stdin })
}

/** Runs the command diff. @param args  as for lint */
export function diffIn (folder: string, args: string | readonly string[], surroundings: Surroundings = {}): Promise<CommandResult> {
  return runIn(folder, ['diff', ...words(args)], surroundings)
}

/** Runs the command migrate. @param args  as for lint */
export function migrateIn (folder: string, args: string | readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  return runIn(folder, ['migrate', ...words(args)], { env })
}

/** Runs the command document. @param args  as for lint */
export function documentIn (folder: string, args: string | readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  return runIn(folder, ['document', ...words(args)], { env })
}

function words (args: string | readonly string[]): readonly string[] {
  return (typeof args === 'string' ? args.split(' ') : args).filter(word => word !== '')
}

async function runIn (folder: string, args: readonly string[], { colors, env = {}, stdin }: Surroundings): Promise<CommandResult> {
  const out: string[] = []
  const err: string[] = []
  const status = await run(args, {
    stdout: { write: text => out.push(text), ...(colors !== undefined && { hasColors: () => colors }) },
    stderr: { write: text => err.push(text) },
    ...stdin !== undefined && { stdin: async () => stdin },
    env,
    cwd: () => folder
  })
  return { status, stdout: out.join(''), stderr: err.join('') }
}
