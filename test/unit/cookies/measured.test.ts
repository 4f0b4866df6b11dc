/** Whether the model of cookies agrees with what browsers did. */
import t from 'tap'
import { explainCookie } from '../../../lib/cookies.ts'
import { COOKIES, MEASURED } from './measured.ts'

/** In the order of the columns. */
const SETUPS = ['chromium blocked', 'chromium allowed', 'firefox partitioned', 'safari allowed', 'safari blocked'] as const

for (const { name, page, api, sent, attributes = '', ...rest } of MEASURED) {
  t.test(`cookies are sent as measured: ${name}`, async t => {
    const bySetup = new Map<string, string[]>(SETUPS.map(setup => [setup, []]))
    for (const [key, cookie] of Object.entries(COOKIES)) {
      const { browsers } = explainCookie({ cookie: cookie + attributes, origin: page, url: `${api}/r`, credentials: 'include', ...rest })
      for (const { engine, thirdPartyCookies, sent } of browsers) if (sent) bySetup.get(`${engine} ${thirdPartyCookies}`)!.push(key)
    }
    for (const [i, setup] of SETUPS.entries()) {
      const expected = sent[i]
      if (expected !== null) t.strictSame(bySetup.get(setup)!.join(' '), expected, setup)
    }
  })
}
