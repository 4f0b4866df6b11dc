/** What the completions of all shells have in common. */
import type { CommandOption, CommandUsage } from '../usage/types.ts'

/** The commands by name. */
export type Usages = ReadonlyMap<string, CommandUsage>

/** Whether positional arguments of a command are files. */
export function takesFiles ({ argument }: CommandUsage): boolean {
  return argument.includes('<file')
}

/** Whether the value of an option is a file. */
export function isFile ({ value }: CommandOption): boolean {
  return value === '<file>'
}

/** A short description: the first sentence, on one line. */
export function shortText ({ text }: Pick<CommandOption, 'text'>): string {
  const [first = ''] = text.replaceAll(/\s+/g, ' ').split(/[.:;] /, 1)
  return first.endsWith('.') ? first.slice(0, -1) : first
}

/** A text in single quotes, as zsh and fish read it. */
export function quoted (text: string, quote: string): string {
  return `'${text.replaceAll("'", quote)}'`
}
