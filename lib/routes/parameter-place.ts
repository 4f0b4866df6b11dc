/** Which part of a URL a route has as the value of a parameter. */
import { shapeOf, type PatternParameter } from './pattern.ts'

/**
 * Returns a text for the place of a parameter: if it is equal for two patterns, they have the same value at each URL that both match. If it
 * differs, the values can be equal too. '' for a pattern without the parameter.
 */
export function parameterPlace (pattern: string, name: string): string {
  const { key, parameters } = shapeOf(pattern, true)
  // The router writes the values into an object, so the last parameter of a name has the name.
  const position = parameters.findLastIndex((parameter) => parameter.name === name)
  if (position === -1) return ''
  // An expression can have no group, or several groups. Then the router gives its names to the values of other groups, or to none.
  return valuesIn(parameters)[position] ?? `${position} ${key}`
}

/** The places of all values that the router finds, in its order: one for each group of a regular expression, and for each other parameter. */
function valuesIn (parameters: readonly PatternParameter[]): string[] {
  const segments = new Map<number, [PatternParameter, ...PatternParameter[]]>()
  for (const parameter of parameters) {
    const others = segments.get(parameter.segment)
    if (others === undefined) segments.set(parameter.segment, [parameter])
    else others.push(parameter)
  }
  return [...segments.values()].flatMap(valuesOf)
}

/** The places of the values of a segment. In a URL that two patterns match, letter case is the same for both. */
function valuesOf (parameters: readonly [PatternParameter, ...PatternParameter[]]): string[] {
  const [{ isWildcard, segment, prefix, expression, suffix }] = parameters
  const start = `${segment} ${prefix.toLowerCase()}`
  if (isWildcard) return [`${start}*`]
  const isWhole = parameters.length === 1 && suffix === ''
  const whole = `${start}:`
  if (isWhole && expression === '') return [whole]
  const text = parameters.map(({ expression, suffix }) => `\0${expression}${suffix}`).join('')
  return Array.from({ length: groupsIn(parameters) }, (_, i) => isWhole && i === 0 && /^\((?!\?)/.test(expression) ? whole : `${start}${text} ${i}`)
}

/** The number of groups in the regular expression of a segment, as the router makes it. */
function groupsIn (parameters: readonly PatternParameter[]): number {
  const source = parameters.map(({ expression }) => expression || '()').join('')
  return new RegExp(`${source}|`).exec('')!.length - 1
}
