/** The usage of `completion`. */
import type { CommandUsage } from './types.ts'

export const COMPLETION_USAGE: CommandUsage = {
  argument: '<shell>',
  summary: 'prints a script with which a shell completes commands and options',
  synopsis: ['completion <shell>'],
  words: ['bash', 'zsh', 'fish'],
  description: `Prints a script with which bash, zsh or fish completes the commands, options and values of this program. The script starts
no program. Load it when the shell starts:

  bash   source <(fastify-cors-policy completion bash)                       in ~/.bashrc
  zsh    source <(fastify-cors-policy completion zsh)                        in ~/.zshrc, after compinit
  fish   fastify-cors-policy completion fish | source                        in ~/.config/fish/config.fish

If the package is installed in a project only, write "npx fastify-cors-policy" there.`,
  options: {}
}
