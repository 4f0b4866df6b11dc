/** The command line: which command, what it prints, and its exit status. */
import { nearest } from './validate/nearest.ts'
import { VERSION } from './version.ts'
import { messageOf } from './cli/application-module.ts'
import { readArguments, type CommandValues, type OptionNames } from './cli/arguments.ts'
import { CHECK_OPTIONS, checkCommand } from './cli/check.ts'
import { docsCommand } from './cli/docs.ts'
import { explainCommand } from './cli/explain.ts'
import { CommandError, EXIT, UsageError, type Io } from './cli/io.ts'
import { lintCommand } from './cli/lint.ts'
import { styleFor } from './cli/style.ts'
import { schemaCommand } from './cli/schema.ts'
import { RefusedError } from './cli/load-input.ts'
import { USAGE } from './cli/usage.ts'
import { validateCommand } from './cli/validate.ts'
import { issueLines, issuesData } from './reporters/issues.ts'
import { jsonText } from './text/json.ts'
import { escapeText } from './text/escape.ts'

const NAME = 'fastify-cors-policy'

interface Command {
  readonly options: OptionNames
  /** The first is the default; text and json where absent. */
  readonly formats?: readonly string[]
  /** Whether it is about a file; one, where absent. */
  readonly takes?: 'no file' | 'a file or none' | 'URLs'
  run (file: string, values: CommandValues, io: Io, words: readonly string[]): Promise<number>
}

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['validate', { options: { once: ['format'] }, run: validateCommand }],
  ['explain', {
    options: { once: ['origin', 'method', 'url', 'host', 'route', 'policy', 'credentials', 'engine', 'format'], repeated: ['header'] },
    run: explainCommand
  }],
  ['lint', {
    options: { once: ['format', 'fail-on', 'explain'], repeated: ['ignore'], switches: ['verbose', 'fix'] },
    formats: ['text', 'json', 'sarif', 'markdown', 'github'],
    takes: 'a file or none',
    run: lintCommand
  }],
  ['docs', { options: { once: ['format', 'out'] }, formats: ['markdown', 'html'], run: docsCommand }],
  ['check', {
    options: CHECK_OPTIONS,
    formats: ['text', 'json', 'sarif', 'junit', 'markdown', 'html'],
    takes: 'URLs',
    run: (_file, values, io, urls) => checkCommand(urls, values as object, io)
  }],
  ['schema', { options: {}, takes: 'no file', run: schemaCommand }]
])

/**
 * Runs a command: data goes to the standard output, all else to the standard error.
 *
 * @param argv  without the names of node and of the program
 * @returns     the exit status: 0 fine, 1 refused or not readable, 2 usage, 3 unreachable, 4 internal; never rejects
 */
export async function run (argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv
  if (name === '--version') {
    io.stdout.write(`${VERSION}\n`)
    return EXIT.fine
  }
  if (name === '--help' || name === '-h') {
    io.stdout.write(USAGE)
    return EXIT.fine
  }
  try {
    return await runCommand(name, args, io)
  } catch (error) {
    if (!(error instanceof CommandError)) {
      io.stderr.write(`${NAME}: internal error: ${escapeText(messageOf(error))}\n`)
      return EXIT.internal
    }
    const hint = error instanceof UsageError ? `Try ${NAME} --help.\n` : ''
    io.stderr.write(`${NAME}: ${escapeText(error.message)}\n${hint}`)
    return EXIT.usage
  }
}

async function runCommand (name: string | undefined, args: readonly string[], io: Io): Promise<number> {
  if (name === undefined) throw new UsageError('which command?')
  const command = COMMANDS.get(name)
  if (command === undefined) {
    const near = nearest(name, COMMANDS.keys())
    throw new UsageError(`there is no command ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}`)
  }
  const { words, values } = readArguments(args, command.options, command.formats)
  const [file = ''] = words
  if (values.help === true) {
    io.stdout.write(USAGE)
    return EXIT.fine
  }
  const { takes = 'a file' } = command
  if (takes !== 'URLs' && words.length > 1) throw new UsageError(`takes one file, not ${words.length}.`)
  if (takes !== 'URLs' && takes !== 'a file or none' && (file === '') !== (takes === 'no file')) throw new UsageError(`${name} takes ${takes}`)
  try {
    return await command.run(file, values, io, words)
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    const { issues } = error
    io.stdout.write(values.format === 'json'
      ? jsonText({ version: 1, valid: false, issues: issuesData(issues) })
      : issueLines(file, issues, styleFor(io)))
    return EXIT.refused
  }
}
