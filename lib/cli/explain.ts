/** `explain <file>`: explains why a browser allows or blocks a request. */
import type { HeaderLine } from '../../types/browser.ts'
import type { CorsSourceResult } from '../../types/decision.ts'
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

/** Prints the explanation. The exit status is 0 if the page can read the response. */
export async function explainCommand (file: string, values: CommandValues, io: Io): Promise<number> {
  const question = questionOf(values)
  const explanation = await withSubject(file, io, subject => rethrowQuestionError(() => subject.kind === 'document'
    ? explainDocument(subject.document as CorsPolicy, question, values)
    : explainApplication(subject.application, question, values)), values.export)
  io.stdout.write(values.format === 'json'
    ? `${JSON.stringify(explanation, null, 2)}\n`
    : explanationText(explanation, styleFor(io)))
  return explanation.outcome === 'allow' ? EXIT.fine : EXIT.refused
}

function explainDocument (document: CorsPolicy, question: CorsPageQuestion, values: CommandValues): CorsExplanation {
  const { url, host, policy, route } = values
  if (url !== undefined || host !== undefined) {
    throw new CommandError('A policy has no URLs. Use --route or --policy instead of --url and --host.')
  }
  return explain(document, { ...question, policy, route, sourceResult: values['source-result'] as CorsSourceResult | undefined })
}

async function explainApplication (
  application: LoadedApplication, question: CorsPageQuestion, values: CommandValues
): Promise<CorsExplanation> {
  const { url, host, policy, route } = values
  if (url === undefined || route !== undefined || policy !== undefined || values['source-result'] !== undefined) {
    throw new CommandError('An application needs --url, and does not accept --route, --policy or --source-result.')
  }
  const decorator = decoratorOf(application)
  if (decorator?.explain === undefined) {
    throw new CommandError('The application has not registered fastify-cors-policy, or its version does not support explain.')
  }
  return decorator.explain({ ...question, url, host })
}

/** Turns an error about an invalid question into a command error. It may come from the copy of the package of the application. */
async function rethrowQuestionError (work: () => CorsExplanation | Promise<CorsExplanation>): Promise<CorsExplanation> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof TypeError && error.name === 'QuestionError' ? new CommandError(error.message) : error
  }
}

function questionOf ({ origin, method, header = [], credentials, engine }: CommandValues): CorsPageQuestion {
  if (origin === undefined) throw new UsageError('The option --origin is missing. Use the origin of the page, or null.')
  return { origin, method, credentials, engine, headers: header.map(lineOf) } as CorsPageQuestion
}

function lineOf (text: string): HeaderLine {
  const colon = text.indexOf(':')
  if (colon < 1) throw new UsageError(`--header must be "Name: value", not ${JSON.stringify(text)}.`)
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}
