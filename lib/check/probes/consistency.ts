import type { ServerResponse } from '../../../types/browser.ts'
import { accessOf, NO_ACCESS, WITH_CREDENTIALS } from '../access.ts'
import { probe } from '../probe.ts'
import type { Target } from '../target.ts'
import { requestFrom, requestsFrom } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

/** How often the same is asked once more, when all else has been: one server of three that differs is met nearly always. */
const AGAIN = 6

/** Whether one answer says what all would. */
export const consistency = probe({
  id: 'consistency',
  title: 'the same request gets the same answer',
  area: 'access',
  kinds: {
    'inconsistent-responses': {
      why: 'What is true of one answer is not of the next, so that pages fail now and then, and what is found or not found here is partly luck. Often one of several servers has another version, or somebody in between has begun to turn requests away.',
      recommendation: 'Bring all servers behind the name to the same version and configuration, and see that no firewall counts these requests. Then check again.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches'
    }
  },
  plan: target => requestsFrom(origins(target)),
  further: target => Object.fromEntries(origins(target).flatMap(origin => rounds(origin).map((name, i) => [name, { ...requestFrom(origin), again: i + 1 }]))),
  judge (target, seen, report) {
    for (const origin of origins(target)) {
      const names = [origin, ...rounds(origin)].filter(name => seen.answer(name) !== undefined)
      const answers = names.map(name => seen.answer(name)!)
      const levels = answers.map(answer => accessOf(origin, target, answer))
      const other = answers.findIndex((answer, i) => levels[i] !== levels[0] || answer.status !== answers[0]!.status)
      if (other === -1) continue
      const readers = levels.filter(level => level !== NO_ACCESS).length
      const isAccess = new Set(levels).size > 1
      report('inconsistent-responses', {
        severity: isAccess && (target.allowed.includes(origin) || levels.includes(WITH_CREDENTIALS)) ? 'error' : 'warning',
        subject: origin,
        message: `The same request from a page of ${origin} is answered in several ways: ${isAccess ? `${readers} of ${answers.length} answers let it read` : statuses(answers)}.`,
        expected: ['the same answer to the same request'],
        seen: [answers[0]!, answers[other]!].flatMap(corsLines),
        shownBy: [names[0]!, names[other]!]
      })
    }
  }
})

/** One that should get in, and one that should not. */
function origins ({ allowed, untrusted: [stranger] }: Target): readonly string[] {
  return [...allowed.slice(0, 1), stranger]
}

function rounds (origin: string): readonly string[] {
  return Array.from({ length: AGAIN }, (_, i) => `${origin} again ${i + 1}`)
}

function statuses (answers: readonly ServerResponse[]): string {
  return `the status is ${[...new Set(answers.map(({ status }) => status))].join(' or ')}`
}
