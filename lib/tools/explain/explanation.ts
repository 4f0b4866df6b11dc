/** What becomes of a request, and what to change. */
import type { Explanation } from '../../../types/explanation.ts'
import type { Situation } from '../../../types/situation.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { accountOf } from './account.ts'
import { changeFor } from './change.ts'
import type { AskedQuestion } from './question.ts'

/** Explains what becomes of a request. The result is frozen in all its depth. */
export function explanationOf (situation: Situation, question: AskedQuestion): Explanation {
  const account = accountOf(situation, question)
  const { failure } = account
  return deepFreeze<Explanation>({ ...account, change: failure === null ? null : changeFor(situation, question, failure) })
}
