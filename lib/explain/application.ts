/** Explains a request to an application, which resolves each URL to its route and policy. */
import type { CorsExplanation } from '../../types/explanation.ts'
import type { CorsApplicationQuestion } from '../../types/question.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { parseUrl } from '../browser/url.ts'
import { explanationOf } from './explanation.ts'
import { readQuestion, readUrl } from './question.ts'

/** Resolves a method (as the browser sends it), a path with its query, and a `Host`. */
export type SituationAt = (method: string, path: string, host: string | undefined) => PolicyResolution

/**
 * Explains a request of a page to an application.
 *
 * @throws QuestionError if the question is invalid
 */
export function explainApplication (question: CorsApplicationQuestion, situationAt: SituationAt): CorsExplanation {
  const url = readUrl(question.url, question.host)
  const resolved = readQuestion(question, url)
  const host = question.host ?? (parseUrl(question.url) === undefined ? undefined : url.host)
  return explanationOf(situationAt(resolved.sentMethod, url.pathname + url.search, host), resolved)
}
