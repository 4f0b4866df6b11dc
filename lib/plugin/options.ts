/** What `register` was given → a validated document and the options that are not data. */
import type { Issue } from '../../types/report.ts'
import type { DecisionLogLevel } from '../../types/fastify.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import { CorsPolicyError } from '../errors.ts'
import { scopePolicy, validatePolicy } from '../validate.ts'

export interface ReadOptions {
  readonly document: CorsPolicyDocument
  readonly policy: CorsPolicy | undefined
  readonly rescuesPreflights: boolean
  readonly logLevel: DecisionLogLevel
}

const DEFAULTS: Readonly<Record<string, unknown>> = { rescuePreflights: true, logLevel: 'debug' }

const LOG_LEVELS: readonly unknown[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] satisfies DecisionLogLevel[]

/**
 * @param names  the policies of outer registrations, which the document may name
 * @throws       CorsPolicyError with the issues of the document and of the other options together
 */
export function readOptions (options: unknown, names: ReadonlyMap<string, CorsPolicy> | undefined): ReadOptions {
  const { rescuePreflights, logLevel, ...rest }: Record<string, unknown> = { ...DEFAULTS, ...options as Readonly<Record<string, unknown>> }
  const issues: Issue[] = []
  if (typeof rescuePreflights !== 'boolean') {
    issues.push(wrong('/rescuePreflights', rescuePreflights, 'must be true or false. Leave it out for true.'))
  }
  if (!LOG_LEVELS.includes(logLevel)) {
    issues.push(wrong('/logLevel', logLevel, `must be one of ${LOG_LEVELS.join(', ')}. Leave it out for debug.`))
  }
  // What has been validated is not validated again, and a copy would have to be.
  const isDocument = !Object.keys(DEFAULTS).some((name) => Object.hasOwn(options as object, name))
  try {
    const document = validatePolicy(isDocument ? options : rest, names)
    if (issues.length === 0) {
      return {
        document,
        policy: scopePolicy(document),
        rescuesPreflights: rescuePreflights as boolean,
        logLevel: logLevel as DecisionLogLevel
      }
    }
  } catch (error) {
    issues.push(...(error as CorsPolicyError).issues)
  }
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
}

function wrong (path: string, value: unknown, message: string): Issue {
  return { id: 'wrong-type', path, value, message }
}
