/** Turns JSON with comments into JSON of the same length, so that offsets stay the same. */

/** Unterminated strings and comments extend to the end of the text. */
const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*"?|\/\/[^\r\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/)?|[ \t\r\n]+|[^"/ \t\r\n[\]{},:]+|[^]/g

export type TextSpan = readonly [start: number, end: number]

export interface PlainJson {
  /** The spans of the comments, in order. Those of line comments include the line break. */
  readonly comments: readonly TextSpan[]
  /** The text with spaces instead of comments. */
  readonly code: string
  /** The text with spaces instead of comments and trailing commas. */
  readonly plain: string
}

/** Removes comments and trailing commas: https://jsonc.org. Keeps other syntax errors. */
export function plainJson (text: string): PlainJson {
  const parts: string[] = []
  const comments: TextSpan[] = []
  const lastCommas: number[] = []
  let comma: number | undefined
  let endsValue = false
  for (const { index, 0: token } of text.matchAll(TOKEN)) {
    const isComment = isWholeComment(token)
    if (!isComment && !/^[ \t\r\n]/.test(token)) {
      if (comma !== undefined && (token === ']' || token === '}')) lastCommas.push(comma)
      comma = endsValue && token === ',' ? parts.length : undefined
      endsValue = !'[{,:'.includes(token)
    }
    if (isComment) comments.push([index, endOfComment(index + token.length, token, text)])
    parts.push(isComment ? token.replace(/[^\r\n]/g, ' ') : token)
  }
  const code = parts.join('')
  for (const i of lastCommas) parts[i] = ' '
  return { comments, code, plain: parts.join('') }
}

function endOfComment (end: number, token: string, text: string): number {
  if (token.startsWith('/*')) return end
  return end + (text.startsWith('\r\n', end) ? 2 : 1)
}

function isWholeComment (token: string): boolean {
  return token.startsWith('//') || (token.startsWith('/*') && token.endsWith('*/') && token.length > 3)
}
