/** Runs the command line: selects the command, prints its output, and returns the exit status. */
import { nearest } from './validate/nearest.ts'
import { VERSION } from './version.ts'
import { isInstance, messageOf } from './cli/load-module.ts'
import { readArguments, type CommandValues } from './cli/arguments.ts'
import { checkCommand } from './cli/check.ts'
import { schemaCommand, validateCommand } from './cli/commands.ts'
import { completionCommand } from './cli/completion.ts'
import { CONFIGURATION_FILES, readDefaults, withDefaults, type CommandDefaults } from './cli/configuration-file.ts'
import { diffCommand } from './cli/diff.ts'
import { docsCommand } from './cli/docs.ts'
import { documentCommand } from './cli/document.ts'
import { explainErrorCommand } from './cli/explain-error.ts'
import { explainCommand } from './cli/explain.ts'
import { CommandError, EXIT, UsageError, type Io } from './cli/io.ts'
import { lintCommand } from './cli/lint.ts'
import { originsCommand } from './cli/origins.ts'
import { proxyCommand } from './cli/proxy.ts'
import { withStoredDocument } from './cli/stored-document.ts'
import { styleFor } from './cli/style.ts'
import { InvalidPolicyError, STDIN } from './cli/load-input.ts'
import { COMMAND_USAGE, USAGE, USAGES } from './cli/usage.ts'
import { watch } from './cli/watch.ts'
import { issueLines, issuesData } from './reporters/issues.ts'
import { jsonText } from './text/json.ts'
import { escapeText } from './text/escape.ts'

const NAME = 'fastify-cors-policy'

interface Command {
  /** The positional arguments. Default: one file. */
  readonly input?: 'files' | 'optional files' | 'no file' | 'optional file' | 'id' | 'words'
  /** Whether the configuration file has defaults for it. */
  readonly isConfigured?: true
  run (words: readonly string[], values: CommandValues, io: Io, configuration: CommandDefaults): Promise<number>
}

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['validate', { input: 'files', isConfigured: true, run: validateCommand }],
  ['explain', { input: 'optional file', isConfigured: true, run: ([file = ''], values, io) => explainCommand(file, values, io) }],
  ['lint', { input: 'optional files', isConfigured: true, run: lintCommand }],
  ['diff', { input: 'words', isConfigured: true, run: diffCommand }],
  ['docs', { isConfigured: true, run: ([file], values, io) => docsCommand(file!, values, io) }],
  ['check', { input: 'words', isConfigured: true, run: (urls, values, io) => checkCommand(urls, values as object, io) }],
  ['migrate', {
    run: async ([file], values, io) => {
      // It starts servers for its proof, which no other command needs.
      const { migrateCommand } = await import('./cli/migrate.ts')
      return migrateCommand(file!, values, io)
    }
  }],
  ['explain-error', { input: 'id', run: ([id], values, io) => explainErrorCommand(id!, values, io) }],
  ['origins', { input: 'words', run: originsCommand }],
  ['document', { input: 'words', run: documentCommand }],
  ['proxy', { input: 'words', run: proxyCommand }],
  ['schema', { input: 'no file', run: (_words, _values, io) => schemaCommand(io) }],
  ['completion', { input: 'words', run: (words, _values, io) => completionCommand(words, io) }]
])

/**
 * Runs a command. Data goes to stdout, everything else to stderr.
 *
 * @param argv  the arguments, without the names of node and of the program
 * @returns     the exit status: 0 success, 1 invalid or blocked, 2 usage, 3 unreachable, 4 internal error; never rejects
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
    if (!isInstance(error, CommandError)) {
      io.stderr.write(`${NAME}: Internal error: ${escapeText(messageOf(error))}\n`)
      return EXIT.internal
    }
    const help = name !== undefined && COMMANDS.has(name) ? `${NAME} ${name} --help` : `${NAME} --help`
    const hint = error instanceof UsageError ? `Try ${help}.\n` : ''
    io.stderr.write(`${NAME}: ${escapeText(error.message)}\n${hint}`)
    return EXIT.usage
  }
}

async function runCommand (name: string | undefined, args: readonly string[], io: Io): Promise<number> {
  if (name === undefined) throw new UsageError('The command is missing.')
  const command = COMMANDS.get(name)
  if (command === undefined) {
    const near = nearest(name, COMMANDS.keys())
    throw new UsageError(`The command ${JSON.stringify(name)} is unknown.${near === undefined ? '' : ` Did you mean ${near}?`}`)
  }
  const given = readArguments(args, USAGES.get(name)!)
  if (given.values.help === true) {
    io.stdout.write(COMMAND_USAGE.get(name)!)
    return EXIT.fine
  }
  const configuration = command.isConfigured === true ? await readDefaults(io) : { files: [] }
  const { positionals, values } = withDefaults(name, given, configuration, io)
  assertWords(name, command.input, positionals)
  if (values.watch === true) {
    const others = [values['ignore-file'], values.document, ...CONFIGURATION_FILES].filter(file => file !== undefined)
    return watch(positionals, others, [name, ...args.filter(arg => arg !== '--watch')], io)
  }
  try {
    const work = (): Promise<number> => command.run(positionals, values, io, configuration)
    return await (values.document === undefined ? work() : withStoredDocument(values.document, values, io, work))
  } catch (error) {
    if (!isInstance(error, InvalidPolicyError)) throw error
    const { issues } = error
    io.stdout.write(values.format === 'json'
      ? jsonText({ version: 1, valid: false, issues: issuesData(issues) })
      : issueLines(positionals[0]!, issues, styleFor(io)))
    return EXIT.problems
  }
}

/** @throws UsageError for too many or too few positional arguments */
function assertWords (name: string, input: Command['input'], words: readonly string[]): void {
  const [first] = words
  const isOne = input === undefined || input === 'optional file' || input === 'id' || input === 'no file'
  if (isOne && words.length > 1) throw new UsageError(`The command ${name} accepts only one ${input === 'id' ? 'id' : 'file'}, but got ${words.length}.`)
  if ((input === undefined || input === 'files') && first === undefined) throw new UsageError(`The command ${name} needs a file.`)
  if (input === 'id' && first === undefined) throw new UsageError(`The command ${name} needs an id, such as origin-has-path.`)
  if (input === 'no file' && first !== undefined) throw new UsageError(`The command ${name} does not accept a file.`)
  if (words.filter(word => word === STDIN).length > 1) throw new UsageError('The standard input, "-", can be read only once.')
}
