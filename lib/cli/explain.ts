/** `explain <file>`: explains why a browser allows or blocks a request. Without a file, it explains pasted text. */
import type { HeaderLine } from '../../types/browser.ts'
import type { CorsSourceResult } from '../../types/decision.ts'
import type { CorsExplanation } from '../../types/explanation.ts'
import type { CorsPageQuestion } from '../../types/question.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { explain } from '../explain.ts'
import { decoratorOf, type LoadedApplication } from '../loaded-application.ts'
import { withoutPluginLint } from '../lint/boot-lint.ts'
import { explanationText } from '../reporters/explanation.ts'
import { jsonText } from '../text/json.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, UsageError, type Io } from './io.ts'
import { assertMethodIsKnown, comparedText, pastedData, readPasted, valuesFrom, type Pasted } from './explain/pasted.ts'
import { styleFor } from './style.ts'
import { withSubject } from './load-input.ts'

/** Prints the explanation, without the findings of lint in the log of the application. The exit status is 0 if the page can read the response, and for pasted text without a file. */
export async function explainCommand (file: string, values: CommandValues, io: Io): Promise<number> {
  const pasted = await readPasted(values, io)
  if (file === '') {
    if (pasted === undefined) throw new UsageError('The command explain needs a file, --from-console or --from-curl.')
    const data = pastedData(pasted, pasted.kind === 'console' ? undefined : questionOf(values, pasted))
    io.stdout.write(values.format === 'json' ? jsonText(data.json) : data.text(styleFor(io)))
    return EXIT.fine
  }
  const { url, ...question } = questionOf(values, pasted)
  if (pasted !== undefined) assertMethodIsKnown(pasted, question.method)
  const explanation = await withoutPluginLint(() => withSubject(file, io, subject => rethrowQuestionError(() => subject.kind === 'document'
    ? explainDocument(subject.document as CorsPolicy, url, question, values)
    : explainApplication(subject.application, url, question, values)), values.export))
  const style = styleFor(io)
  const { before, after } = pasted === undefined ? { before: '', after: '' } : comparedText(pasted, explanation, style)
  io.stdout.write(values.format === 'json'
    ? `${JSON.stringify(explanation, null, 2)}\n`
    : `${before}${explanationText(explanation, style)}${after}`)
  return explanation.outcome === 'allow' ? EXIT.fine : EXIT.problems
}

function explainDocument (document: CorsPolicy, url: string | undefined, question: CorsPageQuestion, values: CommandValues): CorsExplanation {
  const { host, policy, route } = values
  if (host !== undefined) throw new CommandError('A policy has no hosts. Use --url with the full URL instead of --host.')
  return explain(document, { ...question, url, policy, route, sourceResult: values['source-result'] as CorsSourceResult | undefined })
}

async function explainApplication (
  application: LoadedApplication, url: string | undefined, question: CorsPageQuestion, values: CommandValues
): Promise<CorsExplanation> {
  const { host, policy, route } = values
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

function questionOf (values: CommandValues, pasted: Pasted | undefined): CorsPageQuestion & { readonly url?: string } {
  const { url, origin, method, header, credentials, engine, cookie, 'local-network': localNetwork, 'cookie-set-by': cookieSetBy, 'cookie-set-at': cookieSetAt } = values
  const given = Object.entries({ url, origin, method, credentials, engine, headers: header?.map(lineOf), localNetwork, cookie, cookieSetBy, cookieSetAt })
  const question = { headers: [], ...pasted && valuesFrom(pasted), ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) }
  if (!('origin' in question)) {
    throw new UsageError(pasted === undefined
      ? 'The option --origin is missing. Use the origin of the page, or null.'
      : 'The pasted text does not name the origin of the page. Add --origin.')
  }
  return question as CorsPageQuestion
}

function lineOf (text: string): HeaderLine {
  const colon = text.indexOf(':')
  if (colon < 1) throw new UsageError(`--header must be "Name: value", not ${JSON.stringify(text)}.`)
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}
