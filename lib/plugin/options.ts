/** What `register` was given → a validated document and the options that are not data. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import type { CorsLogLevel, CorsDocsOptions, CorsLintMode } from '../../types/fastify.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import { CorsPolicyError, issuesOrThrow } from '../errors.ts'
import { scopePolicy, validatePolicy } from '../validate.ts'
import type { InheritedScope } from '../validate/choice.ts'
import { pointer } from '../validate/issue.ts'
import { snapshot } from '../validate/snapshot.ts'

export interface ReadOptions {
  readonly document: CorsPolicyDocument
  readonly policy: CorsPolicy | undefined
  readonly rescuesPreflights: boolean
  readonly logLevel: CorsLogLevel
  readonly lint: CorsLintMode
  readonly docs: CorsDocsOptions | undefined
}

/** Of the options that are not data. */
const DEFAULTS = { rescuePreflights: true, logLevel: 'debug', lint: 'warn', docs: undefined }

type OptionName = keyof typeof DEFAULTS

const NAMES = Object.keys(DEFAULTS) as OptionName[]

const LOG_LEVELS: readonly unknown[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] satisfies CorsLogLevel[]

const LINT_LEVELS: readonly unknown[] = ['error', 'warn', 'off'] satisfies CorsLintMode[]

/**
 * @param options  anything; every member is read once
 * @param outer    the registration around this one, whose named policies the document may name and whose suffixes count
 * @throws         CorsPolicyError with the issues of the document and of the other options together, and nothing else
 */
export function readOptions (options: unknown, outer: InheritedScope | undefined): ReadOptions {
  const issues: CorsPolicyIssue[] = []
  const given = new Map(NAMES.flatMap((name) => readOption(options, name, issues)))
  const { rescuePreflights, logLevel, lint, docs } = { ...DEFAULTS, ...Object.fromEntries(given) } as Readonly<Record<OptionName, unknown>>
  if (typeof rescuePreflights !== 'boolean') {
    issues.push(wrong('/rescuePreflights', rescuePreflights, 'must be true or false. Leave it out for true.'))
  }
  if (!LOG_LEVELS.includes(logLevel)) {
    issues.push(wrong('/logLevel', logLevel, `must be one of ${LOG_LEVELS.join(', ')}. Leave it out for debug.`))
  }
  if (!LINT_LEVELS.includes(lint)) {
    issues.push(wrong('/lint', lint, `must be one of ${LINT_LEVELS.join(', ')}. Leave it out for warn.`))
  }
  if (given.has('docs')) issues.push(...issuesOfDocs(docs))
  try {
    const document = validatePolicy(options, outer, NAMES)
    if (issues.length === 0) {
      return {
        document,
        policy: scopePolicy(document),
        rescuesPreflights: rescuePreflights as boolean,
        logLevel: logLevel as CorsLogLevel,
        lint: lint as CorsLintMode,
        docs: docs as CorsDocsOptions | undefined
      }
    }
  } catch (error) {
    issues.push(...issuesOrThrow(error))
  }
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
}

/** The option as plain data, if it is given; a getter or a proxy may throw. */
function readOption (options: unknown, name: OptionName, issues: CorsPolicyIssue[]): [OptionName, unknown][] {
  try {
    // No object has no such member, and the document is refused.
    const given: Readonly<Record<string, unknown>> = Object(options)
    if (!Object.hasOwn(given, name)) return []
    const value = given[name]
    if (typeof value !== 'object' && value !== undefined) return [[name, value]]
    const found = issues.length
    const copy = snapshot(value, `/${name}`, issues)
    return issues.length === found ? [[name, copy]] : []
  } catch {
    issues.push({ id: 'value-is-unreadable', path: `/${name}`, value: undefined, message: 'cannot be read. Write plain data.' })
    return []
  }
}

/**
 * Parameters would serve the page at URLs without end, and what browsers or the router change before they look, at none:
 * https://url.spec.whatwg.org/#path-state
 */
const PATH = /^(?!.*\/\.\.?(?:\/|$))\/[^\s:*?#%\\]*$/

function issuesOfDocs (docs: unknown): CorsPolicyIssue[] {
  if (typeof docs !== 'object' || docs === null || Array.isArray(docs)) {
    return [wrong('/docs', docs, 'must be an object with a `url`. Write { url: "/cors" }, or leave it out for no page.')]
  }
  const issues = Object.entries(docs).filter(([key]) => key !== 'url')
    .map(([key, value]): CorsPolicyIssue => ({ id: 'unknown-field', path: pointer('/docs', key), value, message: 'is no field here. There is "url".' }))
  const { url } = docs as Readonly<Record<string, unknown>>
  if (typeof url === 'string' && PATH.test(url)) return issues
  return [wrong('/docs/url', url, 'must be the path of a route without parameters, "%", "\\" or segments "." and "..". ' +
    'Write "/cors", or another that begins with "/".'), ...issues]
}

function wrong (path: string, value: unknown, message: string): CorsPolicyIssue {
  return { id: 'wrong-type', path, value, message }
}
