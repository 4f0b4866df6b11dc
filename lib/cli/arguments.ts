/** The arguments of a command → its words and its options. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { messageOf } from './application-module.ts'
import { UsageError } from './io.ts'

/** The options of commands about policies; each takes some. */
export interface CommandValues {
  readonly origin?: string
  readonly method?: string
  readonly url?: string
  readonly host?: string
  readonly route?: string
  readonly policy?: string
  readonly header?: readonly string[]
  readonly credentials?: string
  readonly engine?: string
  readonly format?: string
  readonly out?: string
  readonly 'fail-on'?: string
  readonly ignore?: readonly string[]
  readonly explain?: string
  readonly fix?: boolean
  readonly verbose?: boolean
  readonly help?: boolean
}

/** What a command takes, by names; each kind of option may be of none. */
export interface OptionNames {
  /** Take a text, once. */
  readonly once?: readonly string[]
  /** Take a text each time. */
  readonly repeated?: readonly string[]
  /** Take nothing. */
  readonly switches?: readonly string[]
}

export interface CommandArguments {
  readonly words: readonly string[]
  readonly values: CommandValues
}

/** @throws UsageError for what the command does not take */
export function readArguments (
  args: readonly string[], { once = [], repeated = [], switches = [] }: OptionNames, formats: readonly string[] = ['text', 'json']
): CommandArguments {
  const options: ParseArgsConfig['options'] = { help: { type: 'boolean', short: 'h' } }
  for (const name of once) options[name] = { type: 'string' }
  for (const name of repeated) options[name] = { type: 'string', multiple: true }
  for (const name of switches) options[name] = { type: 'boolean' }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { format = formats[0]! } = values as CommandValues
    if (!formats.includes(format)) throw new Error(`--format is ${formats.join(' or ')}.`)
    return { words: positionals, values }
  } catch (error) {
    throw new UsageError(withoutAdvice(messageOf(error)))
  }
}

/** One line: what Node says, but for its advice on arguments that begin with a dash. They may be secret, and are not shown. */
function withoutAdvice (message: string): string {
  const option = /^Option '(--[\w-]+)' argument is ambiguous\./.exec(message)?.[1]
  if (option !== undefined) return `${option} has no value: one that begins with a dash is written ${option}=-…`
  return message.replace(/(?<=\.) .*$/s, '')
}
