/** The condition of a directive `if`. */

/** https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if */
export interface NginxCondition {
  /** What is tested: a variable, or a file after its sign. */
  readonly subject: string
  /** How it is compared, without a negation; undefined for a variable alone. */
  readonly operator: '=' | '~' | '~*' | 'file' | undefined
  readonly isNegated: boolean
  /** What it is compared with; '' for nothing. */
  readonly text: string
}

/** @param words  with the parentheses */
export function conditionOf (words: readonly string[]): NginxCondition {
  const [subject = '', sign, ...rest] = words.map((word, i) => {
    const opened = i === 0 ? word.replace(/^\(/, '') : word
    return i === words.length - 1 ? opened.replace(/\)$/, '') : opened
  }).filter((word, i) => word !== '' || i > 1)
  const [, negation = '', operator] = /^(!?)(=|~\*?)$/.exec(sign ?? '') ?? []
  return {
    subject,
    operator: operator as NginxCondition['operator'] ?? (subject.startsWith('$') ? undefined : 'file'),
    isNegated: negation !== '',
    text: rest.join('')
  }
}
