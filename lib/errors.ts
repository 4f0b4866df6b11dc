/** What is thrown: one class of error, its codes, and how a value is shown in a message. */
import type { CorsPolicyIssue } from '../types/report.ts'
import { escapeText } from './text/escape.ts'

/**
 * What went wrong: an invalid policy, routes that no policy can serve, CORS set up twice, two copies of this package in one
 * application, policies that lint finds errors in where the option `lint` refuses such, or a question about routes that came
 * before the application was ready.
 */
export type CorsPolicyErrorCode = 'FST_CORS_POLICY_INVALID' | 'FST_CORS_ROUTES_INVALID' | 'FST_CORS_DUPLICATE' |
  'FST_CORS_LOADED_TWICE' | 'FST_CORS_LINT_FAILED' | 'FST_CORS_NOT_READY'

const HEADLINES: Readonly<Record<CorsPolicyErrorCode, string>> = {
  FST_CORS_POLICY_INVALID: 'Invalid CORS policy',
  FST_CORS_ROUTES_INVALID: 'Invalid CORS on routes',
  FST_CORS_DUPLICATE: 'CORS registered twice',
  FST_CORS_LOADED_TWICE: 'CORS plugin loaded twice',
  FST_CORS_LINT_FAILED: 'CORS policies with errors',
  FST_CORS_NOT_READY: 'CORS policies not known yet'
}

/** They have a heading for each kind of issue, and are in every installed package: offline, and of the same version. */
const ISSUES_PAGE = 'fastify-cors-policy/README.md'
const RULES_PAGE = 'fastify-cors-policy/docs/rules.md'

/** How many issues a message shows; the rest are in `issues`. */
const SHOWN_ISSUES = 20

/** Characters of a shown value or pointer. */
const SHOWN_LENGTH = 80

/** On the prototype of this class in every copy of this package: a process may load several, as with `require` and `import` under tsx. */
const BRAND = Symbol.for('fastify-cors-policy.CorsPolicyError')

/** The one error of this package: every issue at once, in the order of the policy. `instanceof` knows those of other copies of this package. */
export class CorsPolicyError extends TypeError {
  static {
    Object.defineProperty(this.prototype, BRAND, { value: true })
  }

  /** @hidden */
  static override [Symbol.hasInstance] (value: unknown): boolean {
    if (this !== CorsPolicyError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return typeof value === 'object' && value !== null && BRAND in value
  }

  /** What went wrong, as Fastify's own errors say it. */
  readonly code: CorsPolicyErrorCode
  /** Frozen, each issue too. */
  readonly issues: readonly CorsPolicyIssue[]

  constructor (code: CorsPolicyErrorCode, issues: readonly CorsPolicyIssue[]) {
    super(messageOf(code, issues))
    this.name = 'CorsPolicyError'
    this.code = code
    this.issues = Object.freeze(issues.map(issue => Object.freeze({ ...issue })))
  }
}

/** The issues of a refusal, where that is what was caught; everything else is thrown again as it is. */
export function issuesOrThrow (caught: unknown): readonly CorsPolicyIssue[] {
  if (caught instanceof CorsPolicyError) return caught.issues
  throw caught
}

/** A headline, then one line an issue: pointer, value, what is wrong and what to write instead, fragment of its heading. */
function messageOf (code: CorsPolicyErrorCode, issues: readonly CorsPolicyIssue[]): string {
  const lines = issues.slice(0, SHOWN_ISSUES).map(({ id, path, value, message }) => {
    const where = [...(path === '' ? [] : [cut(path)]), ...(value === undefined ? [] : [preview(value)])].join(' ')
    return `  ${where === '' ? '' : `${where}: `}${message} ${fragmentOf(id)}`
  })
  const hidden = issues.length - lines.length
  if (hidden > 0) lines.push(`  … and ${hidden} more`)
  const page = code === 'FST_CORS_LINT_FAILED' ? RULES_PAGE : ISSUES_PAGE
  return [`${HEADLINES[code]}: ${issues.length} issue${issues.length === 1 ? '' : 's'}, explained in ${page}`, ...lines].join('\n')
}

/** Where the README explains a kind of issue, as messages end. */
export function fragmentOf (id: string): string {
  return `[#${id}]`
}

/**
 * Shows any value in one line of at most 80 characters, as JSON where it is JSON. Never throws, and reads no more
 * of a value than it shows.
 */
export function preview (value: unknown): string {
  let text: string
  try {
    text = show(value, SHOWN_LENGTH, 0)
  } catch {
    // A proxy or a getter that throws.
    text = 'an unreadable object'
  }
  return cut(text)
}

function show (value: unknown, room: number, depth: number): string {
  switch (typeof value) {
    case 'string': return JSON.stringify(value.slice(0, room + 1))
    case 'bigint': return 'a bigint'
    // Inside a copy it stands for what was no data.
    case 'symbol': return depth === 0 ? 'a symbol' : '…'
    case 'function': return 'a function'
    case 'object': return value === null ? 'null' : showObject(value, room, depth)
    default: return String(value)
  }
}

function showObject (value: object, room: number, depth: number): string {
  const list = Array.isArray(value)
  const tag = Object.prototype.toString.call(value)
  if (tag === '[object RegExp]') return RegExp.prototype.toString.call(value)
  if (tag === '[object Date]') return 'a Date'
  // Depth ends a cycle, and room whatever is wide.
  if (depth === 3) return '…'
  const keys = list ? undefined : Object.keys(value)
  const length = (keys ?? value as unknown[]).length
  let text = ''
  for (let i = 0; i < length && text.length <= room; i++) {
    const key = keys?.[i] ?? i
    const member = show((value as Record<PropertyKey, unknown>)[key], room - text.length, depth + 1)
    text += `${i === 0 ? '' : ','}${list ? '' : `${JSON.stringify(key)}:`}${member}`
  }
  return list ? `[${text}]` : `{${text}}`
}

/** Cuts, and escapes what a terminal would obey or a reader would not see. */
function cut (text: string): string {
  return escapeText(text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 1)}…` : text)
}
