import type { ServerResponse } from '../../../types/browser.ts'
import { accessOf, NO_ACCESS, WITH_CREDENTIALS } from '../access.ts'
import { corsLines } from '../browser-verdict.ts'
import { probe, type ProbeRequest } from '../probe.ts'
import { getFromEach, repetitions } from '../requests.ts'
import type { CheckTarget } from '../target.ts'

/** Checks that the same request always gets the same response. */
export const consistency = probe({
  id: 'consistency',
  title: 'the same request gets the same response',
  area: 'access',
  kinds: {
    'inconsistent-responses': {
      why: 'Pages fail intermittently, and the other findings of this report depend on chance. Often one of several servers runs another version, or a firewall has started to block requests.',
      recommendation: 'Make sure that all servers behind the host name run the same version and configuration, and that no firewall limits these requests. Then check again.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches'
    }
  },
  plan: target => ({ first: getFromEach(origins(target)) }),
  followUps: ({ allowed: [origin], untrusted: [untrustedOrigin] }) => ({
    repeatedAllowed: origin === undefined ? new Map<number, ProbeRequest>() : repetitions(origin),
    repeatedUntrusted: repetitions(untrustedOrigin)
  }),
  judge (target, { first, repeatedAllowed, repeatedUntrusted }, report) {
    for (const origin of origins(target)) {
      const repeated = origin === target.untrusted[0] ? repeatedUntrusted : repeatedAllowed
      const received = [first.get(origin) ?? [], ...repeated.values()].flat()
      const levels = received.map(response => accessOf(origin, target, response))
      const other = received.findIndex((response, i) => levels[i] !== levels[0] || response.status !== received[0]!.status)
      if (other === -1) continue
      const pair = [received[0]!, received[other]!] as const
      const readers = levels.filter(level => level !== NO_ACCESS).length
      const isAccess = new Set(levels).size > 1
      report('inconsistent-responses', {
        severity: isAccess && (target.allowed.includes(origin) || levels.includes(WITH_CREDENTIALS)) ? 'error' : 'warning',
        subject: origin,
        message: `The same request from ${origin} gets different responses: ${isAccess ? `a page can read ${readers} of ${received.length} responses` : statuses(received)}.`,
        expected: ['the same response to the same request'],
        actual: pair.flatMap(corsLines),
        evidence: pair
      })
    }
  }
})

/** One allowed origin, if there is one, and one untrusted origin. */
function origins ({ allowed, untrusted: [untrustedOrigin] }: CheckTarget): readonly string[] {
  return [...allowed.slice(0, 1), untrustedOrigin]
}

function statuses (received: readonly ServerResponse[]): string {
  return `the status is ${[...new Set(received.map(({ status }) => status))].join(' or ')}`
}
