/** Explains a request to an application, which says what each URL is answered from. */
import type { CorsExplanation } from '../../types/explanation.ts'
import type { CorsApplicationQuestion } from '../../types/question.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { parseUrl } from '../browser/url.ts'
import { explanationOf } from './explanation.ts'
import { readQuestion, readUrl } from './question.ts'

/** What is answered to a method (as the browser sends it) at a path with its query, under a `Host`. */
export type SituationAt = (method: string, path: string, host: string | undefined) => PolicyResolution

/**
 * Explains what becomes of a page's request to an application.
 *
 * @throws QuestionError for a question that is none
 */
export function explainApplication (question: CorsApplicationQuestion, situationAt: SituationAt): CorsExplanation {
  const url = readUrl(question.url, question.host)
  const asked = readQuestion(question, url)
  const host = question.host ?? (parseUrl(question.url) === undefined ? undefined : url.host)
  return explanationOf(situationAt(asked.sentMethod, url.pathname + url.search, host), asked)
}
