/** Explanation → text for a terminal: the conversation from top to bottom, the failing step, what to change. */
import type { HeaderLine } from '../../types/browser.ts'
import type { ExplainedExchange, Explanation, PolicyChange } from '../../types/explanation.ts'
import { preflightText, preventedText, readableText, subjectText } from '../explain/trace-text.ts'
import type { Paint } from '../text/style.ts'
import { REASONS } from '../explain/labels.ts'
import { visible } from '../text/escape.ts'

/** Writes the text, with a line break at its end. */
export function explanationText (explanation: Explanation, paint: Paint): string {
  const parts = [
    head(explanation, paint),
    ...explanation.exchanges.map((exchange, i) => exchangePart(exchange, i + 1, paint)),
    explanation.failure === null ? readablePart(explanation, paint) : failurePart(explanation, paint),
    ...changePart(explanation, paint)
  ]
  return parts.map(lines => `${lines.join('\n')}\n`).join('\n')
}

function head ({ request, subject, preflight }: Explanation, paint: Paint): string[] {
  const { method, url, origin, credentials, headers } = request
  return [
    paint('bold', visible(`${method} ${url}`)),
    visible(`  from a page of ${origin}, credentials: ${credentials}`),
    ...headers.map(line => `  ${headerText(line)}`),
    visible(`  answered ${subjectText(subject)}`),
    visible(`  ${preflightText(preflight)}`)
  ]
}

function exchangePart ({ kind, request, answer, steps }: ExplainedExchange, number: number, paint: Paint): string[] {
  const { method, headers, credentials } = request
  const about = kind === 'preflight' ? 'preflight' : `actual request${credentials ? ', with credentials' : ''}`
  const said = answer.reason === null ? 'CORS is off: taken for an answer without its headers' : REASONS[answer.reason]
  return [
    `${number} ${paint('cyan', '→')} ${paint('bold', visible(method))}  ${paint('dim', about)}`,
    ...headers.map(line => `    ${headerText(line)}`),
    `  ${paint('cyan', '←')} ${paint('bold', String(answer.status ?? 'status of the handler'))}  ${paint('dim', said)}`,
    ...answer.headers.map(line => `    ${headerText(line)}`),
    ...steps.map(({ check, passed }) => passed ? paint('green', `    ✓ ${check}`) : paint(['red', 'bold'], `    ✗ ${check}`))
  ]
}

function headerText ([name, value]: HeaderLine): string {
  return visible(`${name}: ${value}`)
}

function readablePart ({ readable }: Explanation, paint: Paint): string[] {
  return [
    paint(['green', 'bold'], '✓ The page may read the answer.'),
    visible(`  Headers that it may read: ${readableText({ readable })}`)
  ]
}

function failurePart (explanation: Explanation, paint: Paint): string[] {
  const { failure, nearMisses, console } = explanation
  const { words, section } = failure!
  return [
    paint(['red', 'bold'], `✗ ${visible(words)}`),
    `  ${paint('dim', section)}`,
    visible(`  ${preventedText(explanation)}`),
    ...console === null ? [] : [`  Chromium: ${visible(console)}`],
    ...nearMisses.map(({ words }) => `  Near: ${visible(words)}`)
  ]
}

const MARKS: Readonly<Record<PolicyChange['verdict'], string>> = {
  safe: 'To change: ',
  'adds-findings': 'To change, with findings of lint: ',
  'widens-credentials': 'To change, widens access with credentials: ',
  unsafe: 'To change, unsafe: ',
  refused: 'Refused: ',
  none: ''
}

function changePart ({ change, otherwise }: Explanation, paint: Paint): string[][] {
  const elsewhere = otherwise.length === 0 ? [] : [[`Otherwise in: ${otherwise.join(', ')}.`]]
  if (change === null) return elsewhere
  const { verdict, words, patch } = change
  return [...elsewhere, [
    paint(verdict === 'safe' ? 'bold' : ['yellow', 'bold'], MARKS[verdict]) + visible(words),
    ...patch.map(({ op, path, value }) => `  ${op} ${visible(path)} ${visible(JSON.stringify(value))}`)
  ]]
}
