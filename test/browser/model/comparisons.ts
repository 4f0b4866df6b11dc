/** The tests that compare the model with a browser. CASES, URLS and SEED repeat or lengthen a run. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import type { Engine } from '../../../types/browser.ts'
import { CHANGING_SEED as SEED, countOf } from '../../unit/properties/seed.ts'
import { runSequences } from './cache-sequences.ts'
import type { Comparison } from './conclusion.ts'
import type { Exchange } from './exchange.ts'
import { otherRequests, type OtherCase } from './other-requests.ts'
import { runExchanges } from './random-exchanges.ts'

const CASES = countOf('CASES', 200, 20_000)
/** Chromium keeps about 1000. */
const URLS = countOf('URLS', 20, 800)

const FILE = new URL('../../vectors/other-requests.json', import.meta.url)

/** Compares what pages send without `fetch()` with the file from which `docs/engines.md` is made. TAP_SNAPSHOT=1 writes the file. */
export async function compareOtherRequests (
  exchange: Exchange, engine: Engine, run: (cases: readonly OtherCase[]) => Promise<Record<string, string>>
): Promise<void> {
  await t.test(`what else pages send in ${engine}`, async (t) => {
    const { origins, server } = exchange
    const results = await otherRequests(server, origins['app.test'], origins['api.test'], run)
    const known = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>
    if (t.writeSnapshot) return writeFileSync(FILE, `${JSON.stringify({ ...known, [engine]: results }, null, 2)}\n`)
    t.same(results, known[engine])
  })
}

/** Compares the requests, outcomes and readable headers of random exchanges, and the preflight cache. */
export async function compareWith (exchange: Exchange, engine: Engine, comparison: Comparison): Promise<void> {
  await t.test(`the preflight cache of the model agrees with ${engine} at ${URLS} URLs, SEED=${SEED}`, async (t) => {
    const { disagreements, hits } = await runSequences(exchange, engine, comparison, URLS, SEED)
    t.comment(`${hits} requests found their preflight in the cache`)
    t.equal(disagreements.length, 0, 'model and browser agree on every request')
    t.same(disagreements.slice(0, 3), [], 'the first disagreements')
    t.ok(hits >= 3, 'all repeated requests of the first URL')
  })
  await t.test(`the model agrees with ${engine} in ${CASES} random exchanges, SEED=${SEED}`, async (t) => {
    const { tally, disagreements } = await runExchanges(exchange, engine, comparison, CASES, SEED)
    t.comment([...tally].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind}: ${count}`).join(', '))
    t.equal(disagreements.length, 0, 'model and browser agree on every exchange')
    t.same(disagreements.slice(0, 5), [], 'the first disagreements')
  })
}
