/** Writes a report of refusals as Markdown, and as HTML in the style of the documentation. All of it can hold text of clients. */
import type { CorsRefusal, CorsRefusalReport } from '../../types/refusals.ts'
import { htmlPage, htmlText } from '../text/html.ts'
import { codeMarkdown, proseMarkdown } from '../text/markdown.ts'
import { pageAssets } from './assets.ts'
import type { DocumentationPage } from './html.ts'

const TITLE = 'Refused requests'

/** Writes CommonMark with GitHub tables, with a line break at the end. */
export function renderRefusalsMarkdown (report: CorsRefusalReport): string {
  const sections = report.refusals.map((refusal) => `## ${proseMarkdown(headingOf(refusal))}\n\n${proseMarkdown(refusal.cause)}\n\n` +
    factsOf(refusal).map(([name, values]) => `- ${name}: ${values.map(codeMarkdown).join(', ')}\n`).join('') +
    (refusal.change === null ? '' : `\n${proseMarkdown(changeText(refusal.change))}\n`))
  return [`# ${TITLE}\n\n${proseMarkdown(totalText(report))}\n`, ...sections].join('\n')
}

/** Writes one self-contained HTML file. */
export function renderRefusalsHtml (report: CorsRefusalReport): string {
  return refusalsPage(report).html
}

/** Writes the page, with the header for a server. */
export function refusalsPage (report: CorsRefusalReport, title = TITLE, details: readonly string[] = [], { style } = pageAssets()): DocumentationPage {
  const paragraphs = [...details, totalText(report)].map((text) => `<p>${htmlText(text)}</p>\n`).join('')
  const body = `\n<main>\n<h1>${htmlText(title)}</h1>\n${paragraphs}${report.refusals.map(sectionHtml).join('')}</main>\n`
  return htmlPage({ title: htmlText(title), style, body })
}

function sectionHtml (refusal: CorsRefusal): string {
  const rows = factsOf(refusal).map(([name, values]) =>
    `<div><dt>${name}</dt><dd>${values.map((value) => `<code>${htmlText(value)}</code>`).join(', ')}</dd></div>`)
  const change = refusal.change === null ? '' : `<p>${htmlText(changeText(refusal.change))}</p>\n`
  return `<section class="policy">\n<h2>${htmlText(headingOf(refusal))}</h2>\n<p${refusal.isOwn ? ' class="failed"' : ''}>${htmlText(refusal.cause)}</p>\n` +
    `<dl>${rows.join('')}</dl>\n${change}</section>\n`
}

function headingOf ({ kind, route, reason, count }: CorsRefusal): string {
  return `${route}: ${reason}, ${count} ${kind === 'preflight' ? 'preflight' : 'request'}${count === 1 ? '' : 's'}`
}

function factsOf ({ policy, origins, methods, headers, since, last }: CorsRefusal): (readonly [name: string, values: readonly string[]])[] {
  const lists = [['Policy', [policy]], ['Origins', origins], ['Methods', methods], ['Headers', headers], ['First', [since]], ['Last', [last]]] as const
  return lists.filter(([, values]) => values.length > 0)
}

const VERDICTS: Readonly<Record<NonNullable<CorsRefusal['change']>['verdict'], string>> = {
  safe: 'To allow it: ',
  'adds-findings': 'To allow it, with new findings of lint: ',
  'widens-credentials': 'To allow it, with access to the session of the user: ',
  unsafe: 'To allow it, unsafe: ',
  rejected: 'Invalid: ',
  none: ''
}

function changeText ({ verdict, message }: NonNullable<CorsRefusal['change']>): string {
  return `${VERDICTS[verdict]}${message}`
}

function totalText ({ refusals, others, since }: CorsRefusalReport): string {
  const total = refusals.reduce((sum, { count }) => sum + count, others)
  return `${total} request${total === 1 ? '' : 's'} refused since ${since}.${others === 0 ? '' : ` ${others} of them are of further kinds.`}`
}
