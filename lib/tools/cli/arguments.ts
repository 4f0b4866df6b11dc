/** The arguments of a command → its file and its options. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { messageOf } from './application-module.ts'
import { UsageError } from './io.ts'

/** The options of all commands; each takes some. */
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

/** All others take a text, once. */
const REPEATED: ReadonlySet<string> = new Set(['header', 'ignore'])
const SWITCHES: ReadonlySet<string> = new Set(['fix', 'verbose'])

export type OptionNames = ReadonlyArray<keyof CommandValues>

export interface CommandArguments {
  readonly file: string | undefined
  readonly values: CommandValues
}

/** @throws UsageError for what the command does not take */
export function readArguments (args: readonly string[], names: OptionNames, formats: readonly string[] = ['text', 'json']): CommandArguments {
  const options: ParseArgsConfig['options'] = { help: { type: 'boolean', short: 'h' } }
  for (const name of names) options[name] = { type: SWITCHES.has(name) ? 'boolean' : 'string', multiple: REPEATED.has(name) }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [file, ...rest] = positionals
    if (rest.length > 0) throw new Error(`takes one file, not ${positionals.length}.`)
    const { format = formats[0]! } = values as CommandValues
    if (!formats.includes(format)) throw new Error(`--format is ${formats.join(' or ')}.`)
    return { file, values }
  } catch (error) {
    // What follows the first sentence is about arguments that begin with a dash.
    throw new UsageError(messageOf(error).replace(/(?<=\.) .*$/s, ''))
  }
}
