import { valuesOf } from '../../browser/header-values.ts'
import { baselinePreflights, baselineRequests, exchangesOf, type BaselineExchange } from '../baseline-requests.ts'
import { probe, type Kind } from '../probe.ts'

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
export const misplacedHeaders = probe({
  id: 'misplaced-headers',
  title: 'preflight headers are only in responses to preflights, and response headers only in other responses',
  area: 'syntax',
  kinds,
  plan: target => ({ requests: baselineRequests(target), preflights: baselinePreflights(target) }),
  judge (_target, { requests, preflights }, report) {
    const add = (id: Id, names: readonly string[], among: readonly BaselineExchange[]): void => {
      for (const { isPreflight, response } of among) {
        const present = names.filter(name => valuesOf(response.headers, name).length > 0)
        if (present.length === 0) continue
        report(id, {
          severity: 'info',
          subject: present.join(', '),
          message: `Browsers ignore ${present.join(', ')} in the response to ${isPreflight ? 'a preflight' : 'a request that is not a preflight'}.`,
          expected: present.map(name => `no ${name}`),
          evidence: [response],
          once: id
        })
      }
    }
    add('preflight-header-on-response', OF_PREFLIGHTS, exchangesOf(requests))
    add('expose-headers-on-preflight', OF_RESPONSES, exchangesOf(preflights))
    add('private-network-access-is-obsolete', OBSOLETE, exchangesOf(requests, preflights))
  }
})
