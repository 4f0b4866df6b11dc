/** Writes the report of a migration for a terminal. */
import type { CorsMigration, CorsMigrationChange, CorsMigrationNote } from '../../types/migration.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import type { Proof, ProofDifference } from '../migrate/proof/compare.ts'
import type { Style } from '../text/style.ts'
import { escapeText } from '../text/escape.ts'

/** What the command found. */
export interface MigrationReport {
  readonly migrations: readonly CorsMigration[]
  /** The policy for all places; null if there is none. */
  readonly document: CorsPolicyDocument | null
  /** The comparison, or why there is none. */
  readonly proof: Proof | string
  /** Differences of the comparison that the report does not name. */
  readonly unnamed: readonly ProofDifference[]
  readonly lint: readonly CorsLintFinding[]
  /** The environments whose policy is another one. */
  readonly environments: readonly MigrationEnvironment[]
  /** The change of the application as a unified diff, or null, and what else to do. */
  readonly patch: { readonly text: string | null, readonly advice: string }
}

/** The result for another environment. */
export interface MigrationEnvironment {
  /** A value of NODE_ENV, or a profile. */
  readonly name: string
  /** One for each place. */
  readonly summaries: readonly string[]
  readonly document: CorsPolicyDocument | null
}

/** Writes the text, with a line break at the end. */
export function migrationText ({ migrations, document, proof, unnamed, lint, environments, patch }: MigrationReport, paint: Style): string {
  const lines = [
    ...withPlaces(migrations).flatMap(([migration, places], i) => [...i === 0 ? [] : [''], ...migrationLines(migration, places, paint)]),
    ...notes('Other responses that differ, which no page notices', [...new Map(migrations.flatMap(({ bytes }) => bytes.map(note => [note.message, note] as const))).values()], paint),
    ...section('Lint of the policy', lint.map(({ severity, message, id }) => `${severity}: ${message} (${id})`), paint),
    ...section('Proof', proofLines(proof, unnamed.length === 0), paint),
    ...section('The proof found what the report above does not name', unnamed.map(differenceText), paint),
    ...document === null ? [] : section('Policy', JSON.stringify(document, null, 2).split('\n'), paint, ''),
    ...environments.flatMap(({ name, summaries, document }) => [
      ...section(`In the environment ${escapeText(name)}`, summaries, paint),
      ...document === null ? [] : JSON.stringify(document, null, 2).split('\n').map(line => `  ${line}`)
    ]),
    ...section(patch.text === null ? 'What to change in the application' : 'Patch of the application', [patch.advice], paint),
    ...patch.text === null ? [] : ['', patch.text.trimEnd()]
  ]
  return `${lines.join('\n')}\n`
}

/** Places with the same result are one. */
function withPlaces (migrations: readonly CorsMigration[]): ReadonlyArray<readonly [migration: CorsMigration, places: string[]]> {
  const groups = new Map<string, readonly [CorsMigration, string[]]>()
  for (const migration of migrations) {
    const key = JSON.stringify({ ...migration, place: migration.place === null })
    const [, places] = groups.get(key) ?? groups.set(key, [migration, []]).get(key)!
    if (migration.place !== null) places.push(migration.place)
  }
  return [...groups.values()]
}

/** The number of places that are named. */
const MAX_PLACES = 5

function placesText (places: readonly string[]): string {
  const left = places.length - MAX_PLACES
  return places.slice(0, MAX_PLACES).map(place => `, ${place}`).join('') + (left > 0 ? `, and ${left} more` : '')
}

function migrationLines (migration: CorsMigration, places: readonly string[], paint: Style): string[] {
  const { library, verdict, summary, nearest } = migration
  return [
    paint('bold', escapeText(`${library}${placesText(places)}`)),
    paint(verdict === 'exact' ? 'green' : verdict === 'narrower' ? 'yellow' : 'red', escapeText(summary)),
    ...changes('Opens', migration.opens, paint),
    ...changes('Would open, and is not written without --accept-wider', migration.widerOffers, paint),
    ...changes('Closes', migration.closes, paint),
    ...notes('Never had an effect', migration.withoutEffect, paint),
    ...notes('Was stopped by accident, and no longer is', migration.lostGuards, paint),
    ...notes('Assumed', migration.assumptions, paint),
    ...notes('Questions', migration.questions, paint),
    ...nearest === null ? [] : section('The nearest policy, as a start', JSON.stringify(nearest, null, 2).split('\n'), paint, '')
  ]
}

function changes (title: string, list: readonly CorsMigrationChange[], paint: Style): string[] {
  return section(title, list.map(({ message, request: { origin, method, header, credentials } }) =>
    `${message} Example: ${method} of a page of ${origin}${header === null ? '' : ` with ${header}`}${credentials ? ', with credentials' : ''}.`), paint)
}

function notes (title: string, list: readonly CorsMigrationNote[], paint: Style): string[] {
  return section(title, list.map(({ message }) => message), paint)
}

function section (title: string, lines: readonly string[], paint: Style, bullet = '- '): string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map(line => `  ${bullet}${bullet === '' ? line : escapeText(line)}`)]
}

function proofLines (proof: Proof | string, isNamed: boolean): readonly string[] {
  if (typeof proof === 'string') return [`Not run. ${proof}`]
  const { compared, sent, differences } = proof
  return [`Both ran with the same routes: ${compared} requests of pages, ${sent} requests on the wire, ${differences.length} kinds of differences.${isNamed && differences.length > 0 ? ' The report above explains them.' : ''}`, ...differences.map(differenceText)]
}

function differenceText ({ effect, cause, count, example: { origin, method, header, credentials, url }, isUnrouted }: ProofDifference): string {
  return `${effect}: ${cause}, ${count === 1 ? 'once' : `${count} times`}${isUnrouted ? ', only for methods that the URL does not have' : ''}. Example: ${method} ${url} of a page of ${origin}${header === null ? '' : ` with ${header}`}${credentials ? ', with credentials' : ''}.`
}
