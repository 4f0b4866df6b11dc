/** What a preflight allows with credentials, and to the origin of the page. `failures.test.ts` has every way to fail. */
import t from 'tap'
import { ENGINE_NAMES, factsOf } from '../../../lib/browser/engines.ts'
import { preflightCheck } from '../../../lib/browser/preflight-check.ts'
import type { PageRequest } from '../../../types/browser.ts'
import { OWN, PAGE, answer, simulate } from './simulate.ts'

t.test('with credentials, "*" is not a wildcard', async (t) => {
  const ask = (request: Partial<PageRequest>, methods: string, names: string): string | undefined =>
    simulate({ ...request, credentials: 'include' }, [{
      preflight: answer(204,
        ['Access-Control-Allow-Origin', PAGE], ['Access-Control-Allow-Credentials', 'true'],
        ['Access-Control-Allow-Methods', methods], ['Access-Control-Allow-Headers', names])
    }]).failure?.code
  const put: Partial<PageRequest> = { method: 'PUT' }
  t.equal(ask(put, '*', ''), 'method-not-allowed')
  t.equal(ask(put, '*, PUT', ''), 'no-response')
  t.equal(ask({ method: '*' }, '*', ''), 'no-response')
  t.equal(ask({ headers: [['x-a', '1']] }, '', '*'), 'header-not-allowed')
  t.equal(ask({ headers: [['*', '1']] }, '', '*'), 'no-response')
})

t.test('only Firefox does not check the origin of a preflight to the origin of the page', async (t) => {
  const request = { origin: PAGE, url: new URL(OWN), credentials: 'omit', method: 'PUT', unsafeHeaderNames: [], useCorsPreflight: false } as const
  for (const engine of ENGINE_NAMES) {
    const { grant } = preflightCheck(request, answer(204, ['Access-Control-Allow-Methods', 'PUT']), factsOf(engine))
    t.equal(grant !== undefined, engine === 'firefox', engine)
  }
})
