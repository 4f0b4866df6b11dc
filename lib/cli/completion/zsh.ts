/** The script for zsh. */
import { allOptionsOf, type CommandOption, type CommandUsage } from '../usage/types.ts'
import { isFile, quoted, shortText, takesFiles, type Usages } from './parts.ts'

/** Writes the script. It needs the functions of compinit. */
export function zshCompletion (usages: Usages): string {
  return `#compdef fastify-cors-policy
# Completion of fastify-cors-policy for zsh.
_fastify_cors_policy () {
  local -a commands
  commands=(
${[...usages].map(([name, { summary }]) => `    ${inQuotes(`${name}:${shortText({ text: summary })}`)}\n`).join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments '--help[prints this help]' '--version[prints the version]'
    return
  fi
  case $words[2] in
${[...usages].map(commandCase).join('')}  esac
}
compdef _fastify_cors_policy fastify-cors-policy
`
}

function commandCase ([name, usage]: readonly [string, CommandUsage]): string {
  const { words = [] } = usage
  const first = words.length === 0 ? [] : [inQuotes(`2:argument:(${words.join(' ')})`)]
  const rows = [...allOptionsOf(usage).map(optionRow), "'1: : '", ...first, takesFiles(usage) ? "'*:file:_files'" : "'*: : '"]
  return `    ${name})
      _arguments \\
${rows.map(row => `        ${row}`).join(' \\\n')} ;;
`
}

function optionRow (option: CommandOption): string {
  const { name, value, choices, repeated = false } = option
  const often = repeated ? '*' : ''
  const about = `[${escaped(shortText(option))}]`
  if (value === undefined) return inQuotes(`${often}--${name}${about}`)
  const action = choices === undefined ? (isFile(option) ? '_files' : ' ') : `(${choices.join(' ')})`
  return inQuotes(`${often}--${name}=${about}:${name}:${action}`)
}

/** Escapes what _arguments treats specially in a description. */
function escaped (text: string): string {
  return text.replaceAll(/[[\]:\\]/g, '\\$&')
}

function inQuotes (text: string): string {
  return quoted(text, "'\\''")
}
