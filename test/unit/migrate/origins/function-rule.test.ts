/** Why a function about origins cannot be converted. */
import t from 'tap'
import { fromFastifyCors } from '../../../../lib/migrate.ts'

type Callback = (error: null, allows: boolean) => void

for (const every of [2, 3, 5, 7]) {
  t.test(`a function that blocks every call of ${every} is named as one with two different results`, async t => {
    let calls = 0
    const { verdict, summary } = await fromFastifyCors({ origin: (_origin: string, callback: Callback) => { callback(null, calls++ % every !== 0) } }, { version: '11.4.3' })
    t.equal(verdict, 'not-convertible')
    t.match(summary, /^Not convertible: The function returned two different results for \S+\. Which origins is it meant for\?$/)
  })
}
