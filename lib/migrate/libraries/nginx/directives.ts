/** The text of a configuration of nginx → its directives. */

/** A directive: its name, its other words, and what is in its braces. */
export interface Directive {
  readonly name: string
  readonly words: readonly string[]
  /** Undefined without braces. */
  readonly block: readonly Directive[] | undefined
}

interface Token {
  readonly word: string
  readonly isSign: boolean
}

/** The maximum number of blocks in each other. */
const MAX_DEPTH = 100

/**
 * Reads the directives. What is after a brace that closes nothing is left out. A program in Lua becomes one word.
 *
 * @throws TypeError if too many blocks are in each other
 */
export function directivesOf (text: string): readonly Directive[] {
  return read(tokensOf(text), 0)
}

/** A comment, a text in quotes, a sign, or a word, in which braces are those of a variable or of a quantifier. */
const TOKEN = /#[^\n]*|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|([{};])|((?:\\[^]|\$\{\w+\}|\{\d+(?:,\d*)?\}|[^\s;{}\\])+)/g

function * tokensOf (text: string): Generator<Token> {
  let isLua = false
  TOKEN.lastIndex = 0
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const [whole, double, single, sign, plain] = found
    if (whole.startsWith('#')) continue
    if (isLua && sign === '{') {
      const begin = TOKEN.lastIndex
      const end = endOfLua(text, begin)
      yield { word: text.slice(begin, end - 1), isSign: false }
      yield { word: ';', isSign: true }
      TOKEN.lastIndex = end
    } else {
      yield { word: sign ?? unescaped(double ?? single ?? plain!), isSign: sign !== undefined }
    }
    isLua = plain?.endsWith('_by_lua_block') === true || (isLua && sign === undefined)
  }
}

/** A comment, a text or a brace of Lua. */
const LUA = /--\[\[|\[\[|--[^\n]*|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|[{}]/g

/** The position after the brace that closes a program. */
function endOfLua (text: string, begin: number): number {
  let depth = 1
  let end = begin
  for (const { 0: found, index } of text.slice(begin).matchAll(LUA)) {
    if (begin + index < end) continue
    if (found.endsWith('[[')) {
      const closed = text.indexOf(']]', begin + index)
      end = closed === -1 ? text.length : closed
    }
    depth += found === '{' ? 1 : found === '}' ? -1 : 0
    if (depth === 0) return begin + index + 1
  }
  return text.length + 1
}

/** nginx leaves a backslash before any other character, as in an expression. */
function unescaped (text: string): string {
  return text.replaceAll(/\\(["'\\trn])/g, (_whole, sign: string) => ({ t: '\t', r: '\r', n: '\n' })[sign] ?? sign)
}

function read (tokens: IterableIterator<Token>, depth: number): Directive[] {
  if (depth > MAX_DEPTH) throw new TypeError(`More than ${MAX_DEPTH} blocks are in each other.`)
  const directives: Directive[] = []
  let current: string[] = []
  for (let next = tokens.next(); next.done !== true; next = tokens.next()) {
    const { word, isSign } = next.value
    if (!isSign) {
      current.push(word)
      continue
    }
    if (word === '}') break
    const [name = '', ...words] = current
    directives.push({ name, words, block: word === '{' ? read(tokens, depth + 1) : undefined })
    current = []
  }
  return directives
}
