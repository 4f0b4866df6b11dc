/** What becomes of a request: the conversation from top to bottom, and its end. */
import type { HeaderLine } from '../../../../types/browser.ts'
import type { CorsTrace, ExplainedExchange } from '../../../../types/explanation.ts'
import { preflightText, preventedText, readableText, subjectText } from '../../../explain/trace-text.ts'
import { REASONS } from '../../../explain/labels.ts'
import { escapeText } from '../../../text/escape.ts'
import type { Child, Make, PageElement } from './dom.ts'

export function accountParts (make: Make, account: CorsTrace): PageElement[] {
  const { request, outcome, exchanges, differingEngines } = account
  const line = (...words: string[]) => words.map(words => make('p', {}, escapeText(words)))
  return [
    make('p', { class: 'verdict', 'data-outcome': outcome },
      `${outcome === 'allow' ? '✓' : '✗'} A page of `, make('code', {}, escapeText(request.origin)), ` may ${outcome === 'allow' ? '' : 'not '}read the answer.`),
    ...line(`${request.method} ${request.url}, answered ${subjectText(account.subject)}. It ${preflightText(account.preflight)}.`),
    make('ol', { class: 'exchanges' }, ...exchanges.map(exchange => exchangePart(make, exchange))),
    ...account.failure === null ? line(`Headers that it may read: ${readableText(account)}.`) : failureParts(make, account),
    ...differingEngines.length === 0 ? [] : line(`Otherwise in: ${differingEngines.join(', ')}.`)
  ]
}

function exchangePart (make: Make, { kind, request, answer, steps }: ExplainedExchange): PageElement {
  const about = kind === 'preflight' ? 'CORS-preflight request' : `actual request${request.credentials ? ', with credentials' : ''}`
  const said = answer.reason === null ? 'CORS is off: taken for an answer without its headers' : REASONS[answer.reason]
  return make('li', {},
    make('h3', {}, make('code', {}, escapeText(request.method)), ` ${about}`),
    ...headerLines(make, request.headers),
    make('h4', {}, make('code', {}, String(answer.status ?? 'status of the handler')), ` ${said}`),
    ...headerLines(make, answer.headers),
    make('ul', { class: 'steps' }, ...steps.map(({ check, passed }) =>
      make('li', { class: passed ? 'passed' : 'failed' }, `${passed ? '✓' : '✗'} ${check}`))))
}

function headerLines (make: Make, lines: readonly HeaderLine[]): PageElement[] {
  if (lines.length === 0) return []
  return [make('pre', {}, lines.map(([name, value]) => escapeText(`${name}: ${value}`)).join('\n'))]
}

function failureParts (make: Make, account: CorsTrace): PageElement[] {
  const { words, section } = account.failure!
  return [
    make('p', { class: 'failed' }, ...codeNodes(make, words)),
    make('p', {}, make('a', { href: section, rel: 'noreferrer' }, 'The step in the Fetch standard')),
    make('p', {}, escapeText(preventedText(account))),
    ...account.console === null ? [] : [make('p', {}, 'Chromium’s console:'), make('pre', {}, escapeText(account.console))],
    ...account.nearMisses.map(({ words }) => make('p', {}, 'Near: ', ...codeNodes(make, words)))
  ]
}

/** Sentences of the explainer set code between backticks. */
function codeNodes (make: Make, words: string): Child[] {
  return escapeText(words).split('`').map((part, i) => i % 2 === 0 ? part : make('code', {}, part))
}
