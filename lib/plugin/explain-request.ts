/** Explains a request to an application. */
import type { CorsExplanation } from '../../types/explanation.ts'
import type { CorsApplicationQuestion } from '../../types/question.ts'
import { explainApplication } from '../explain/application.ts'
import type { BootedApplication } from './booted-application.ts'
import { resolveRequest } from './resolve-request.ts'
import { sourceReader } from './source-reader.ts'

/** @throws QuestionError if the question is invalid */
export function explainRequest (booted: BootedApplication, question: CorsApplicationQuestion): Promise<CorsExplanation> {
  return explainApplication(question, (...request) => resolveRequest(booted, ...request), (...request) => sourceReader(booted, ...request))
}
