import { valuesOf } from '../../browser/header-values.ts'
import { probe, type Kind } from '../probe.ts'
import { answered, planOf, baselinePreflights, baselineRequests, type Answered } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const kinds = {
  'preflight-header-on-response': {
    why: 'Browsers read these headers of preflights alone. Elsewhere they are bytes on every answer.',
    recommendation: 'Send them with the answers to preflights only.',
    source: 'https://fetch.spec.whatwg.org/#http-responses'
  },
  'expose-headers-on-preflight': {
    why: 'What pages may read of an answer is said by that answer. On a preflight the header has no effect.',
    recommendation: 'Send it with the answers to the requests themselves.',
    source: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers'
  },
  'private-network-access-is-obsolete': {
    why: 'Browsers ask the user now, and no server, before a page reaches into a private network. No browser asks for this header.',
    recommendation: 'Leave it out.',
    source: 'https://wicg.github.io/local-network-access/'
  }
} satisfies Record<string, Kind>

const OF_PREFLIGHTS = ['access-control-allow-methods', 'access-control-allow-headers', 'access-control-max-age']
const OF_RESPONSES = ['access-control-expose-headers']
const OBSOLETE = ['access-control-allow-private-network']

/** Whether headers stand where browsers look for them. */
export const misplacedHeaders = probe<Id>({
  id: 'misplaced-headers',
  title: 'the headers of preflights are on preflights, and those of answers on answers',
  area: 'syntax',
  kinds,
  plan: target => planOf([...baselineRequests(target), ...baselinePreflights(target)]),
  judge (target, seen, report) {
    const answers = answered([...baselineRequests(target), ...baselinePreflights(target)], seen)
    const tell = (id: Id, names: readonly string[], among: readonly Answered[]): void => {
      for (const { name, isPreflight, answer } of among) {
        const there = names.filter(name => valuesOf(answer.headers, name).length > 0)
        if (there.length === 0) continue
        report(id, {
          severity: 'info',
          subject: there.join(', '),
          message: `No browser looks for ${there.join(', ')} in the answer to ${isPreflight ? 'a preflight' : 'a request that is no preflight'}.`,
          expected: there.map(name => `no ${name}`),
          seen: corsLines(answer),
          shownBy: [name]
        })
        return
      }
    }
    tell('preflight-header-on-response', OF_PREFLIGHTS, answers.filter(({ isPreflight }) => !isPreflight))
    tell('expose-headers-on-preflight', OF_RESPONSES, answers.filter(({ isPreflight }) => isPreflight))
    tell('private-network-access-is-obsolete', OBSOLETE, answers)
  }
})
