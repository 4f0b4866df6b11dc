/** Which keys of `routes` a location of nginx is, and paths that show how locations are chosen. */
import { findText } from '../../origins/automaton.ts'
import { automatonOf } from '../../origins/expression.ts'
import { ifComparable } from '../../origins/expression-rule.ts'
import { isExpression, type Location } from './levels.ts'
import { regExpOf, regExpParts } from './reg-exp.ts'

/** A part of a path that no configuration has. */
const OTHER = 'zq'

/** A key, and a path that it covers. */
export interface PathKey {
  readonly key: string
  readonly path: string
}

/** The keys of a location; empty if no key of `routes` can express its paths. */
export function routeKeysOf (location: Location): readonly PathKey[] {
  const { sign, text } = location
  // A key would read these signs as parameters, or as they are before nginx decodes a path.
  if (/[:*%\s]/.test(text) && !isExpression(location)) return []
  if (sign === '=') return [{ key: text, path: text }]
  if (isExpression(location)) return ofExpression(text)
  return text === '/' || !text.startsWith('/') ? [] : [ofPrefix(text)]
}

function ofPrefix (text: string): PathKey {
  const base = text.replace(/\/$/, '')
  return { key: `${base}/*`, path: `${base}/${OTHER}` }
}

/** `^/api/`, `^/(?:api|files)/(.*)$`, `^/status$` */
function ofExpression (text: string): readonly PathKey[] {
  const [, begin, options, rest = ''] = /^\^((?:\/|[\w-]|\\\.)+)(?:\((?:\?:)?([\w|-]+)\)((?:\/|[\w-])*))?(?:\(?\.\*\)?\$?)?$/.exec(text) ?? []
  if (begin !== undefined) return (options ?? '').split('|').map(option => ofPrefix(begin.replaceAll('\\', '') + option + rest)).filter(({ key }) => key !== '/*')
  const [, whole] = /^\^((?:\/|[\w-]|\\\.)+)\$$/.exec(text) ?? []
  return whole === undefined ? [] : [whole.replaceAll('\\', '')].map(path => ({ key: path, path }))
}

/** Paths for which a location can be chosen, each at its borders, and those of an expression below each key. */
export function pathsAround (location: Location, others: readonly Location[]): readonly string[] {
  const { sign, text } = location
  if (sign === '=') return [text, `${text}/${OTHER}`]
  if (!isExpression(location)) return text.startsWith('/') ? [text, text.replace(/(.)\/$/, '$1'), `${text.replace(/\/$/, '')}/${OTHER}`, text + OTHER] : []
  const covered = others.flatMap(other => routeKeysOf(other).map(({ key }) => key.replace(/\*$/, '')))
  const borders = routeKeysOf(location).flatMap(({ key, path }) => key === path ? [path, `${path}/${OTHER}`] : [key.slice(0, -2), `${key.slice(0, -2)}${OTHER}`, path])
  return [...borders, ...['/', ...covered].flatMap(prefix => pathBelow(prefix, location) ?? [])]
}

/** Whether it is not known which paths a location has, because its expression cannot be compared. */
export function isUnclear (location: Location): boolean {
  if (!isExpression(location)) return false
  const expression = regExpOf(location.text, location.sign === '~*')
  return expression === undefined || ifComparable(() => automatonOf({ ...regExpParts(expression), whole: false })) === undefined
}

/** A path that an expression has, and that begins with another path. @returns undefined if there is none, or it cannot be found */
function pathBelow (prefix: string, { sign, text }: Location): string | undefined {
  const expression = regExpOf(text, sign === '~*')
  return expression === undefined
    ? undefined
    : ifComparable(() => {
      const within = automatonOf({ source: `${prefix.replaceAll(/[^\w/]/g, String.raw`\$&`)}.*`, flags: '', whole: true })
      return findText(within, [automatonOf({ ...regExpParts(expression), whole: false })], [true])
    })
}
