/** `explain <file | module>`: what becomes of a request that a page makes. */
import type { HeaderLine } from '../../types/browser.ts'
import type { CorsExplanation } from '../../types/explanation.ts'
import type { CorsPageQuestion } from '../../types/question.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { explain } from '../explain.ts'
import { decoratorOf, type LoadedApplication } from '../decorator.ts'
import { explanationText } from '../reporters/explanation.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, UsageError, type Io } from './io.ts'
import { styleFor } from './style.ts'
import { withSubject } from './load-input.ts'

/** Prints the explanation; the exit status says whether the page may read the answer. */
export async function explainCommand (file: string, values: CommandValues, io: Io): Promise<number> {
  const question = questionOf(values)
  const explanation = await withSubject(file, io, subject => asking(() => subject.kind === 'document'
    ? explainDocument(subject.document as CorsPolicy, question, values)
    : explainApplication(subject.application, question, values)))
  io.stdout.write(values.format === 'json'
    ? `${JSON.stringify(explanation, null, 2)}\n`
    : explanationText(explanation, styleFor(io)))
  return explanation.outcome === 'allow' ? EXIT.fine : EXIT.refused
}

function explainDocument (document: CorsPolicy, question: CorsPageQuestion, { url, host, policy, route }: CommandValues): CorsExplanation {
  if (url !== undefined || host !== undefined) {
    throw new CommandError('a policy knows no URLs: name a --route or a --policy instead')
  }
  return explain(document, { ...question, policy, route })
}

async function explainApplication (
  application: LoadedApplication, question: CorsPageQuestion, { url, host, policy, route }: CommandValues
): Promise<CorsExplanation> {
  if (url === undefined || route !== undefined || policy !== undefined) {
    throw new CommandError('an application knows its routes: name a --url, and neither --route nor --policy')
  }
  const decorator = decoratorOf(application)
  if (decorator?.explain === undefined) {
    throw new CommandError('the application has not registered fastify-cors-policy, or a version that cannot explain')
  }
  return decorator.explain({ ...question, url, host })
}

/** A question that is none is a wrong argument, be it asked of this copy of the package or of the application's own. */
async function asking (ask: () => CorsExplanation | Promise<CorsExplanation>): Promise<CorsExplanation> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof TypeError && error.name === 'QuestionError' ? new CommandError(error.message) : error
  }
}

function questionOf ({ origin, method, header = [], credentials, engine }: CommandValues): CorsPageQuestion {
  if (origin === undefined) throw new UsageError('--origin is missing: the origin of the page that asks, or null')
  return { origin, method, credentials, engine, headers: header.map(lineOf) } as CorsPageQuestion
}

function lineOf (text: string): HeaderLine {
  const colon = text.indexOf(':')
  if (colon < 1) throw new UsageError(`--header is "Name: value", not ${JSON.stringify(text)}`)
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}
