/** A sample by what rows are about, since each of them starts servers and sends a hundred requests. */
import { isLong } from '../../unit/properties/seed.ts'

/** All rows in the long run. In other runs those of which a class is in no row before, so that each class stays. */
export function firstOfEach<Row> (rows: readonly Row[], classesOf: (row: Row) => readonly string[]): readonly Row[] {
  const seen = new Set<string>()
  return rows.filter(row => {
    const isNew = classesOf(row).filter(name => !seen.has(name))
    for (const name of isNew) seen.add(name)
    return isLong || isNew.length > 0
  })
}
