/** Writes the texts of `--help`. */
import { HELP_OPTION, type CommandOption, type CommandUsage } from './types.ts'

/** The columns of a line. */
const WIDTH = 129

/** The column at which the description of an option starts. */
const INDENT = 29

/** Writes the help of a command. */
export function commandHelp ({ synopsis, description, options }: CommandUsage): string {
  const usage = synopsis.map((form, i) => `${i === 0 ? 'Usage: ' : '       '}fastify-cors-policy ${form}\n`).join('')
  const groups = Object.entries({ ...Object.keys(options).length === 0 && { Options: [] }, ...options })
  const own = groups.findIndex(([title]) => title === 'Options')
  const withHelp = own === -1 ? groups.length - 1 : own
  const texts = groups.map(([title, rows], i) => `${title}:\n${[...rows, ...i === withHelp ? [HELP_OPTION] : []].map(optionText).join('')}`)
  return `${usage}\n${description}\n\n${texts.join('\n')}`
}

function optionText ({ name, value, text, repeated }: CommandOption): string {
  const left = `  --${name}${name === 'help' ? ', -h' : ''}${value === undefined ? '' : ` ${value}`}`
  const lines = wrapped(repeated === true ? `${text} Can be repeated.` : text, WIDTH - INDENT)
  // A long name has its own line.
  const rows = left.length < INDENT ? [left.padEnd(INDENT) + lines[0]!, ...lines.slice(1).map(indented)] : [left, ...lines.map(indented)]
  return rows.map((row) => `${row}\n`).join('')
}

function indented (line: string): string {
  return ' '.repeat(INDENT) + line
}

/** Breaks a text into lines at spaces. */
function wrapped (text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line]
}

/** Writes the help of the program. */
export function programHelp (usages: ReadonlyMap<string, CommandUsage>): string {
  const commands = [...usages].map(([name, { argument, summary }]) => `  ${`${name} ${argument}`.padEnd(18)} ${summary}\n`)
  return `Usage: fastify-cors-policy <command> [<file> or <url>] [options]

Commands:
${commands.join('')}
Options:
  --help, -h         prints this help
  --version          prints the version

Run "fastify-cors-policy <command> --help" for the options of a command. For completion in a shell, see "completion --help". A
configuration file, fastify-cors-policy.config.json, has defaults: "file", "app", "environment" and "ignore".

Exit status:
  0  success
  1  the policy is invalid, the browser blocks the response, or lint, check or diff finds what --fail-on names
  2  the arguments are wrong, the input cannot be read, or the output cannot be written
  3  an endpoint or a store cannot be reached, stops responding or reports an error
  4  internal error
`
}
