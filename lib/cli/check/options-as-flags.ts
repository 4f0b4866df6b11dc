/** Messages about options of the check → messages about flags of the command. */

/** Flags that differ from the kebab-case name of the option. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ['methods', '--method'], ['requestHeaders', '--request-header'], ['headers', '--header'], ['webSocket', '--websocket'], ['allowedOrigins', '--allow']
])

/** An origin of a source in backticks; a quoted value; an option in backticks. */
const PARTS = /`\{ source: ("(?:[^"\\]|\\.)*"), origin: ("(?:[^"\\]|\\.)*") \}`|"(?:[^"\\]|\\.)*"|`(\w+)`/g

/** Replaces the option at the beginning, and options in backticks. Quoted values stay as they are. */
export function messageWithFlags ({ message, option }: { readonly message: string, readonly option: string | undefined }): string {
  const translated = option === undefined ? message : `${flagOf(option)}${message.slice(option.length)}`
  return translated.replaceAll(PARTS, (found, source?: string, origin?: string, name?: string) => {
    if (source !== undefined) return `--allow ${JSON.parse(source) as string}=${JSON.parse(origin!) as string}`
    return name === undefined ? found : flagOf(name)
  })
}

function flagOf (option: string): string {
  return FLAGS.get(option) ?? `--${option.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}
