/** What `register` was given → a validated document and the options that are not data. */
import type { Issue } from '../../types/report.ts'
import type { DecisionLogLevel, DocsOptions } from '../../types/fastify.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import { CorsPolicyError } from '../errors.ts'
import { scopePolicy, validatePolicy } from '../validate.ts'
import type { Reach } from '../validate/choice.ts'
import { pointer } from '../validate/issue.ts'

export interface ReadOptions {
  readonly document: CorsPolicyDocument
  readonly policy: CorsPolicy | undefined
  readonly rescuesPreflights: boolean
  readonly logLevel: DecisionLogLevel
  readonly docs: DocsOptions | undefined
}

/** Of the options that are not data. */
const DEFAULTS: Readonly<Record<string, unknown>> = { rescuePreflights: true, logLevel: 'debug', docs: undefined }

const LOG_LEVELS: readonly unknown[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] satisfies DecisionLogLevel[]

/**
 * @param outer  the registration around this one, whose named policies the document may name and whose suffixes count
 * @throws       CorsPolicyError with the issues of the document and of the other options together
 */
export function readOptions (options: unknown, outer: Reach | undefined): ReadOptions {
  const { rescuePreflights, logLevel, docs, ...rest }: Record<string, unknown> = { ...DEFAULTS, ...options as Readonly<Record<string, unknown>> }
  const issues: Issue[] = []
  if (typeof rescuePreflights !== 'boolean') {
    issues.push(wrong('/rescuePreflights', rescuePreflights, 'must be true or false. Leave it out for true.'))
  }
  if (!LOG_LEVELS.includes(logLevel)) {
    issues.push(wrong('/logLevel', logLevel, `must be one of ${LOG_LEVELS.join(', ')}. Leave it out for debug.`))
  }
  if (Object.hasOwn(options as object, 'docs')) issues.push(...issuesOfDocs(docs))
  // What has been validated is not validated again, and a copy would have to be.
  const isDocument = !Object.keys(DEFAULTS).some((name) => Object.hasOwn(options as object, name))
  try {
    const document = validatePolicy(isDocument ? options : rest, outer)
    if (issues.length === 0) {
      return {
        document,
        policy: scopePolicy(document),
        rescuesPreflights: rescuePreflights as boolean,
        logLevel: logLevel as DecisionLogLevel,
        docs: docs as DocsOptions | undefined
      }
    }
  } catch (error) {
    issues.push(...(error as CorsPolicyError).issues)
  }
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
}

/** Parameters would serve the page at URLs without end. */
const PATH = /^\/[^\s:*?#]*$/

function issuesOfDocs (docs: unknown): Issue[] {
  if (typeof docs !== 'object' || docs === null || Array.isArray(docs)) {
    return [wrong('/docs', docs, 'must be an object with a `url`. Write { url: "/cors" }, or leave it out for no page.')]
  }
  const issues = Object.entries(docs).filter(([key]) => key !== 'url')
    .map(([key, value]): Issue => ({ id: 'unknown-field', path: pointer('/docs', key), value, message: 'is no field here. There is "url".' }))
  const { url } = docs as Readonly<Record<string, unknown>>
  if (typeof url === 'string' && PATH.test(url)) return issues
  return [wrong('/docs/url', url, 'must be the path of a route without parameters. Write "/cors", or another that begins with "/".'), ...issues]
}

function wrong (path: string, value: unknown, message: string): Issue {
  return { id: 'wrong-type', path, value, message }
}
