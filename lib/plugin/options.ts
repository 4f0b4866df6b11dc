/** The options of `register` → a validated document and the options that are not part of the policy. */
import type { CorsDocumentStore } from '../../types/document-store.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import type { CorsLogLevel, CorsDocsOptions, CorsLintMode } from '../../types/plugin-options.ts'
import type { CorsLintSettings, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsOriginSource } from '../../types/source.ts'
import { CorsPolicyError, issuesOrThrow, preview } from '../errors.ts'
import { isInRange } from '../lookup/options.ts'
import { validatePolicy } from '../validate.ts'
import type { InheritedScope } from '../validate/choice.ts'
import { pointer } from '../validate/issue.ts'
import { snapshot } from '../validate/snapshot.ts'
import { checkSchema, schemaOfDocuments } from '../validate/schema-issues.ts'
import { issuesOfSourceNames } from '../validate/source-names.ts'
import { wrongValue } from '../validate/wrong-value.ts'
import { DOCUMENT_FIELDS, issuesOfStore } from './document-store.ts'
import { readSources, type Sources } from './source-options.ts'

/** What a registration inherits. */
export interface EnclosingScope extends InheritedScope {
  readonly sourceNames: ReadonlySet<string>
  readonly observes?: boolean
}

export interface ReadOptions {
  /** Undefined if a store has it. */
  readonly document: CorsPolicyDocument | undefined
  /** The store of the document. */
  readonly store: CorsDocumentStore | undefined
  readonly rescuesPreflights: boolean
  readonly observes: boolean
  readonly logLevel: CorsLogLevel
  /** In milliseconds; undefined for no summary. */
  readonly summaryInterval: number | undefined
  readonly lint: CorsLintMode
  readonly docs: CorsDocsOptions | undefined
  readonly report: CorsDocsOptions | undefined
  /** The document to try; not validated yet. */
  readonly shadow: unknown
  /** The sources of this registration, by name. */
  readonly sources: Sources
}

/** The options that are not part of the policy. */
const DEFAULTS = { rescuePreflights: true, observe: undefined, logLevel: 'debug', lint: 'warn', docs: undefined, shadow: undefined, summaryInterval: undefined, report: undefined }

type OptionName = keyof typeof DEFAULTS

const NAMES = Object.keys(DEFAULTS) as OptionName[]

/** The members of the options that `validatePolicy` does not read. */
const NOT_POLICY = [...NAMES, 'sources', 'policy']

const LOG_LEVELS: readonly unknown[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] satisfies CorsLogLevel[]

const LINT_LEVELS: readonly unknown[] = ['error', 'warn', 'off'] satisfies CorsLintMode[]

/**
 * Validates the options of `register`.
 *
 * @param options  any value; every member is read once
 * @param outer    the enclosing registration; the document can use its named policies and sources, and its private suffixes apply
 * @param known    the sources of all registrations of the application
 * @throws         CorsPolicyError with all issues of the document and of the other options, and nothing else
 */
export function readOptions (
  options: unknown, outer: EnclosingScope | undefined, known: ReadonlyMap<string, { readonly source: CorsOriginSource }> = new Map()
): ReadOptions {
  const issues: CorsPolicyIssue[] = []
  const given = new Map(NAMES.flatMap((name) => readOption(options, name, issues)))
  const { rescuePreflights, observe = outer?.observes ?? false, logLevel, lint, docs, shadow, summaryInterval, report } = { ...DEFAULTS, ...Object.fromEntries(given) } as Readonly<Record<OptionName, unknown>>
  if (typeof rescuePreflights !== 'boolean') {
    issues.push(wrongValue('/rescuePreflights', rescuePreflights, 'true or false', 'Default: true.'))
  }
  issues.push(...issuesOfObserve(observe, shadow, outer))
  if (!LOG_LEVELS.includes(logLevel)) {
    issues.push(wrongValue('/logLevel', logLevel, `one of ${LOG_LEVELS.join(', ')}`, 'Default: debug.'))
  }
  if (given.has('summaryInterval') && !(isInRange(summaryInterval) && (summaryInterval as number) >= 1000)) {
    issues.push(wrongValue('/summaryInterval', summaryInterval, 'a whole number of milliseconds from 1000 to 2147483647', 'Remove it for no summary.'))
  }
  const lintSettings = readLint(lint, issues)
  for (const [name, page] of [['docs', docs], ['report', report]] as const) if (given.has(name)) issues.push(...issuesOfPage(name, page))
  const others = new Map([...known].map(([name, { source }]) => [name, source]))
  const sources = readSources(readMember(options, 'sources', issues)?.value, others, issues)
  const store = readMember(options, 'policy', issues)
  let document: CorsPolicyDocument | undefined
  if (store === undefined) document = readDocument(options, outer, sources, issues)
  else issues.push(...issuesOfStore(store.value, store.names), ...issuesOfOtherNames(options))
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  return {
    document: document === undefined || typeof lint === 'string' ? document : Object.freeze({ ...document, lint: lintSettings }),
    store: store?.value as CorsDocumentStore | undefined,
    rescuesPreflights: rescuePreflights as boolean,
    observes: observe as boolean,
    logLevel: logLevel as CorsLogLevel,
    summaryInterval: summaryInterval as number | undefined,
    lint: lintSettings.mode ?? 'warn',
    docs: docs as CorsDocsOptions | undefined,
    report: report as CorsDocsOptions | undefined,
    shadow,
    sources
  }
}

function issuesOfObserve (observe: unknown, shadow: unknown, outer: EnclosingScope | undefined): CorsPolicyIssue[] {
  if (typeof observe !== 'boolean') return [wrongValue('/observe', observe, 'true or false', 'Default: false.')]
  if (outer !== undefined && observe !== (outer.observes === true)) {
    return [wrongValue('/observe', observe, 'that of the enclosing registration', 'Remove it here.')]
  }
  return observe && shadow !== undefined ? [shadowOfObserver(shadow)] : []
}

/** Creates the issue for a document to try in a registration that observes. */
export function shadowOfObserver (shadow: unknown): CorsPolicyIssue {
  return wrongValue('/shadow', shadow, 'absent where `observe` is true', 'The policy itself is compared with the other library. To compare another one, use `app.cors.replace`.')
}

function readDocument (
  options: unknown, outer: EnclosingScope | undefined, sources: Sources, issues: CorsPolicyIssue[], except = NOT_POLICY
): CorsPolicyDocument | undefined {
  try {
    const document = validatePolicy(options, outer, except)
    issues.push(...issuesOfSourceNames(document, new Set([...(outer?.sourceNames ?? []), ...sources.keys()])))
    return document
  } catch (error) {
    issues.push(...issuesOrThrow(error))
    return undefined
  }
}

/** Names that are neither options nor fields of a document. Without the fields, the document is always invalid. */
function issuesOfOtherNames (options: unknown): readonly CorsPolicyIssue[] {
  const issues: CorsPolicyIssue[] = []
  readDocument(options, undefined, new Map(), issues, [...NOT_POLICY, ...DOCUMENT_FIELDS])
  return issues.filter(({ id }) => id !== 'document-has-no-policy')
}

/** Reads the option `lint`, which has the form of a document or is only the mode. */
function readLint (lint: unknown, issues: CorsPolicyIssue[]): CorsLintSettings {
  if (typeof lint === 'object') checkSchema(schemaOfDocuments().properties!.get('lint')!, lint, '/lint', issues)
  else if (!LINT_LEVELS.includes(lint)) issues.push(wrongValue('/lint', lint, `one of ${LINT_LEVELS.join(', ')}, or an object`, 'Default: warn.'))
  return typeof lint === 'object' ? lint as CorsLintSettings : { mode: lint as CorsLintMode }
}

/** Reads a member that is not plain data. Getters and proxies can throw. */
function readMember (options: unknown, name: string, issues: CorsPolicyIssue[]): { readonly value: unknown, readonly names: readonly string[] } | undefined {
  try {
    const given: Readonly<Record<string, unknown>> = Object(options)
    return Object.hasOwn(given, name) ? { value: given[name], names: Object.keys(given) } : undefined
  } catch {
    issues.push(unreadable(name))
    return undefined
  }
}

function unreadable (name: string): CorsPolicyIssue {
  return { id: 'value-is-unreadable', path: `/${name}`, value: undefined, message: 'Reading the value throws an error, because it is a getter or a proxy. Use plain data.' }
}

/** Reads an option as plain data, if it is given. Getters and proxies can throw. */
function readOption (options: unknown, name: OptionName, issues: CorsPolicyIssue[]): [OptionName, unknown][] {
  try {
    // A value that is not an object has no options, and the document is rejected.
    const given: Readonly<Record<string, unknown>> = Object(options)
    if (!Object.hasOwn(given, name)) return []
    const value = given[name]
    if (typeof value !== 'object' && value !== undefined) return [[name, value]]
    const found = issues.length
    const copy = snapshot(value, `/${name}`, issues)
    return issues.length === found ? [[name, copy]] : []
  } catch {
    issues.push(unreadable(name))
    return []
  }
}

/**
 * A path with parameters would serve the page at any number of URLs. A path with characters that browsers or the router
 * normalize would never match: https://url.spec.whatwg.org/#path-state
 */
const PATH = /^(?!.*\/\.\.?(?:\/|$))\/[^\s:*?#%\\]*$/

function issuesOfPage (option: 'docs' | 'report', page: unknown): CorsPolicyIssue[] {
  const at = `/${option}`
  if (typeof page !== 'object' || page === null || Array.isArray(page)) {
    return [wrongValue(at, page, 'an object with a `url`', 'Use { url: "/cors" }, or remove the option to serve no page.')]
  }
  const issues = Object.entries(page).filter(([key]) => key !== 'url' && key !== 'title').map(([key, value]): CorsPolicyIssue =>
    ({ id: 'unknown-field', path: pointer(at, key), value, message: `The field ${preview(key)} is unknown. The fields are "url" and "title".` }))
  const { url, title } = page as Readonly<Record<string, unknown>>
  if (title !== undefined && (typeof title !== 'string' || title.trim() === '')) {
    issues.unshift(wrongValue(`${at}/title`, title, 'a text', 'Use the name of the application, or remove it.'))
  }
  if (typeof url === 'string' && PATH.test(url)) return issues
  return [wrongValue(`${at}/url`, url, 'the path of a route without parameters, "%", "\\" or the segments "." and ".."',
    'Use "/cors", or another path that begins with "/".'), ...issues]
}
