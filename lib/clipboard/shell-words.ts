/**
 * Splits a command line into words, as a shell would, without running anything: of POSIX shells quotes, `$'…'` and backslashes, of Windows
 * `cmd` carets and double quotes. Substitutions, variables and other commands are errors. One pass.
 */
import { ClipboardError } from './clipboard-error.ts'

/** Whether a command line is for `cmd`: browsers put a caret before each quote, or before each line break. */
export function isForCmd (text: string): boolean {
  return /\^["\r\n]/.test(text)
}

/** Escapes of `$'…'` that stand for one other character. */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\x07', e: '\x1b', 0: '\0' }

/** The words of a command for a POSIX shell. @throws ClipboardError */
export function posixWords (text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  const add = (part: string): void => { word = (word ?? '') + part }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '\\') {
      const next = text[++i]
      // A backslash at the end of a line continues the command.
      if (next === '\r' && text[i + 1] === '\n') i++
      else if (next !== '\n' && next !== undefined) add(next)
    } else if (char === "'") {
      const end = closing(text, i, text.indexOf("'", i + 1))
      add(text.slice(i + 1, end))
      i = end
    } else if (char === '$' && text[i + 1] === "'") {
      const end = closing(text, i, endOfEscaped(text, i + 2, "'"))
      add(unescaped(text.slice(i + 2, end)))
      i = end
    } else if (char === '"') {
      const end = closing(text, i, endOfEscaped(text, i + 1, '"'))
      const inside = text.slice(i + 1, end)
      if (/(?:^|[^\\])[$`]/.test(inside)) throw unsafe()
      add(inside.replaceAll(/\\(["$\\`\n])/g, (_, escaped: string) => escaped === '\n' ? '' : escaped))
      i = end
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
      if (char === '\n' && words.length > 0) return words
    } else if (/[;&|<>()$`]/.test(char)) {
      if (char !== ';' && char !== '&') throw unsafe()
      break
    } else add(char)
  }
  return withLast(words, word)
}

/** The words of a command for `cmd`: first its carets, then the quotes of the program. @throws ClipboardError */
export function cmdWords (text: string): string[] {
  const line = withoutCarets(text)
  const words: string[] = []
  let word: string | undefined
  let isQuoted = false
  const add = (part: string): void => { word = (word ?? '') + part }
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    if (char === '\\' && /["\\]/.test(line.charAt(i + 1))) add(line[++i]!)
    else if (char === '"' && isQuoted && line[i + 1] === '"') add(line[++i]!)
    else if (char === '"') {
      isQuoted = !isQuoted
      word ??= ''
    } else if (!isQuoted && (char === ' ' || char === '\t')) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (!isQuoted && char === '&') break
    else add(char)
  }
  if (isQuoted) throw new ClipboardError('A quote in the command is not closed. Copy the whole command.')
  return withLast(words, word)
}

/** The words with the last one, which no space ends. */
function withLast (words: string[], word: string | undefined): string[] {
  return word === undefined ? words : [...words, word]
}

/**
 * A caret outside double quotes escapes the next character, also a quote. Before a line break, it continues the line. A line break in a
 * value is a caret and two line breaks.
 */
function withoutCarets (text: string): string {
  return text.replaceAll(/"[^"]*"|\^(?:\r?\n(\r?\n)?|([^]))/g, (found, broken: string | undefined, char: string | undefined) =>
    found.startsWith('"') ? found : char ?? (broken === undefined ? ' ' : '\n'))
}

function closing (text: string, start: number, end: number): number {
  if (end !== -1) return end
  throw new ClipboardError(`The quote at character ${start + 1} of ${text.length} is not closed. Copy the whole command.`)
}

/** The end of a quoted text in which a backslash escapes the next character; -1 if it is not closed. */
function endOfEscaped (text: string, start: number, quote: string): number {
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === quote) return i
  }
  return -1
}

/** https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html */
function unescaped (text: string): string {
  return text.replaceAll(/\\(?:u([\dA-Fa-f]{1,4})|x([\dA-Fa-f]{1,2})|([^]))/g, (_, unicode: string | undefined, byte: string | undefined, char: string | undefined) =>
    char === undefined ? String.fromCharCode(Number.parseInt(unicode ?? byte!, 16)) : ESCAPES[char] ?? char)
}

function unsafe (): ClipboardError {
  return new ClipboardError('The command has a variable, a substitution or a redirection, which a browser does not write. Copy the request from the browser.')
}
