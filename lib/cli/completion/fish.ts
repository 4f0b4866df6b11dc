/** The script for fish. */
import { allOptionsOf, type CommandOption, type CommandUsage } from '../usage/types.ts'
import { isFile, quoted, shortText, takesFiles, type Usages } from './parts.ts'

const COMPLETE = 'complete -c fastify-cors-policy'

/** Writes the script. */
export function fishCompletion (usages: Usages): string {
  const commands = [...usages].map(([name, { summary }]) => `${COMPLETE} -n __fish_use_subcommand -f -a ${name} -d ${inQuotes(shortText({ text: summary }))}\n`)
  return `# Completion of fastify-cors-policy for fish.
${COMPLETE} -n __fish_use_subcommand -f -l help -s h -d 'prints this help'
${COMPLETE} -n __fish_use_subcommand -f -l version -d 'prints the version'
${commands.join('')}${[...usages].map(rowsOf).join('')}`
}

function rowsOf ([name, usage]: readonly [string, CommandUsage]): string {
  const { words = [] } = usage
  const seen = `__fish_seen_subcommand_from ${name}`
  const first = words.length === 0 ? [] : [`${COMPLETE} -n '${seen}; and not __fish_seen_subcommand_from ${words.join(' ')}' -f -a '${words.join(' ')}'`]
  const noFiles = takesFiles(usage) ? [] : [`${COMPLETE} -n '${seen}' -f`]
  return [...noFiles, ...first, ...allOptionsOf(usage).map(option => optionRow(seen, option))].map(row => `${row}\n`).join('')
}

function optionRow (seen: string, option: CommandOption): string {
  const { name, value, choices } = option
  const values = value === undefined ? '' : isFile(option) ? ' -r -F' : choices === undefined ? ' -x' : ` -x -a '${choices.join(' ')}'`
  return `${COMPLETE} -n '${seen}' -l ${name}${name === 'help' ? ' -s h' : ''}${values} -d ${inQuotes(shortText(option))}`
}

function inQuotes (text: string): string {
  return quoted(text.replaceAll('\\', '\\\\'), "\\'")
}
