/** Which rows a filter leaves. */

/**
 * Makes a filter: a row stays if it holds every word that was typed, whatever the case.
 *
 * @param texts  of the rows
 * @returns      of a query, whether each row stays
 */
export function filterOf (texts: readonly string[]): (query: string) => boolean[] {
  const folded = texts.map(text => text.toLowerCase())
  return query => {
    const words = query.toLowerCase().split(/\s+/).filter(word => word !== '')
    return folded.map(text => words.every(word => text.includes(word)))
  }
}
