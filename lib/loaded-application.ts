/** Finds `app.cors` in an application that a tool has loaded. It can be of any version of this package, and from any loader. */
import type { CorsDocumentation } from '../types/documentation.ts'
import type { CorsExplanation } from '../types/explanation.ts'
import type { CorsApplicationQuestion } from '../types/question.ts'
import type { CorsPolicyDocument } from '../types/policy.ts'
import type { CorsLintFinding } from '../types/report.ts'
import type { CorsStatus } from '../types/status.ts'
import { childrenOf } from './fastify/instances.ts'

/** The parts of a Fastify instance that the command line uses. */
export interface LoadedApplication {
  register (plugin: unknown): unknown
  ready (): PromiseLike<unknown>
  close (): PromiseLike<unknown>
  readonly cors?: LoadedDecorator
}

/** `app.cors` of any version of this package. */
export interface LoadedDecorator {
  readonly explain?: (question: CorsApplicationQuestion) => Promise<CorsExplanation>
  readonly documentation?: () => Promise<CorsDocumentation>
  readonly lint?: () => Promise<readonly CorsLintFinding[]>
  readonly replace?: (document: CorsPolicyDocument) => Promise<unknown>
  readonly status?: () => Pick<CorsStatus, 'registrations'>
}

/** Finds `app.cors`, which is one object for the whole application, but inner scopes may be the only ones that have it. */
export function decoratorOf (application: LoadedApplication): LoadedDecorator | undefined {
  if (typeof application.cors?.explain === 'function') return application.cors
  for (const child of childrenOf(application)) {
    const found = decoratorOf(child as LoadedApplication)
    if (found !== undefined) return found
  }
  return undefined
}
