/** The blocks `map` of a configuration. */
import type { Directive } from './directives.ts'

/** https://nginx.org/en/docs/http/ngx_http_map_module.html#map */
export interface NginxMap {
  /** The text whose value is looked up. */
  readonly source: string
  /** The values by texts, lower case, which nginx tries first. */
  readonly texts: ReadonlyMap<string, string>
  /** The values by expressions, in the order in which nginx tries them. */
  readonly expressions: readonly ExpressionRow[]
  /** The value for all others. */
  readonly other: string
  readonly isVolatile: boolean
}

interface ExpressionRow {
  readonly text: string
  readonly ignoresCase: boolean
  readonly value: string
}

/** The maps by their variables, lower case. */
export function mapsIn (all: readonly Directive[]): ReadonlyMap<string, NginxMap> {
  return new Map(all.flatMap(({ name, words, block }) => name === 'map' && block !== undefined ? [[(words[1] ?? '').slice(1).toLowerCase(), mapOf(words[0] ?? '', block)] as const] : []))
}

/** Directives in a map that have no value. */
const NOT_ROWS: ReadonlySet<string> = new Set(['default', 'volatile', 'hostnames', 'include'])

function mapOf (source: string, block: readonly Directive[]): NginxMap {
  const has = (word: string): boolean => block.some(({ name, words }) => name === word && words.length === 0)
  const isOfHosts = has('hostnames')
  const texts = new Map<string, string>()
  const [hosts, expressions]: [Array<ExpressionRow & { readonly rank: number }>, ExpressionRow[]] = [[], []]
  for (const { name, words: [value = ''] } of block) {
    const host = isOfHosts ? hostExpression(name) : undefined
    if (host !== undefined) hosts.push({ ...host, ignoresCase: true, value })
    else if (name.startsWith('~')) expressions.push({ text: name.replace(/^~\*?/, ''), ignoresCase: name.startsWith('~*'), value })
    else if (!NOT_ROWS.has(name)) texts.set(name.replace(/^\\/, '').toLowerCase(), value)
  }
  return {
    source,
    texts,
    expressions: [...hosts.sort((a, b) => b.rank - a.rank), ...expressions],
    other: block.find(({ name }) => name === 'default')?.words[0] ?? '',
    isVolatile: has('volatile')
  }
}

/** The longest names come first, those with "*" at the end last. @returns undefined for a text without a wildcard */
function hostExpression (name: string): { readonly text: string, readonly rank: number } | undefined {
  const [, first, rest] = /^(\*?\.)(.+)$/.exec(name) ?? []
  if (rest !== undefined) return { text: `^${first === '.' ? String.raw`(?:.+\.)?` : String.raw`.+\.`}${escaped(rest)}$`, rank: rest.length }
  const [, begin] = /^(.+\.)\*$/.exec(name) ?? []
  return begin === undefined ? undefined : { text: `^${escaped(begin)}.+$`, rank: begin.length - 1e6 }
}

function escaped (text: string): string {
  return text.replaceAll(/[^\w-]/g, String.raw`\$&`)
}
