/** The result of the simulator: all exchanges and the outcome. */
import type { HeaderLine } from '../../../../types/browser.ts'
import type { CorsTrace, ExplainedExchange } from '../../../../types/explanation.ts'
import { consoleLines, earlierHooksText, preflightText, preventedText, readableText, subjectText } from '../../../explain/trace-text.ts'
import { REASONS } from '../../../explain/labels.ts'
import { escapeText } from '../../../text/escape.ts'
import type { Child, Make, PageElement } from './dom.ts'

export function traceParts (make: Make, trace: CorsTrace): PageElement[] {
  const { request, outcome, exchanges, differingEngines } = trace
  const paragraphs = (...texts: string[]) => texts.map(text => make('p', {}, escapeText(text)))
  return [
    make('p', { class: 'verdict', 'data-outcome': outcome },
      `${outcome === 'allow' ? '✓' : '✗'} A page of `, make('code', {}, escapeText(request.origin)), ' ' +
      `${outcome === 'allow' ? 'can' : 'cannot'} read the response${outcome === 'allow' ? escapeText(earlierHooksText(trace)) : ''}.`),
    ...paragraphs(`${request.method} ${request.url}, handled ${subjectText(trace.subject)}. It ${preflightText(trace.preflight)}.`),
    ...trace.guard === null ? [] : paragraphs(trace.guard.message),
    ...trace.sources.map(({ message }) => make('p', {}, ...codeNodes(make, message))),
    make('ol', { class: 'exchanges' }, ...exchanges.map(exchange => exchangePart(make, exchange))),
    ...trace.failure === null ? paragraphs(`Headers that it can read: ${readableText(trace)}.`) : failureParts(make, trace),
    ...differingEngines.length === 0 ? [] : paragraphs(`Different outcome in: ${differingEngines.join(', ')}.`)
  ]
}

function exchangePart (make: Make, { kind, request, response, steps }: ExplainedExchange): PageElement {
  const about = kind === 'preflight' ? 'CORS-preflight request' : `actual request${request.credentials ? ', with credentials' : ''}`
  const reason = response.reason === null ? 'CORS is off: the response is assumed to have no CORS headers' : REASONS[response.reason]
  return make('li', {},
    make('h3', {}, make('code', {}, escapeText(request.method)), ` ${about}`),
    ...headerLines(make, request.headers),
    make('h4', {}, make('code', {}, String(response.status ?? 'status of the handler')), ` ${reason}`),
    ...headerLines(make, response.headers),
    make('ul', { class: 'steps' }, ...steps.map(({ check, passed }) =>
      make('li', { class: passed ? 'passed' : 'failed' }, `${passed ? '✓' : '✗'} ${check}`))))
}

function headerLines (make: Make, lines: readonly HeaderLine[]): PageElement[] {
  if (lines.length === 0) return []
  return [make('pre', {}, lines.map(([name, value]) => escapeText(`${name}: ${value}`)).join('\n'))]
}

function failureParts (make: Make, trace: CorsTrace): PageElement[] {
  const { message, section } = trace.failure!
  return [
    make('p', { class: 'failed' }, ...codeNodes(make, message)),
    make('p', {}, make('a', { href: section, rel: 'noreferrer' }, 'The step in the Fetch standard')),
    make('p', {}, escapeText(preventedText(trace))),
    ...consoleLines(trace).flatMap(([name, text]) => [make('p', {}, `Console of ${name}:`), make('pre', {}, text.split('\n').map(escapeText).join('\n'))]),
    ...trace.nearMisses.map(({ message }) => make('p', {}, 'Near miss: ', ...codeNodes(make, message)))
  ]
}

/** Turns text in backticks into code. */
function codeNodes (make: Make, message: string): Child[] {
  return escapeText(message).split('`').map((part, i) => i % 2 === 0 ? part : make('code', {}, part))
}
