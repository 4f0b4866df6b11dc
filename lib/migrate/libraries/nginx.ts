/** The directives `add_header` and `map` of a configuration of nginx. */
import { listedNamesOf, note, type Entry, type OldOrigins, type OldSetup, type SetupNote } from '../setup.ts'

/** A directive: its words, and what is in its braces. */
interface Directive {
  readonly words: readonly string[]
  readonly block: readonly Directive[] | undefined
}

export function nginxSetup (text: string): OldSetup {
  const directives = flat(read(wordsOf(text)))
  const headers = new Map<string, readonly string[]>()
  for (const { words: [name, header = '', ...rest] } of directives) {
    if (name === 'add_header' && /^access-control-/i.test(header)) headers.set(header.toLowerCase(), rest)
  }
  const value = (header: string): string | undefined => headers.get(`access-control-${header}`)?.[0]
  const notes: SetupNote[] = [note('assumptions', 'nginx-read', 'Only the directives add_header, map and if were read, and paths were not: register the policy only for the routes whose location has these directives.')]
  const origin = value('allow-origin')
  if (headers.get('access-control-allow-origin')?.includes('always') === false) {
    notes.push(note('questions', 'without-always', 'Without "always", nginx adds the headers only to responses such as 200 and 304. The policy also lets the same pages read errors. Should they?'))
  }
  const maxAge = value('max-age')
  const different = differentHeader(directives)
  return {
    library: 'nginx',
    origins: origin === undefined ? { kind: 'none' } : originsOf(origin, directives),
    credentials: value('allow-credentials') === 'true',
    methods: listedNamesOf(value('allow-methods') ?? ''),
    allowedHeaders: value('allow-headers') === '$http_access_control_request_headers' ? 'any' : listedNamesOf(value('allow-headers') ?? ''),
    exposedHeaders: listedNamesOf(value('expose-headers') ?? ''),
    maxAge,
    preflights: !directives.some(isPreflightWithoutOrigin),
    status: 204,
    notes,
    ...different !== undefined && { reason: `The directives add_header give ${different} different values. Convert each location by itself.` }
  }
}

/** The headers that decide who can read. With two values, the places of the directives matter, and those are not read. */
const DECIDING = ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials']

/** The header that is added with different values in different places. */
function differentHeader (directives: readonly Directive[]): string | undefined {
  return DECIDING.find(header => new Set(directives.filter(directive => isAdded(directive, header)).map(({ words }) => words[2])).size > 1)
}

function isAdded ({ words: [name, header = ''] }: Directive, wanted: string): boolean {
  return name === 'add_header' && header.toLowerCase() === wanted.toLowerCase()
}

/** Whether a condition is for preflights and adds headers, but not the origin: nginx then drops the headers of the blocks around it. */
function isPreflightWithoutOrigin ({ words, block = [] }: Directive): boolean {
  return /^if \(\$request_method (?:=|~\*?) .*OPTIONS/.test(words.join(' ')) &&
    block.some(({ words: [name] }) => name === 'add_header') && !block.some(directive => isAdded(directive, DECIDING[0]!))
}

function originsOf (value: string, directives: readonly Directive[]): OldOrigins {
  if (value === '*') return { kind: 'every', isEchoed: false }
  if (!value.startsWith('$')) return { kind: 'entries', entries: [{ kind: 'text', text: value }] }
  const conditions = directives.filter(({ words }) => words[0] === 'if' && words[1] === '($http_origin')
  if (value === '$http_origin' && conditions.length === 0) return { kind: 'every', isEchoed: true }
  if (value === '$http_origin') return { kind: 'entries', entries: conditions.map(({ words }) => entryOf(words.slice(2).join('').replace(/\)$/, ''))) }
  const map = directives.find(({ words }) => words[0] === 'map' && words[2] === value)
  const rows = (map?.block ?? []).map(({ words }) => words)
  if (rows.some(([key, sent]) => key === 'default' && sent === '$http_origin')) return { kind: 'every', isEchoed: true }
  return { kind: 'entries', entries: rows.filter(([key, sent = '']) => key !== 'default' && sent !== '').map(([key = '', sent = '']) => sent.startsWith('$') || sent === '1' ? entryOf(key) : { kind: 'text', text: sent }) }
}

/** `~` begins an expression, and `~*` one that ignores the letter case. */
function entryOf (key: string): Entry {
  const [, tilde = '', text = ''] = /^(~\*|~|=)?(.*)$/s.exec(key)!
  if (!tilde.startsWith('~')) return { kind: 'text', text }
  return { kind: 'expression', expression: { source: text, flags: tilde === '~*' ? 'i' : '', whole: false } }
}

/** Words, and the signs `{`, `}` and `;`, of a configuration without its comments. */
function wordsOf (text: string): Array<{ readonly word: string, readonly isSign: boolean }> {
  return [...text.matchAll(/#.*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([{};])(?=\s|$)|((?:[^\s;{}"']|\{\d+(?:,\d*)?\})+)/gm)]
    .filter(([whole]) => !whole.startsWith('#'))
    .map(([, double, single, sign, plain]) => ({ word: double ?? single ?? sign ?? plain!, isSign: sign !== undefined }))
}

function read (words: Array<{ readonly word: string, readonly isSign: boolean }>): Directive[] {
  const directives: Directive[] = []
  let current: string[] = []
  for (let next = words.shift(); next !== undefined; next = words.shift()) {
    if (!next.isSign) {
      current.push(next.word)
    } else if (next.word === '}') {
      break
    } else {
      directives.push({ words: current, block: next.word === '{' ? read(words) : undefined })
      current = []
    }
  }
  return directives
}

function flat (directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap(directive => [directive, ...directive.words[0] === 'map' ? [] : flat(directive.block ?? [])])
}
