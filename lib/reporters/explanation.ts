/** Explanation → text for a terminal: the conversation from top to bottom, the failing step, what to change. */
import type { HeaderLine } from '../../types/browser.ts'
import type { ExplainedExchange, CorsExplanation, CorsPolicyFix } from '../../types/explanation.ts'
import { preflightText, preventedText, readableText, subjectText } from '../explain/trace-text.ts'
import type { Style } from '../text/style.ts'
import { REASONS } from '../explain/labels.ts'
import { escapeText } from '../text/escape.ts'

/** Writes the text, with a line break at its end. */
export function explanationText (explanation: CorsExplanation, paint: Style): string {
  const parts = [
    head(explanation, paint),
    ...explanation.exchanges.map((exchange, i) => exchangePart(exchange, i + 1, paint)),
    explanation.failure === null ? readablePart(explanation, paint) : failurePart(explanation, paint),
    ...changePart(explanation, paint)
  ]
  return parts.map(lines => `${lines.join('\n')}\n`).join('\n')
}

function head ({ request, subject, preflight }: CorsExplanation, paint: Style): string[] {
  const { method, url, origin, credentials, headers } = request
  return [
    paint('bold', escapeText(`${method} ${url}`)),
    escapeText(`  from a page of ${origin}, credentials: ${credentials}`),
    ...headers.map(line => `  ${headerText(line)}`),
    escapeText(`  answered ${subjectText(subject)}`),
    escapeText(`  ${preflightText(preflight)}`)
  ]
}

function exchangePart ({ kind, request, answer, steps }: ExplainedExchange, number: number, paint: Style): string[] {
  const { method, headers, credentials } = request
  const about = kind === 'preflight' ? 'preflight' : `actual request${credentials ? ', with credentials' : ''}`
  const said = answer.reason === null ? 'CORS is off: taken for an answer without its headers' : REASONS[answer.reason]
  return [
    `${number} ${paint('cyan', '→')} ${paint('bold', escapeText(method))}  ${paint('dim', about)}`,
    ...headers.map(line => `    ${headerText(line)}`),
    `  ${paint('cyan', '←')} ${paint('bold', String(answer.status ?? 'status of the handler'))}  ${paint('dim', said)}`,
    ...answer.headers.map(line => `    ${headerText(line)}`),
    ...steps.map(({ check, passed }) => passed ? paint('green', `    ✓ ${check}`) : paint(['red', 'bold'], `    ✗ ${check}`))
  ]
}

function headerText ([name, value]: HeaderLine): string {
  return escapeText(`${name}: ${value}`)
}

function readablePart ({ readable }: CorsExplanation, paint: Style): string[] {
  return [
    paint(['green', 'bold'], '✓ The page may read the answer.'),
    escapeText(`  Headers that it may read: ${readableText({ readable })}`)
  ]
}

function failurePart (explanation: CorsExplanation, paint: Style): string[] {
  const { failure, nearMisses, console } = explanation
  const { words, section } = failure!
  return [
    paint(['red', 'bold'], `✗ ${escapeText(words)}`),
    `  ${paint('dim', section)}`,
    escapeText(`  ${preventedText(explanation)}`),
    ...console === null ? [] : [`  Chromium: ${escapeText(console)}`],
    ...nearMisses.map(({ words }) => `  Near: ${escapeText(words)}`)
  ]
}

const MARKS: Readonly<Record<CorsPolicyFix['verdict'], string>> = {
  safe: 'To change: ',
  'adds-findings': 'To change, with findings of lint: ',
  'widens-credentials': 'To change, widens access with credentials: ',
  unsafe: 'To change, unsafe: ',
  refused: 'Refused: ',
  none: ''
}

function changePart ({ change, differingEngines }: CorsExplanation, paint: Style): string[][] {
  const elsewhere = differingEngines.length === 0 ? [] : [[`Otherwise in: ${differingEngines.join(', ')}.`]]
  if (change === null) return elsewhere
  const { verdict, words, patch } = change
  return [...elsewhere, [
    paint(verdict === 'safe' ? 'bold' : ['yellow', 'bold'], MARKS[verdict]) + escapeText(words),
    ...patch.map(({ op, path, value }) => `  ${op} ${escapeText(path)} ${escapeText(JSON.stringify(value))}`)
  ]]
}
