/** Writes the report of a shadow document as Markdown. */
import type { CorsShadowDifference, CorsShadowEffect, CorsShadowReport } from '../../types/shadow.ts'
import { codeMarkdown, proseMarkdown } from '../text/markdown.ts'
import { table } from './markdown.ts'

/** A kind of difference has at most so many samples. With fewer, they are all of its origins. */
const MAX_SAMPLES = 5

const VERBS: Readonly<Record<CorsShadowEffect, string>> = { blocks: 'newly block', allows: 'newly allow', changes: 'change other headers of' }

/**
 * Writes CommonMark with GitHub tables, with a line break at the end: a sentence for each effect, the differences, and what browsers and
 * caches would remember.
 *
 * @param report  the result of `app.cors.shadow.report()`
 */
export function renderShadow (report: CorsShadowReport): string {
  const { digest, since, requests, differences, others, remembered } = report
  const effects = (Object.keys(VERBS) as CorsShadowEffect[]).filter((effect) => report.totals[effect] > 0)
  return [
    '# Report of a shadow document\n',
    `The shadow document ${codeMarkdown(digest)} was compared on ${count(requests, 'request')} since ${since}.\n`,
    ...effects.length === 0 ? ['No response would change.\n'] : [effects.map((effect) => `- ${sentenceOf(effect, report)}\n`).join(''), rows(differences)],
    ...others === 0 ? [] : [`${count(others, 'request')} with differences of further kinds.\n`],
    ...(remembered?.advice ?? []).map((line) => `${proseMarkdown(line)}\n`)
  ].join('\n')
}

function sentenceOf (effect: CorsShadowEffect, { totals, requests, differences, others }: CorsShadowReport): string {
  const kinds = differences.filter((difference) => difference.effect === effect)
  const origins = [...new Set(kinds.flatMap(({ origins }) => origins))]
  const isComplete = others === 0 && kinds.every(({ origins, originClass }) => origins.length < MAX_SAMPLES && originClass !== 'none')
  const shown = origins.slice(0, MAX_SAMPLES).map(codeMarkdown).join(', ')
  const from = origins.length === 0 ? '' : isComplete && origins.length <= MAX_SAMPLES ? `, all from ${shown}` : `, for example from ${shown}`
  return `The shadow document would ${VERBS[effect]} ${shareOf(totals[effect], requests)} of the requests (${totals[effect]} of ${requests})${from}.`
}

/** Two digits, so that few requests of many are not nothing. */
function shareOf (part: number, whole: number): string {
  return `${Number((part / whole * 100).toPrecision(2))} %`
}

function count (number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function rows (differences: readonly CorsShadowDifference[]): string {
  return table(['Effect', 'Request', 'Policy', 'Now', 'Then', 'Kind of origin', 'Requests', 'Origins'], differences.map((difference) => [
    difference.effect,
    `${difference.kind === 'preflight' ? 'preflight for ' : ''}${codeMarkdown(difference.route)}`,
    codeMarkdown(difference.policy),
    difference.now ?? 'no CORS',
    difference.then ?? 'no CORS',
    difference.originClass,
    String(difference.count),
    difference.origins.map(codeMarkdown).join(', ')
  ]))
}
