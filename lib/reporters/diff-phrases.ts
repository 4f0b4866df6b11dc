/** The parts of a report about the difference of two policies: the same for a terminal and for Markdown. */
import type { Phrase } from '../../types/documentation.ts'
import type { CorsDiffChange, CorsDiffGrant, CorsDiffOrigins, CorsDiffSubject, CorsPolicyDiff } from '../../types/diff.ts'
import { keptLines } from './diff-remembered.ts'
import { codes, originsPhrases, rightsPhrase, secondsPhrase, unlessPhrase, type ListedOrigins } from './diff-origins.ts'

/** `+` for what pages gain, `-` for what they lose, `~` for other changes, `!` for what is kept of the first policy. */
export type DiffMark = '+' | '-' | '~' | '!'

export interface DiffLine {
  readonly mark: DiffMark
  readonly text: Phrase
  /** The origins that the line is about. */
  readonly items: readonly Phrase[]
}

/** A change of a report. */
export interface DiffSection {
  readonly title: Phrase
  readonly lines: readonly DiffLine[]
}

/** A report. */
export interface DiffReport {
  readonly summary: string
  readonly sections: readonly DiffSection[]
  /** About the whole difference. */
  readonly notes: readonly Phrase[]
}

/** Changes that a report for people shows. JSON has all. */
const MAX_SECTIONS = 50

/**
 * Prepares a report for people.
 *
 * @param most  the number of changes that it shows at most
 */
export function diffReport (diff: CorsPolicyDiff, most = MAX_SECTIONS): DiffReport {
  const { changes, kind, policyNames: { added, removed } } = diff
  const more = changes.length - most
  return {
    summary: summaryOf(diff),
    sections: changes.slice(0, most).map(change => ({ title: subjectsPhrase(change.subjects), lines: linesOf(change) })),
    notes: [
      ...more > 0 ? [[`${more} more ${more === 1 ? 'change is' : 'changes are'} only in the format json.`]] : [],
      ...added.length === 0 ? [] : [['New names in ', { code: 'policies' }, ': ', ...codes(added), '.']],
      ...removed.length === 0 ? [] : [['Removed names in ', { code: 'policies' }, ': ', ...codes(removed), '. An application with a route that uses one of them does not start.']],
      ...kind === 'application' || changes.length === 0 ? [] : [['Routes can have other policies by ', { code: 'config.cors' }, ', which is unknown here. Use ', { code: '--app' }, ' to compare the routes of an application.']]
    ]
  }
}

function summaryOf ({ widens, narrows, changes, policyNames: { added, removed } }: CorsPolicyDiff): string {
  if (widens) return narrows ? 'Pages gain and lose access.' : 'Pages gain access.'
  if (narrows) return 'Pages lose access.'
  if (changes.length > 0) {
    const names = changes.flatMap(({ maxAge, fields }) => [...maxAge === null ? [] : ['maxAge'], ...fields.map(({ field }) => field)])
    return `Pages have the same access. The policies differ in ${[...new Set(names)].join(', ')}.`
  }
  return added.length + removed.length === 0 ? 'Both policies allow the same.' : 'Both policies allow the same, under other names.'
}

function subjectsPhrase (subjects: readonly CorsDiffSubject[]): Phrase {
  const routes = subjects.flatMap(subject => subject.kind === 'routes' ? [subject.pattern] : subject.kind === 'route' ? [routeText(subject)] : [])
  const names = subjects.flatMap(subject => subject.kind === 'policy' ? [subject.name] : [])
  const prefixes = subjects.flatMap(subject => subject.kind === 'not-found' ? [subject.prefix] : [])
  const parts: Phrase[] = [
    ...routes.length === 0 ? [] : [codes(routes)],
    ...subjects.some(({ kind }) => kind === 'other-routes') ? [['all other routes']] : [],
    ...prefixes.map((prefix): Phrase => prefix === '' ? ['unknown URLs'] : ['unknown URLs below ', { code: prefix }]),
    ...names.length === 0 ? [] : [['routes that choose ', ...codes(names)]]
  ]
  return parts.flatMap((part, i) => i === 0 ? part : [i === parts.length - 1 ? ' and ' : ', ', ...part])
}

function routeText ({ method, url, constraints }: CorsDiffSubject & { readonly kind: 'route' }): string {
  return `${method} ${url}${constraints === '' ? '' : ` (${constraints})`}`
}

function linesOf (change: CorsDiffChange): DiffLine[] {
  const { before, after, gains, losses, maxAge, fields } = change
  const line = (mark: DiffMark, ...text: Phrase): DiffLine => ({ mark, text, items: [] })
  return [
    ...before === 'on' ? [] : [line('~', before === 'off' ? 'Before, CORS was off.' : 'Before, the policy did not allow the method.')],
    ...after === 'on' ? [] : [line('~', after === 'off' ? 'After the change, CORS is off.' : 'After the change, the policy does not allow the method.')],
    ...gains.map(grant => grantLine('+', grant, before === 'on')),
    ...losses.map(grant => grantLine('-', grant, after === 'on')),
    ...maxAge === null ? [] : [line('~', 'Browsers remember approved preflights for ', ...secondsPhrase(maxAge.after), ', before for ', ...secondsPhrase(maxAge.before), '.')],
    ...fields.map(({ field, before, after }) => line('~', { code: field }, ' is ', valuePhrase(after), ' instead of ', valuePhrase(before), '.')),
    ...keptLines(change.kept).map(text => line('!', ...text))
  ]
}

function valuePhrase (value: string | null): Phrase[number] {
  return value === null ? 'absent' : { code: value }
}

/** @param isOtherOn  whether pages can have access with the other policy */
function grantLine (mark: '+' | '-', { origins, unlessIn, rights }: CorsDiffGrant, isOtherOn: boolean): DiffLine {
  const what: Phrase = [mark === '+' ? 'can ' : 'cannot ', ...rightsPhrase(rights, mark), '.']
  const [first] = origins
  if (first?.kind === 'kept') {
    const example: Phrase = first.example === null ? ['if there are any'] : ['such as ', { code: first.example }]
    return { mark, text: ['Pages that have access before and after, ', ...example, `, ${mark === '+' ? 'gain' : 'lose'} rights: they `, ...what], items: [] }
  }
  const others = isOtherOn && origins.some(isWide) ? mark === '+' ? [' if they did not have it'] : [' if the new policy does not allow them'] : []
  const verb = mark === '+' ? 'gain' : 'lose'
  return { mark, text: [`Pages of these origins ${verb} access`, ...others, ...unlessPhrase(unlessIn), ': they ', ...what], items: originsPhrases(origins as readonly ListedOrigins[]) }
}

/** Whether some of the origins can have access in both policies. */
function isWide (origins: CorsDiffOrigins): boolean {
  return origins.kind === 'pattern' ? origins.pattern !== origins.example : origins.kind === 'any'
}
