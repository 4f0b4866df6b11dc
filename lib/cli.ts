/** Runs the command line: selects the command, prints its output, and returns the exit status. */
import { nearest } from './validate/nearest.ts'
import { VERSION } from './version.ts'
import { isInstance, messageOf } from './cli/application-module.ts'
import { readArguments, type CommandValues, type OptionNames } from './cli/arguments.ts'
import { CHECK_OPTIONS, checkCommand } from './cli/check.ts'
import { schemaCommand, validateCommand } from './cli/commands.ts'
import { diffCommand } from './cli/diff.ts'
import { docsCommand } from './cli/docs.ts'
import { documentCommand } from './cli/document.ts'
import { explainErrorCommand } from './cli/explain-error.ts'
import { explainCommand } from './cli/explain.ts'
import { CommandError, EXIT, UsageError, type Io } from './cli/io.ts'
import { lintCommand } from './cli/lint.ts'
import { originsCommand } from './cli/origins.ts'
import { PROXY_OPTIONS, proxyCommand } from './cli/proxy.ts'
import { styleFor } from './cli/style.ts'
import { InvalidPolicyError } from './cli/load-input.ts'
import { COMMAND_USAGE, USAGE } from './cli/usage.ts'
import { issueLines, issuesData } from './reporters/issues.ts'
import { jsonText } from './text/json.ts'
import { escapeText } from './text/escape.ts'

const NAME = 'fastify-cors-policy'

interface Command {
  readonly options: OptionNames
  /** The supported formats, the default first. Default: text and json. */
  readonly formats?: readonly string[]
  /** The positional arguments. Default: one file. */
  readonly input?: 'no file' | 'optional file' | 'id' | 'words'
  run (file: string, values: CommandValues, io: Io, positionals: readonly string[]): Promise<number>
}

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['validate', { options: { once: ['export', 'format'] }, run: validateCommand }],
  ['explain', {
    options: {
      once: [
        'origin', 'method', 'url', 'host', 'route', 'policy', 'credentials', 'engine', 'local-network', 'cookie', 'cookie-set-by', 'cookie-set-at', 'from-console', 'from-curl',
        'source-result', 'export', 'format'
      ],
      repeated: ['header']
    },
    input: 'optional file',
    run: explainCommand
  }],
  ['lint', {
    options: { once: ['export', 'format', 'fail-on', 'explain'], repeated: ['ignore'], switches: ['verbose', 'fix'] },
    formats: ['text', 'json', 'sarif', 'markdown', 'github'],
    input: 'optional file',
    run: lintCommand
  }],
  ['diff', {
    options: { once: ['app', 'fail-on', 'format', 'out'] },
    formats: ['text', 'json', 'markdown'],
    input: 'words',
    run: (_file, values, io, files) => diffCommand(files, values, io)
  }],
  ['docs', { options: { once: ['export', 'format', 'out'] }, formats: ['markdown', 'html'], run: docsCommand }],
  ['check', {
    options: CHECK_OPTIONS,
    formats: ['text', 'json', 'sarif', 'junit', 'markdown', 'html'],
    input: 'words',
    run: (_file, values, io, urls) => checkCommand(urls, values as object, io)
  }],
  ['migrate', {
    options: { once: ['from', 'out', 'traffic', 'replay', 'format'], repeated: ['request-header'], switches: ['accept-wider'] },
    run: async (file, values, io) => {
      // It starts servers for its proof, which no other command needs.
      const { migrateCommand } = await import('./cli/migrate.ts')
      return migrateCommand(file, values, io)
    }
  }],
  ['explain-error', { options: {}, input: 'id', run: explainErrorCommand }],
  ['origins', {
    options: { once: ['store', 'store-env', 'key', 'set', 'table', 'format'] },
    input: 'words',
    run: (_action, values, io, words) => originsCommand(words, values, io)
  }],
  ['proxy', { options: PROXY_OPTIONS, input: 'words', run: (_proxy, values, io, words) => proxyCommand(words, values, io) }],
  ['document', {
    options: { once: ['store', 'store-env', 'key', 'table', 'note', 'format'] },
    input: 'words',
    run: (_action, values, io, words) => documentCommand(words, values, io)
  }],
  ['schema', { options: {}, input: 'no file', run: schemaCommand }]
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
  const { positionals, values } = readArguments(args, command.options, command.formats)
  const [file = ''] = positionals
  if (values.help === true) {
    io.stdout.write(COMMAND_USAGE.get(name)!)
    return EXIT.fine
  }
  const { input } = command
  if (input !== 'words' && positionals.length > 1) {
    throw new UsageError(`The command ${name} accepts only one ${input === 'id' ? 'id' : 'file'}, but got ${positionals.length}.`)
  }
  if (input === undefined && file === '') throw new UsageError(`The command ${name} needs a file.`)
  if (input === 'id' && file === '') throw new UsageError(`The command ${name} needs an id, such as origin-has-path.`)
  if (input === 'no file' && file !== '') throw new UsageError(`The command ${name} does not accept a file.`)
  try {
    return await command.run(file, values, io, positionals)
  } catch (error) {
    if (!isInstance(error, InvalidPolicyError)) throw error
    const { issues } = error
    io.stdout.write(values.format === 'json'
      ? jsonText({ version: 1, valid: false, issues: issuesData(issues) })
      : issueLines(file, issues, styleFor(io)))
    return EXIT.refused
  }
}
