/** Writes an explanation for a terminal: the exchanges, the failed step and the fix. */
import type { HeaderLine } from '../../types/browser.ts'
import type { ExplainedExchange, CorsExplanation, CorsPolicyChange } from '../../types/explanation.ts'
import { consoleLines, earlierHooksText, preflightText, preventedText, readableText, subjectText } from '../explain/trace-text.ts'
import type { Style } from '../text/style.ts'
import { REASONS } from '../explain/labels.ts'
import { escapeText } from '../text/escape.ts'
import { cookieLines } from './cookie.ts'

/** Writes the text, with a line break at the end. */
export function explanationText (explanation: CorsExplanation, paint: Style): string {
  const parts = [
    head(explanation, paint),
    ...explanation.exchanges.map((exchange, i) => exchangePart(exchange, i + 1, paint)),
    explanation.failure === null ? readablePart(explanation, paint) : failurePart(explanation, paint),
    ...changePart(explanation, paint),
    ...explanation.cookie === null ? [] : [cookieLines(explanation.cookie, paint)]
  ]
  return parts.map(lines => `${lines.join('\n')}\n`).join('\n')
}

function head ({ request, subject, cause, sources, guard, preflight }: CorsExplanation, paint: Style): string[] {
  const { method, url, origin, credentials, headers } = request
  return [
    paint('bold', escapeText(`${method} ${url}`)),
    escapeText(`  from a page of ${origin}, credentials: ${credentials}`),
    ...headers.map(line => `  ${headerText(line)}`),
    escapeText(`  handled ${subjectText(subject)}`),
    ...cause === null ? [] : [`  ${escapeText(cause)}`],
    ...sources.map(({ message }) => escapeText(`  ${message}`)),
    ...guard === null ? [] : [`  ${guard.message}`],
    escapeText(`  ${preflightText(preflight)}`)
  ]
}

function exchangePart ({ kind, request, response, steps }: ExplainedExchange, number: number, paint: Style): string[] {
  const { method, headers, credentials } = request
  const about = kind === 'preflight' ? 'preflight' : `actual request${credentials ? ', with credentials' : ''}`
  const reason = response.reason === null ? 'CORS is off: the response is assumed to have no CORS headers' : REASONS[response.reason]
  return [
    `${number} ${paint('cyan', '→')} ${paint('bold', escapeText(method))}  ${paint('dim', about)}`,
    ...headers.map(line => `    ${headerText(line)}`),
    `  ${paint('cyan', '←')} ${paint('bold', String(response.status ?? 'status of the handler'))}  ${paint('dim', reason)}`,
    ...response.headers.map(line => `    ${headerText(line)}`),
    ...steps.map(({ check, passed }) => passed ? paint('green', `    ✓ ${check}`) : paint(['red', 'bold'], `    ✗ ${check}`))
  ]
}

function headerText ([name, value]: HeaderLine): string {
  return escapeText(`${name}: ${value}`)
}

function readablePart (explanation: CorsExplanation, paint: Style): string[] {
  return [
    paint(['green', 'bold'], `✓ The page can read the response${escapeText(earlierHooksText(explanation))}.`),
    escapeText(`  Headers that it can read: ${readableText(explanation)}`)
  ]
}

function failurePart (explanation: CorsExplanation, paint: Style): string[] {
  const { failure, nearMisses } = explanation
  const { message, section } = failure!
  return [
    paint(['red', 'bold'], `✗ ${escapeText(message)}`),
    `  ${paint('dim', section)}`,
    escapeText(`  ${preventedText(explanation)}`),
    ...consoleLines(explanation).flatMap(([name, text]) => text.split('\n').map(line => `  ${name}: ${escapeText(line)}`)),
    ...nearMisses.map(({ message }) => `  Near miss: ${escapeText(message)}`)
  ]
}

const MARKS: Readonly<Record<CorsPolicyChange['verdict'], string>> = {
  safe: 'Fix: ',
  'adds-findings': 'Fix, with new findings of lint: ',
  'widens-credentials': 'Fix, widens access with credentials: ',
  unsafe: 'Fix, unsafe: ',
  rejected: 'Invalid fix: ',
  none: ''
}

function changePart ({ change, differingEngines }: CorsExplanation, paint: Style): string[][] {
  const elsewhere = differingEngines.length === 0 ? [] : [[`Different outcome in: ${differingEngines.join(', ')}.`]]
  if (change === null) return elsewhere
  const { verdict, message, patch } = change
  return [...elsewhere, [
    paint(verdict === 'safe' ? 'bold' : ['yellow', 'bold'], MARKS[verdict]) + escapeText(message),
    ...patch.map(({ op, path, value }) => `  ${op} ${escapeText(path)} ${escapeText(JSON.stringify(value))}`)
  ]]
}
