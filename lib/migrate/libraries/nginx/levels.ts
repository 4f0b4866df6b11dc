/** The levels of a configuration of nginx: `http`, `server`, `location` and `if`, and which location a path has. */
import type { Directive } from './directives.ts'
import { regExpOf } from './reg-exp.ts'

/** A block with what is around it. */
export interface Level {
  readonly kind: 'http' | 'server' | 'location' | 'if'
  /** The words before the braces. */
  readonly words: readonly string[]
  readonly directives: readonly Directive[]
  readonly outer: Level | undefined
}

/** A location, and how it is compared with paths. */
export interface Location extends Level {
  /** `=`, `^~`, `~`, `~*`, `@` for a name, or '' for the beginning of a path. */
  readonly sign: string
  /** A path, or an expression. */
  readonly text: string
}

/** The servers of a configuration. Without a block `server`, the directives are those of one. */
export function serversOf (directives: readonly Directive[]): readonly Level[] {
  const top: Level = { kind: 'http', words: [], directives: directives.flatMap(directive => directive.name === 'http' ? directive.block ?? [] : [directive]), outer: undefined }
  const servers = top.directives.filter(({ name, block }) => name === 'server' && block !== undefined)
  if (servers.length === 0) return [{ ...top, kind: 'server' }]
  return servers.map(({ words, block = [] }) => ({ kind: 'server', words, directives: block, outer: top }))
}

const known = new WeakMap<Level, readonly Location[]>()

/** The locations directly in a level, each of which is one object. */
export function locationsIn (level: Level): readonly Location[] {
  const locations = known.get(level) ?? readLocations(level)
  known.set(level, locations)
  return locations
}

function readLocations (level: Level): readonly Location[] {
  return level.directives.filter(({ name, block }) => name === 'location' && block !== undefined).map(({ words, block = [] }) => {
    const [, glued, rest] = /^(=|\^~|~\*|~|@)?(.*)$/s.exec(words[0] ?? '')!
    return { kind: 'location', words, directives: block, outer: level, sign: glued ?? '', text: words[1] ?? rest! }
  })
}

/** All locations in a level, those inside of others included. */
export function allLocations (level: Level): readonly Location[] {
  return locationsIn(level).flatMap(location => [location, ...allLocations(location)])
}

/** Whether a location is for paths that an expression has. */
export function isExpression ({ sign }: Location): boolean {
  return sign.startsWith('~')
}

/** Whether a location hands requests to another server. nginx redirects the path without the slash at its end to such a location. */
export function handsOver ({ directives }: Level): boolean {
  return directives.some(({ name }) => /^(?:proxy|fastcgi|uwsgi|scgi|memcached|grpc)_pass$/.test(name))
}

/** Where nginx handles a request: https://nginx.org/en/docs/http/ngx_http_core_module.html#location */
export function levelFor (server: Level, path: string): Level {
  return found(server, path)?.level ?? server
}

/** A location, and whether expressions of the levels around it are not tried any more. */
interface Found {
  readonly level: Location
  readonly isFinal: boolean
}

function found (level: Level, path: string): Found | undefined {
  const locations = locationsIn(level)
  const exact = locations.find(({ sign, text }) => sign === '=' && text === path)
  if (exact !== undefined) return { level: exact, isFinal: true }
  const prefixes = locations.filter(({ sign }) => sign === '' || sign === '^~')
  const [longest] = prefixes.filter(({ text }) => path.startsWith(text)).sort((a, b) => b.text.length - a.text.length)
  const slashed = prefixes.find(location => location.text === `${path}/` && handsOver(location))
  if (slashed !== undefined && longest?.text !== path) return { level: slashed, isFinal: true }
  const inner = longest === undefined ? undefined : found(longest, path) ?? { level: longest, isFinal: false }
  if (inner?.isFinal === true) return inner
  const expression = longest?.sign === '^~' ? undefined : locations.find(location => isExpression(location) && accepts(location, path))
  if (expression === undefined) return inner
  return { level: found(expression, path)?.level ?? expression, isFinal: true }
}

/** Where nginx continues if there is no such file; undefined if it does not. */
export function fallbackOf (level: Level): Level | undefined {
  const last = level.kind === 'location' ? level.directives.find(({ name }) => name === 'try_files')?.words.at(-1) : undefined
  if (last === undefined || last.startsWith('=')) return undefined
  const server = serverOf(level)
  return last.startsWith('@') ? locationsIn(server).find(({ sign, text }) => sign + text === last) : levelFor(server, last.replace(/[?$].*/s, ''))
}

export function serverOf (level: Level): Level {
  return level.kind === 'server' ? level : serverOf(level.outer!)
}

/** Whether a server is only the part of a configuration that was given. */
export function isPart (server: Level): boolean {
  return server.outer === undefined
}

function accepts ({ sign, text }: Location, path: string): boolean {
  return regExpOf(text, sign === '~*')?.test(path) === true
}

/** The directives `add_header` that count: those of the innermost block that has any. */
export function addedIn (level: Level): readonly Directive[] {
  const own = level.directives.filter(({ name }) => name === 'add_header')
  return own.length > 0 || level.outer === undefined ? own : addedIn(level.outer)
}

/** Whether nginx itself has what is at a path. In a part of a configuration, this is not known. */
export function servesFiles (level: Level): boolean {
  if (level.kind === 'if') return servesFiles(level.outer!)
  if (isPart(serverOf(level))) return false
  return hasFiles(level)
}

/** Whether no directive of a location determines its responses, so that it serves files. */
export function hasFiles (level: Level): boolean {
  return !handsOver(level) && !level.directives.some(({ name }) => name === 'include' || /^(?:content_by|js_content|perl)/.test(name))
}

/** The block `limit_except` that applies to a method; undefined for none. With GET, it allows HEAD. */
export function limitFor ({ directives }: Level, method: string): Directive | undefined {
  return directives.find(({ name, words }) => name === 'limit_except' && !words.includes(method) && !(method === 'HEAD' && words.includes('GET')))
}

/** Whether nginx wants a password, which preflights do not have. */
export function wantsPassword (level: Level): boolean {
  return ['auth_basic', 'auth_request'].some(name => {
    const value = innermost(level, name)
    return value !== undefined && value !== 'off'
  })
}

/** The value of a directive, which an inner block replaces. */
function innermost ({ directives, outer }: Level, name: string): string | undefined {
  const own = directives.find(directive => directive.name === name)
  return own !== undefined || outer === undefined ? own?.words[0] : innermost(outer, name)
}
