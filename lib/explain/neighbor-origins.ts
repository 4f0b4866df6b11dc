/** Origins that people often mean when they write another one. */
import { parseOrigin, type SerializedOrigin } from '../standard/origin.ts'

/** Origins with one difference that are often meant, at most four: the other scheme, the default port, the domain above, and its `www`. */
export function neighborsOf ({ scheme, host, port }: SerializedOrigin): string[] {
  const end = port === '' ? '' : `:${port}`
  const other = scheme === 'http' ? 'https' : scheme === 'https' ? 'http' : undefined
  const above = host.slice(host.indexOf('.') + 1)
  const neighbors = [
    ...(other === undefined ? [] : [`${other}://${host}${end}`]),
    ...(port === '' ? [] : [`${scheme}://${host}`]),
    ...(above.includes('.') ? [`${scheme}://${above}${end}`] : []),
    `${scheme}://www.${host}${end}`
  ]
  return neighbors.filter(neighbor => parseOrigin(neighbor) !== undefined)
}
