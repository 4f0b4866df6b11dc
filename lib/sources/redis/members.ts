/** The members of a set. */

/** The approximate number of members of one reply. SMEMBERS would block Redis until it has read all members. */
const BATCH = '1000'

/** Yields all members in lists. A member can be there twice if the set changes meanwhile. */
export async function * membersOf (
  send: (...command: [name: string, ...args: string[]]) => Promise<unknown>, set: string
): AsyncGenerator<string[], void, undefined> {
  let cursor = '0'
  do {
    const [next, members] = await send('SSCAN', set, cursor, 'COUNT', BATCH) as [unknown, readonly unknown[]]
    yield members.map(String)
    cursor = String(next)
  } while (cursor !== '0')
}
