/** The table of commands and options: the parser, the texts of `--help` and the completion of shells are made from it. */

/** An option of a command. */
export interface CommandOption {
  /** Without the dashes. */
  readonly name: string
  /** What its value is, such as "<file>". An option without it is a switch. */
  readonly value?: string
  /** For the help. Line breaks are spaces. */
  readonly text: string
  /** Whether it can be repeated. The help says so. */
  readonly repeated?: true
  /** All possible values. The first one of `--format` is its default. */
  readonly choices?: readonly string[]
}

/** What a command accepts. */
export interface CommandUsage {
  /** What the list of commands shows beside the name. */
  readonly argument: string
  readonly summary: string
  /** The forms of the command, without the name of the program. */
  readonly synopsis: readonly string[]
  readonly description: string
  /** Words for the first positional argument. Without them, it is a file, unless `argument` names none. */
  readonly words?: readonly string[]
  /** The options by the heading of the help. */
  readonly options: Readonly<Record<string, readonly CommandOption[]>>
}

/** What a file can be. */
export const FILE = `<file> is a policy in JSON (*.json, or *.jsonc with comments), or a module. The default export of the module is a policy,
a Fastify instance, a function that returns one of them, or a plugin (fastify, opts). The command loads the application,
waits until it is ready and closes it. The application never listens, and its output goes to stderr. "-" is the standard
input, in JSON with comments or without.`

/** Where a command finds a file that is not on the command line. */
export const CONFIGURED = 'Default of <file>: "file" in the configuration file, fastify-cors-policy.config.json.'

export const EXPORT_OPTION: CommandOption = { name: 'export', value: '<name>', text: 'export of a module to use, instead of the default export' }

export const DOCUMENT_OPTION: CommandOption = {
  name: 'document',
  value: '<file>',
  text: 'policy for an application whose policy is in a store, in place of that of the store. The store is not read.'
}

export const WATCH_OPTION: CommandOption = { name: 'watch', text: 'runs again after each change of the files and of what a module imports, until Ctrl+C' }

export const OUT_OPTION: CommandOption = { name: 'out', value: '<file>', text: 'output file. Default: stdout.' }

export const TEXT_OR_JSON: CommandOption = { name: 'format', value: '<format>', text: 'text or json. Default: text.', choices: ['text', 'json'] }

export const FAIL_ON_OPTION: CommandOption = {
  name: 'fail-on',
  value: '<severity>',
  choices: ['error', 'warning', 'info', 'never'],
  text: 'lowest severity that sets exit status 1: error, warning, info or never. Default: error.'
}

export const HELP_OPTION: CommandOption = { name: 'help', text: 'prints this help' }

/** All options of a command, each once, with `--help`. */
export function allOptionsOf ({ options }: CommandUsage): readonly CommandOption[] {
  const all = [...Object.values(options).flat(), HELP_OPTION]
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i)
}
