/** An application as input of the tools, with `app.cors` of any version of this package, loaded by any loader. */
import type { CorsDocumentation } from '../types/documentation.ts'
import type { CorsExplanation } from '../types/explanation.ts'
import type { CorsApplicationQuestion } from '../types/question.ts'
import type { CorsLintFinding } from '../types/report.ts'

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
}

/** The description of Fastify's symbol for the child instances. */
const CHILDREN = 'fastify.children'

/** Finds `app.cors`, which is one object for the whole application, but inner scopes may be the only ones that have it. */
export function decoratorOf (application: LoadedApplication): LoadedDecorator | undefined {
  if (typeof application.cors?.explain === 'function') return application.cors
  const key = Object.getOwnPropertySymbols(application).find(({ description }) => description === CHILDREN)
  const children = key === undefined ? [] : (application as unknown as Record<symbol, readonly LoadedApplication[]>)[key]!
  for (const child of children) {
    const found = decoratorOf(child)
    if (found !== undefined) return found
  }
  return undefined
}
