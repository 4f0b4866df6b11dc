/** Explanation → text for a terminal: the conversation from top to bottom, the failing step, what to change. */
import type { HeaderLine } from '../../../types/browser.ts'
import type { ExplainedExchange, Explanation } from '../../../types/explanation.ts'
import type { Paint } from './paint.ts'
import { NEEDS, REASONS, SOURCES } from './terms.ts'
import { visible } from './visible.ts'

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
    visible(`  answered ${policyText(subject)}`),
    visible(`  ${preflightText(preflight)}`)
  ]
}

function policyText ({ kind, route, policy, name, from }: Explanation['subject']): string {
  if (kind === 'unreachable') return 'by Fastify itself, without hooks'
  if (kind === 'uncertain') return 'without a policy: the route cannot be told with certainty'
  const by = kind === 'not-found' ? 'by the not-found handler ' : route === null ? '' : `by ${route} `
  if (policy === false) return `${by}without a policy: CORS is off, by ${SOURCES[from]}`
  return `${by}under ${name === null ? 'the policy' : `the policy ${JSON.stringify(name)}`} of ${SOURCES[from]}`
}

function preflightText (preflight: Explanation['preflight']): string {
  if (preflight === null) return 'needs no preflight'
  const { reasons, headerNames } = preflight
  const why = reasons.map(reason => reason === 'headers' ? `${NEEDS.headers} ${headerNames.join(', ')}` : NEEDS[reason])
  return `needs a preflight: ${why.join('; ')}`
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
  const { everything, names } = readable!
  return [
    paint(['green', 'bold'], '✓ The page may read the answer.'),
    `  Headers that it may read: ${everything ? 'all but Set-Cookie' : names.map(visible).join(', ')}`
  ]
}

function failurePart ({ failure, exchanges, request, preflight, nearMisses, console }: Explanation, paint: Paint): string[] {
  const { words, section } = failure!
  const isPrevented = !exchanges.some(({ kind }) => kind === 'actual')
  const method = preflight?.method ?? request.method
  return [
    paint(['red', 'bold'], `✗ ${visible(words)}`),
    `  ${paint('dim', section)}`,
    isPrevented
      ? visible(`  The ${method} request is not sent.`)
      : '  The request has been sent all the same; only its answer is kept from the page.',
    ...console === null ? [] : [`  Chromium: ${visible(console)}`],
    ...nearMisses.map(({ words }) => `  Near: ${visible(words)}`)
  ]
}

function changePart ({ change, otherwise }: Explanation, paint: Paint): string[][] {
  const elsewhere = otherwise.length === 0 ? [] : [[`Otherwise in: ${otherwise.join(', ')}.`]]
  if (change === null) return elsewhere
  const { verdict, words, patch } = change
  const mark = { safe: 'To change: ', unsafe: 'To change, unsafe: ', refused: 'Refused: ', none: '' }[verdict]
  return [...elsewhere, [
    paint(verdict === 'safe' ? 'bold' : ['yellow', 'bold'], mark) + visible(words),
    ...patch.map(({ op, path, value }) => `  ${op} ${visible(path)} ${visible(JSON.stringify(value))}`)
  ]]
}
