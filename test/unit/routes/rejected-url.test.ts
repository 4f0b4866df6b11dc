/** Why the router rejects a URL. */
import createRouter from 'find-my-way'
import t from 'tap'
import { isMalformed, isParameterTooLong } from '../../../lib/routes/rejected-url.ts'

const ROWS: ReadonlyArray<readonly [url: string, isTooLong: boolean, isMalformed: boolean]> = [
  ['/abc', false, false],
  ['/abcd', true, false],
  ['/a/abcd/a', true, false],
  ['/abc?abcd', false, false],
  ['/abc/abc', false, false],
  ['/%C3%A9%C3%A9%C3%A9', false, false],
  ['/%C3%A9%C3%A9%C3%A9%C3%A9', true, false],
  ['/a?%', false, false],
  ['/%', false, true],
  ['/%C3', false, true],
  ['/abcd/%', false, true]
]

t.test('a long part and an invalid percent-encoding are two things, as for the router', async t => {
  for (const [url, isTooLong, isInvalid] of ROWS) {
    t.equal(isParameterTooLong(url, 3), isTooLong, `${url} has a long part`)
    t.equal(isMalformed(url), isInvalid, `${url} is malformed`)
    const router = createRouter({ maxParamLength: 3, onMaxParamLength: () => {}, onBadUrl: () => {} })
    for (const pattern of ['/:a', '/:a/:b', '/:a/:b/:c']) router.on('GET', pattern, () => {}, 'a route')
    const found = router.find('GET', url)
    t.equal(found?.store !== 'a route', isTooLong || isInvalid, `the router rejects ${url}`)
  }
})
