/** Tests that `explain` and Chromium report the same failed step, for every blocked row of test/cases.ts. */
import t from 'tap'
import { explain } from '../../../lib/tools.ts'
import { checkOf } from '../../../lib/browser/failures.ts'
import type { HeaderLine, ScriptedResponses } from '../../../types/browser.ts'
import { launchChromium } from '../chromium.ts'
import { openChromiumExchange } from '../model/chromium-exchange.ts'
import type { ExchangeCase } from '../model/exchange.ts'
import { cases, type Case } from '../../cases.ts'

const SUITE = 'refusals of test/cases.ts, explained and in real Chromium'

const refusing = cases.filter(({ reason }) => reason.endsWith('not-allowed'))

function explained ({ policy, request }: Case) {
  return explain(policy, { origin: request.origin!, method: request.requestMethod ?? request.method, engine: 'chromium' })
}

/** The response of the row. If it contains the origin of the row, that is replaced with the origin of the page. */
function responsesOf ({ request, status, headers }: Case, page: string): ScriptedResponses {
  const lines = Object.entries(headers).map(([name, value]): HeaderLine => [name, value === request.origin ? page : value])
  return status === undefined
    ? { response: { status: 200, headers: lines } }
    : { preflight: { status, headers: lines }, response: { status: 200, headers: lines } }
}

t.test('explain reports a failed step and the headers for every blocked row of test/cases.ts', async t => {
  for (const row of refusing) {
    const { failure, exchanges, outcome } = explained(row)
    // Browsers send "put" in upper case, so they never block it.
    if (row.request.requestMethod === 'put') {
      t.equal(outcome, 'allow', row.name)
      continue
    }
    t.equal(outcome, 'block', row.name)
    if (failure?.check === 'request-construction') continue
    t.equal(failure?.at, row.status === undefined ? 'response' : 'preflight', row.name)
    t.equal(exchanges.at(-1)?.response.reason, row.reason, row.name)
  }
})

const browser = await launchChromium()
await t.test(SUITE, async t => {
  const chromium = await openChromiumExchange(browser)
  t.teardown(async () => {
    await chromium.close()
    await browser.close()
  })
  const page = chromium.origins['app.test']
  const asked = refusing.map((row, i): ExchangeCase => ({
    key: `row-${i}`,
    sender: 'app.test',
    request: { url: `${chromium.origins['api.test']}/row-${i}/0`, method: row.request.requestMethod ?? row.request.method },
    hops: [responsesOf(row, page)]
  }))
  const observed = await chromium.perform(asked)
  for (const [i, row] of refusing.entries()) {
    const { outcome, failure } = explained(row)
    const seen = observed.get(`row-${i}`)!
    const isThrown = failure !== null && checkOf(failure.code) === 'request-construction'
    t.strictSame([seen.outcome, seen.corsError, seen.failedParameter || undefined, seen.thrown], [
      outcome, failure?.corsError ?? undefined, isThrown ? undefined : failure?.parameter || undefined, isThrown
    ], row.name)
  }
})
