/** What the checker says of its options → the same of the flags that they were given by. */

/** Where the flag is not the option with hyphens. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ['methods', '--method'], ['requestHeaders', '--request-header'], ['headers', '--header'], ['webSocket', '--websocket'], ['allowedOrigins', '--allow']
])

/** The flag in place of the option at the beginning, and of those in backticks; what was given, in quotes, stays as it is. */
export function flagMessage ({ message, option }: { readonly message: string, readonly option: string | undefined }): string {
  const said = option === undefined ? message : `${flagOf(option)}${message.slice(option.length)}`
  return said.replaceAll(/"(?:[^"\\]|\\.)*"|`(\w+)`/g, (found, name?: string) => name === undefined ? found : flagOf(name))
}

function flagOf (option: string): string {
  return FLAGS.get(option) ?? `--${option.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}
