/** Filters rows. */

/**
 * Makes a filter. A row matches if it contains every word of the query, regardless of case.
 *
 * @param texts  the texts of the rows
 * @returns      a function that returns for each row whether it matches a query
 */
export function filterOf (texts: readonly string[]): (query: string) => boolean[] {
  const folded = texts.map(text => text.toLowerCase())
  return query => {
    const words = query.toLowerCase().split(/\s+/).filter(word => word !== '')
    return folded.map(text => words.every(word => text.includes(word)))
  }
}
