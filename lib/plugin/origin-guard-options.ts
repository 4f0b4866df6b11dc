/** The options of `originGuard` → the origin patterns that it allows in addition to those of policies, and what else it allows. */
import type { CorsDangerFlag } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError, issuesOrThrow, preview } from '../errors.ts'
import { validatePolicy } from '../validate.ts'
import { pointer } from '../validate/issue.ts'
import { snapshot } from '../validate/snapshot.ts'

export interface GuardOptions {
  /** Valid origin patterns, frozen. */
  readonly alsoAllow: readonly string[]
  readonly allowMissingOrigin: boolean
}

const DEFAULTS: GuardOptions = { alsoAllow: [], allowMissingOrigin: false }

/** Messages that differ from those for policies. */
const MESSAGES: ReadonlyMap<string, (value: string) => string> = new Map<string, (value: string) => string>([
  ['origins-are-empty', () => 'The list of origins is empty. List origin patterns, or remove the option.'],
  ['every-origin-in-list', value => `${value} allows any origin, so the guard would block nothing. List the origins.`],
  ['wildcard-without-domain', value => `${value} covers every host on the internet. List the origins, or add the domain whose subdomains you want to allow.`]
])

/**
 * Validates the options. `alsoAllow` has the rules of a policy with credentials, because the guard allows origins that can act for the
 * user.
 *
 * @param options   any value
 * @param suffixes  private suffixes of the application
 * @throws          CorsPolicyError `FST_CORS_POLICY_INVALID` with every issue
 */
export function readGuardOptions (options: unknown, suffixes: readonly string[]): GuardOptions {
  const issues: CorsPolicyIssue[] = []
  const copy = snapshot(options, '', issues)
  if (issues.length === 0) {
    if (typeof copy !== 'object' || Array.isArray(copy)) {
      issues.push({ id: 'wrong-type', path: '', value: options, message: `The options must be an object, but they are ${preview(options)}. Use { alsoAllow: ["https://app.example.com"] }, or omit them.` })
    } else {
      const { alsoAllow, dangerouslyAllow, allowMissingOrigin, ...rest } = copy as Readonly<Record<string, unknown>>
      for (const [key, value] of Object.entries(rest)) {
        issues.push({ id: 'unknown-field', path: pointer('', key), value, message: `The field ${preview(key)} is unknown. The fields are "alsoAllow", "allowMissingOrigin" and "dangerouslyAllow".` })
      }
      if (alsoAllow !== undefined || dangerouslyAllow !== undefined) issues.push(...issuesOfOrigins(alsoAllow, dangerouslyAllow, suffixes))
      if (allowMissingOrigin !== undefined && typeof allowMissingOrigin !== 'boolean') {
        issues.push({ id: 'wrong-type', path: '/allowMissingOrigin', value: allowMissingOrigin, message: `The value must be true or false, but it is ${preview(allowMissingOrigin)}. Default: false.` })
      }
      if (issues.length === 0) return { ...DEFAULTS, ...copy as Partial<GuardOptions> }
    }
  }
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
}

function issuesOfOrigins (origins: unknown, flags: unknown, privateSuffixes: readonly string[]): readonly CorsPolicyIssue[] {
  if (origins === undefined) {
    return [{ id: 'missing-field', path: '/alsoAllow', value: undefined, message: 'The flags are about origins in `alsoAllow`, which is missing. Add it, or remove `dangerouslyAllow`.' }]
  }
  if (!Array.isArray(origins)) {
    return [{ id: 'wrong-type', path: '/alsoAllow', value: origins, message: `The value must be a list of origin patterns, but it is ${preview(origins)}. Use ["https://app.example.com"], or remove it.` }]
  }
  try {
    const dangerouslyAllow = flags === undefined ? {} : { dangerouslyAllow: flags as CorsDangerFlag[] }
    validatePolicy({ origins, credentials: true, ...dangerouslyAllow }, { names: new Map(), privateSuffixes })
    return origins.flatMap((entry, i): CorsPolicyIssue[] => typeof entry === 'string'
      ? []
      : [{ id: 'wrong-type', path: `/alsoAllow/${i}`, value: entry, message: `The value must be an origin pattern, but it is ${preview(entry)}. Add a source to the policy of the route.` }])
  } catch (error) {
    return issuesOrThrow(error).map((issue) => ({
      ...issue, path: issue.path.replace('/origins', '/alsoAllow'), message: MESSAGES.get(issue.id)?.(preview(issue.value)) ?? issue.message
    }))
  }
}
