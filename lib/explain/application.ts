/** Explains a request to an application, which resolves each URL to its route and policy. */
import type { CorsExplanation } from '../../types/explanation.ts'
import type { CorsApplicationQuestion } from '../../types/question.ts'
import type { PolicyResolution, SourceReader } from '../../types/resolution.ts'
import { parseUrl } from '../browser/url.ts'
import { explanationOf } from './explanation.ts'
import { readQuestion, readUrl } from './question.ts'
import { withReadings } from './read-sources.ts'

/** Resolves a method (as the browser sends it), a path with its query, and a `Host`. */
export type SituationAt = (method: string, path: string, host: string | undefined) => PolicyResolution

/** Returns the sources for a request, as `situationAt` takes it. */
export type SourcesAt = (...request: Parameters<SituationAt>) => SourceReader

/**
 * Explains a request of a page to an application, and reads the sources of its policy.
 *
 * @throws QuestionError if the question is invalid
 */
export async function explainApplication (
  question: CorsApplicationQuestion, situationAt: SituationAt, sourcesAt: SourcesAt
): Promise<CorsExplanation> {
  const url = readUrl(question.url, question.host)
  const resolved = readQuestion(question, url)
  const host = question.host ?? (parseUrl(question.url) === undefined ? undefined : url.host)
  const request = [resolved.sentMethod, url.pathname + url.search, host] as const
  return explanationOf(await withReadings(situationAt(...request), resolved.request.origin, sourcesAt(...request)), resolved)
}
