/** An application as the tools are given it, and `app.cors` on it: of any version of this package, loaded by any loader. */
import type { CorsDocumentation } from '../types/documentation.ts'
import type { CorsExplanation } from '../types/explanation.ts'
import type { CorsApplicationQuestion } from '../types/question.ts'
import type { CorsLintFinding } from '../types/report.ts'

/** The parts of a Fastify instance that a command uses. */
export interface LoadedApplication {
  register (plugin: unknown): unknown
  ready (): PromiseLike<unknown>
  close (): PromiseLike<unknown>
  readonly cors?: LoadedDecorator
}

/** `app.cors` of whatever version the application has. */
export interface LoadedDecorator {
  readonly explain?: (question: CorsApplicationQuestion) => Promise<CorsExplanation>
  readonly documentation?: () => Promise<CorsDocumentation>
  readonly lint?: () => Promise<readonly CorsLintFinding[]>
}

/** The description of the symbol under which Fastify keeps the instances inside. */
const CHILDREN = 'fastify.children'

/** `app.cors`, which is one for the whole application; a plugin that is registered in inner scopes only has it there. */
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
