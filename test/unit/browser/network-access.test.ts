/** What engines block before the CORS protocol: mixed content and local networks, as they were measured. */
import t from 'tap'
import { ENGINE_NAMES } from '../../../lib/browser/engines.ts'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import { NETWORK_ROWS } from './network-rows.ts'

const server = () => ({ status: 200, headers: [['Access-Control-Allow-Origin', '*']] as const })

t.test('each engine blocks the measured requests, with and without the permission of the user', async (t) => {
  for (const { page, url, results, granted } of NETWORK_ROWS) {
    for (const [network, expected] of [['denied', results], ['granted', granted ?? results]] as const) {
      for (const engine of ENGINE_NAMES) {
        const { failure, requests } = simulateFetch({ origin: page, url }, server, { engine, network })
        t.equal(failure?.code ?? 'sent', expected[engine] ?? 'sent', `${network}, ${engine}: ${page} requests ${url}`)
        t.equal(requests.length, failure === undefined ? 1 : 0, 'the server receives nothing that is blocked')
      }
    }
    t.equal(simulateFetch({ origin: page, url }, server).failure, undefined, 'without the option, nothing is blocked')
  }
})

t.test('the steps come before the preflight, and at each redirect', async (t) => {
  const checks = (url: string): string[] => simulateFetch({ origin: 'https://app.test', url, method: 'PUT' }, ({ kind, hop }) =>
    ({ status: kind === 'actual' && hop === 0 ? 307 : 204, headers: [['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Methods', '*'], ['Location', 'http://api.test/']] }),
  { network: 'denied' }).steps.map(({ subject, check, failure }) => `${subject} ${check}${failure === undefined ? '' : ' fails'}`)
  t.strictSame(checks('http://api.test/').slice(-2), ['request request-port', 'request mixed-content fails'])
  t.strictSame(checks('https://api.test/').slice(4, 7), ['request mixed-content', 'request local-network', 'preflight response-received'])
  t.equal(checks('https://api.test/').at(-1), 'request mixed-content fails', 'a redirect to http')
})

t.test('the network of a page below .test is unknown, and names that only contain it are public', async (t) => {
  const code = (origin: string): string | undefined =>
    simulateFetch({ origin, url: 'https://127.0.0.1:8443/' }, server, { engine: 'chromium', network: 'denied' }).failure?.code
  for (const origin of ['https://app.test', 'https://app.test.']) t.equal(code(origin), undefined, origin)
  for (const origin of ['https://app.test.example', 'https://apptest.example']) t.equal(code(origin), 'local-network', origin)
})
