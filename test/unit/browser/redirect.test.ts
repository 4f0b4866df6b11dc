/** What is a redirect, and where it leads. The other tests of the model show what is sent there. */
import t from 'tap'
import { ENGINE_NAMES, factsOf } from '../../../lib/browser/engines.ts'
import { locationOf } from '../../../lib/browser/redirect.ts'

const BASE = new URL('http://api.test/r')

for (const engine of ENGINE_NAMES) {
  const facts = factsOf(engine)
  const targetOf = (status: number, ...locations: readonly string[]): string =>
    String(locationOf({ status, headers: locations.map(value => ['Location', value] as const) }, BASE, facts))

  t.test(`${engine}: statuses with a location`, async t => {
    for (const status of [301, 302, 303, 307, 308]) t.equal(targetOf(status, '/a'), 'http://api.test/a', `${status}`)
    for (const status of [309, 399]) t.equal(targetOf(status, '/a'), facts.followsUnknownRedirects ? 'http://api.test/a' : 'none', `${status}`)
    for (const status of [200, 299, 300, 304, 400]) t.equal(targetOf(status, '/a'), 'none', `${status}`)
  })

  t.test(`${engine}: none, one or two locations`, async t => {
    t.equal(targetOf(302), 'none')
    t.equal(targetOf(302, '/a', '/a'), facts.joinsLocations ? 'http://api.test/a,%20/a' : 'http://api.test/a')
    t.equal(targetOf(302, '/a', '/b'), facts.joinsLocations ? 'http://api.test/a,%20/b' : 'malformed')
  })
}
