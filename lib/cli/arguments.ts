/** Parses the arguments of a command. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { nearest } from '../validate/nearest.ts'
import { messageOf } from './load-module.ts'
import { UsageError } from './io.ts'
import { allOptionsOf, type CommandUsage } from './usage/types.ts'

/** The options of all commands except `check`. Each command supports some of them. */
export interface CommandValues {
  readonly origin?: string
  readonly method?: string
  readonly export?: string | undefined
  readonly url?: string
  readonly host?: string
  readonly route?: string
  readonly policy?: string
  readonly header?: readonly string[]
  readonly credentials?: string
  readonly engine?: string
  readonly cookie?: string
  readonly 'cookie-set-by'?: string
  readonly 'local-network'?: string
  readonly 'cookie-set-at'?: string
  readonly 'from-console'?: string
  readonly 'from-curl'?: string
  readonly 'source-result'?: string
  readonly format?: string
  readonly out?: string
  readonly patch?: string
  readonly 'fail-on'?: string
  readonly ignore?: readonly string[]
  readonly 'ignore-file'?: string
  readonly watch?: boolean
  readonly explain?: string
  readonly fix?: boolean
  readonly verbose?: boolean
  readonly document?: string
  readonly store?: string
  readonly 'store-env'?: string
  readonly key?: string
  readonly 'all-keys'?: boolean
  readonly set?: string
  readonly table?: string
  readonly app?: string
  readonly from?: string
  readonly traffic?: string
  readonly 'env-file'?: readonly string[]
  readonly replay?: string
  readonly 'request-header'?: readonly string[]
  readonly 'accept-wider'?: boolean
  readonly note?: string
  readonly check?: string
  readonly path?: readonly string[]
  readonly body?: string
  readonly status?: readonly string[]
  readonly resolve?: string
  readonly timeout?: string
  readonly rate?: string
  readonly insecure?: boolean
  readonly help?: boolean
}

export interface CommandArguments {
  /** The positional arguments. */
  readonly positionals: readonly string[]
  readonly values: CommandValues
}

/** @throws UsageError for unknown or invalid options */
export function readArguments (args: readonly string[], usage: CommandUsage): CommandArguments {
  const options: ParseArgsConfig['options'] = {}
  for (const { name, value, repeated = false } of allOptionsOf(usage)) {
    options[name] = { type: value === undefined ? 'boolean' : 'string', ...repeated && { multiple: true }, ...name === 'help' && { short: 'h' } }
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { format } = values as CommandValues
    const formats = allOptionsOf(usage).find(({ name }) => name === 'format')?.choices ?? []
    if (format !== undefined && !formats.includes(format)) throw new Error(`--format must be ${formats.join(' or ')}.`)
    return { positionals, values }
  } catch (error) {
    throw new UsageError(`${shortMessage(messageOf(error))}${intendedOption(messageOf(error), Object.keys(options))}`)
  }
}

/** The option that was probably meant, as the end of a message. Only the name of the given option is read: values can be secret. */
function intendedOption (message: string, names: readonly string[]): string {
  const given = /^Unknown option '--([\w-]+)'/.exec(message)?.[1]
  const near = given === undefined ? undefined : nearest(given, names)
  return near === undefined ? '' : ` Did you mean --${near}?`
}

/** The message of Node without its advice about arguments that start with a dash. These may be secret and are not shown. */
function shortMessage (message: string): string {
  const option = /^Option '(--[\w-]+)' argument is ambiguous\./.exec(message)?.[1]
  if (option !== undefined) return `The option ${option} has no value. Write a value that starts with a dash as ${option}=-….`
  return message.replace(/(?<=\.) .*$/s, '')
}
