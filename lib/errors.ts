/** The error class of this package, its codes and its messages. */
import type { CorsPolicyIssue } from '../types/report.ts'
import { escapeText } from './text/escape.ts'
import { locationText } from './text/json-pointer.ts'
import { ERRORS_PAGE, installedPage, RULES_PAGE } from './text/pages.ts'
import { cut } from './text/value-preview.ts'

export { preview } from './text/value-preview.ts'

/**
 * The kind of error: an invalid policy, routes with different policies that a preflight cannot distinguish, CORS registered twice, two
 * copies of this package in one application, lint errors with the option `lint: "error"`, a source of origins that cannot be read, or a
 * lookup of routes before the application is ready.
 */
export type CorsPolicyErrorCode = 'FST_CORS_POLICY_INVALID' | 'FST_CORS_ROUTES_INVALID' | 'FST_CORS_DUPLICATE' |
  'FST_CORS_LOADED_TWICE' | 'FST_CORS_LINT_FAILED' | 'FST_CORS_SOURCE_FAILED' | 'FST_CORS_NOT_READY'

const HEADLINES: Readonly<Record<CorsPolicyErrorCode, string>> = {
  FST_CORS_POLICY_INVALID: 'Invalid CORS policy',
  FST_CORS_ROUTES_INVALID: 'Invalid CORS on routes',
  FST_CORS_DUPLICATE: 'CORS registered twice',
  FST_CORS_LOADED_TWICE: 'CORS plugin loaded twice',
  FST_CORS_LINT_FAILED: 'CORS policies with errors',
  FST_CORS_SOURCE_FAILED: 'CORS source not readable',
  FST_CORS_NOT_READY: 'CORS policies not available yet'
}

/** The maximum number of issues in a message. `issues` has all of them. */
const SHOWN_ISSUES = 20

/** Marks the prototype of this class in every copy of this package. A process can load several copies, as tsx does for `require` and `import`. */
const BRAND = Symbol.for('fastify-cors-policy.CorsPolicyError')

/** The error of this package, with all issues in the order of the policy. `instanceof` also accepts errors of other copies of this package. */
export class CorsPolicyError extends TypeError {
  static {
    Object.defineProperty(this.prototype, BRAND, { value: true })
  }

  /** @hidden */
  static override [Symbol.hasInstance] (value: unknown): boolean {
    if (this !== CorsPolicyError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return typeof value === 'object' && value !== null && BRAND in value
  }

  /** The kind of error, in the format of Fastify's own codes. */
  readonly code: CorsPolicyErrorCode
  /** All issues. The list and each issue are frozen. */
  readonly issues: readonly CorsPolicyIssue[]

  /** @param where  what the issues are in, such as `file cors.json`, if it is not the code of the application */
  constructor (code: CorsPolicyErrorCode, issues: readonly CorsPolicyIssue[], where?: string) {
    super(messageOf(code, issues, where))
    this.name = 'CorsPolicyError'
    this.code = code
    this.issues = Object.freeze(issues.map(issue => Object.freeze({ ...issue })))
  }
}

/** Returns the issues of a CorsPolicyError, and throws any other value again. */
export function issuesOrThrow (caught: unknown): readonly CorsPolicyIssue[] {
  if (caught instanceof CorsPolicyError) return caught.issues
  throw caught
}

/** A headline, then one line for each issue: its location, its message with the fix, and its id. */
function messageOf (code: CorsPolicyErrorCode, issues: readonly CorsPolicyIssue[], where?: string): string {
  const lines = issues.slice(0, SHOWN_ISSUES).map(({ id, path, message }) => {
    // An issue without a path is about the whole value, or about no value, such as a store that cannot be read. Its message has a subject.
    const where = path === '' ? '' : `${cut(locationText(path))}: `
    return `  ${where}${message} ${fragmentOf(id)}`
  })
  const hidden = issues.length - lines.length
  if (hidden > 0) lines.push(`  … and ${hidden} more`)
  const page = installedPage(code === 'FST_CORS_LINT_FAILED' ? RULES_PAGE : ERRORS_PAGE)
  const headline = `${HEADLINES[code]}${where === undefined ? '' : ` in ${escapeText(where)}`}`
  return [`${headline}: ${issues.length} issue${issues.length === 1 ? '' : 's'}, explained in ${page}`, ...lines].join('\n')
}

/** The end of a message: the id, which is also the heading in the documentation. */
export function fragmentOf (id: string): string {
  return `(${id})`
}
