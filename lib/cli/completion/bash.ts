/** The script for bash. */
import { allOptionsOf, type CommandUsage } from '../usage/types.ts'
import { isFile, takesFiles, type Usages } from './parts.ts'

/** Writes the script. It needs bash 3.2 or newer, and no other package. */
export function bashCompletion (usages: Usages): string {
  return `# Completion of fastify-cors-policy for bash.
_fastify_cors_policy () {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  # bash takes --format=json for three words.
  if [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; elif [[ $word == = ]]; then word=; fi
  if ((COMP_CWORD == 1)); then
    words='${[...usages.keys()].join(' ')} --help --version'
  else
    case "$command $previous" in
${[...usages].map(valueCases).join('')}      *)
        case $command in
${[...usages].map(commandCase).join('')}        esac
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _fastify_cors_policy fastify-cors-policy
`
}

/** Values of options. Without words, bash completes names of files; a text has nothing to complete. */
function valueCases ([name, usage]: readonly [string, CommandUsage]): string {
  const withValue = allOptionsOf(usage).filter(({ value }) => value !== undefined)
  const rows = withValue.filter(option => option.choices !== undefined || isFile(option))
    .map(option => `      '${name} --${option.name}') words='${option.choices?.join(' ') ?? ''}' ;;\n`)
  const texts = withValue.filter(option => option.choices === undefined && !isFile(option)).map(option => `'${name} --${option.name}'`)
  return [...rows, ...texts.length === 0 ? [] : [`      ${texts.join(' | ')})\n        compopt +o default 2> /dev/null\n        return ;;\n`]].join('')
}

function commandCase ([name, usage]: readonly [string, CommandUsage]): string {
  const options = allOptionsOf(usage).map(option => `--${option.name}`).join(' ')
  const { words = [] } = usage
  const rows = [
    ...takesFiles(usage) ? [] : ['compopt +o default 2> /dev/null'],
    ...words.length > 0 ? [`((COMP_CWORD == 2)) && words='${words.join(' ')}'`] : [],
    `[[ $word == -* ]] && words='${options}'`
  ]
  return `          ${name})\n${rows.map(row => `            ${row}\n`).join('')}            ;;\n`
}
