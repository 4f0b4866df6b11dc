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

/** Reads the directives. What is after a brace that closes nothing is left out. */
export function directivesOf (text: string): readonly Directive[] {
  return read(tokensOf(text).values())
}

/** A comment, a text in quotes, a sign, or a word, in which braces are those of a variable or of a quantifier. */
const TOKEN = /#[^\n]*|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|([{};])|((?:\\[^]|\$\{\w+\}|\{\d+(?:,\d*)?\}|[^\s;{}\\])+)/g

function tokensOf (text: string): Token[] {
  return [...text.matchAll(TOKEN)]
    .filter(([whole]) => !whole.startsWith('#'))
    .map(([, double, single, sign, plain]) => ({ word: sign ?? unescaped(double ?? single ?? plain!), isSign: sign !== undefined }))
}

/** nginx leaves a backslash before any other character, as in an expression. */
function unescaped (text: string): string {
  return text.replaceAll(/\\(["'\\trn])/g, (_whole, sign: string) => ({ t: '\t', r: '\r', n: '\n' })[sign] ?? sign)
}

function read (tokens: IterableIterator<Token>): Directive[] {
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
    directives.push({ name, words, block: word === '{' ? read(tokens) : undefined })
    current = []
  }
  return directives
}
