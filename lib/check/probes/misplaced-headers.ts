import { valuesOf } from '../../browser/header-values.ts'
import { probe, type Kind } from '../probe.ts'
import { exchangesOf, requestsByName, baselinePreflights, baselineRequests, type BaselineExchange } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const kinds = {
  'preflight-header-on-response': {
    why: 'Browsers read these headers only in responses to preflights. In other responses they have no effect.',
    recommendation: 'Send them only in responses to preflights.',
    source: 'https://fetch.spec.whatwg.org/#http-responses'
  },
  'expose-headers-on-preflight': {
    why: 'The header applies to the response that contains it. In the response to a preflight it has no effect.',
    recommendation: 'Send it in the responses to the actual requests.',
    source: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers'
  },
  'private-network-access-is-obsolete': {
    why: 'Browsers now ask the user, and not the server, before a page connects to a private network. No browser uses this header.',
    recommendation: 'Remove the header.',
    source: 'https://wicg.github.io/local-network-access/'
  }
} satisfies Record<string, Kind>

const OF_PREFLIGHTS = ['access-control-allow-methods', 'access-control-allow-headers', 'access-control-max-age']
const OF_RESPONSES = ['access-control-expose-headers']
const OBSOLETE = ['access-control-allow-private-network']

/** Checks that headers are in the responses in which browsers read them. */
export const misplacedHeaders = probe<Id>({
  id: 'misplaced-headers',
  title: 'preflight headers are only in responses to preflights, and response headers only in other responses',
  area: 'syntax',
  kinds,
  plan: target => requestsByName([...baselineRequests(target), ...baselinePreflights(target)]),
  judge (target, responses, report) {
    const exchanges = exchangesOf([...baselineRequests(target), ...baselinePreflights(target)], responses)
    const add = (id: Id, names: readonly string[], among: readonly BaselineExchange[]): void => {
      for (const { name, isPreflight, response } of among) {
        const present = names.filter(name => valuesOf(response.headers, name).length > 0)
        if (present.length === 0) continue
        report(id, {
          severity: 'info',
          subject: present.join(', '),
          message: `Browsers ignore ${present.join(', ')} in the response to ${isPreflight ? 'a preflight' : 'a request that is not a preflight'}.`,
          expected: present.map(name => `no ${name}`),
          actual: corsLines(response),
          evidence: [name]
        })
        return
      }
    }
    add('preflight-header-on-response', OF_PREFLIGHTS, exchanges.filter(({ isPreflight }) => !isPreflight))
    add('expose-headers-on-preflight', OF_RESPONSES, exchanges.filter(({ isPreflight }) => isPreflight))
    add('private-network-access-is-obsolete', OBSOLETE, exchanges)
  }
})
