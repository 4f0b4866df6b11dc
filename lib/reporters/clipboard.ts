/** Writes what is known about pasted text, without a policy, for a terminal. */
import type { HeaderLine } from '../../types/browser.ts'
import type { CorsPageQuestion } from '../../types/question.ts'
import type { ConsoleDiagnosis } from '../clipboard/diagnosis.ts'
import type { Requirements } from '../clipboard/required-response-headers.ts'
import { preflightText } from '../explain/trace-text.ts'
import { escapeText } from '../text/escape.ts'
import type { Style } from '../text/style.ts'

const BROWSERS: Readonly<Record<ConsoleDiagnosis['engine'], string>> = { chromium: 'Chromium', firefox: 'Firefox', safari: 'Safari' }

/** The cause that lines of a console have. */
export function diagnosisText (diagnosis: ConsoleDiagnosis, paint: Style): string {
  const { engine, url, origin, method, messages, section, recommendations } = diagnosis
  const [first, ...others] = messages as [string, ...string[]]
  return [
    paint('bold', escapeText(`${BROWSERS[engine]} blocks ${method === null ? 'a request' : method}${url === null ? '' : ` ${method === null ? 'to ' : ''}${url}`}`)),
    ...origin === null ? [] : [escapeText(`  from a page of ${origin}`)],
    paint(['red', 'bold'], `✗ ${escapeText(first)}`),
    ...others.map(message => `  Or: ${escapeText(message)}`),
    `  ${paint('dim', section)}`,
    ...recommendations.map(text => `Recommendation: ${escapeText(text)}`),
    ''
  ].join('\n')
}

/** A copied request, and what a server must send to allow it. */
export function requirementsText (question: CorsPageQuestion & { readonly url: string }, required: Requirements | undefined, notes: readonly string[], paint: Style): string {
  const { origin, url, method = 'GET', credentials = 'same-origin' } = question
  const lines = (headers: readonly HeaderLine[]): string[] => headers.map(([name, value]) => escapeText(`    ${name}: ${value}`))
  return [
    paint('bold', escapeText(`${method} ${url}`)),
    escapeText(`  from a page of ${origin}, credentials: ${credentials}`),
    ...notes.map(note => escapeText(`  ${note}`)),
    ...required === undefined
      ? [paint(['red', 'bold'], '✗ A page cannot send this request.')]
      : [
          escapeText(`  ${preflightText(required.need === null ? null : { reasons: required.need.reasons, headerNames: required.need.unsafeHeaderNames, method })}`),
          'The page can read the response if the server sends:',
          ...required.need === null ? [] : ['  to the preflight (OPTIONS), with a status of 200 to 299', ...lines(required.preflight)],
          '  with the response', ...lines(required.response)
        ],
    ''
  ].join('\n')
}
