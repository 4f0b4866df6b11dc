/** The options of `originGuard` → the origin patterns that it allows in addition to those of policies. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError, issuesOrThrow, preview } from '../errors.ts'
import { validatePolicy } from '../validate.ts'
import { pointer } from '../validate/issue.ts'
import { snapshot } from '../validate/snapshot.ts'

/** Messages that differ from those for policies. */
const MESSAGES: ReadonlyMap<string, (value: string) => string> = new Map<string, (value: string) => string>([
  ['origins-are-empty', () => 'The list of origins is empty. List origin patterns, or remove the option.'],
  ['every-origin-in-list', value => `${value} allows any origin, so the guard would block nothing. List the origins.`],
  ['wildcard-without-domain', value => `${value} covers every host on the internet. List the origins, or add the domain whose subdomains you want to allow.`],
  ['public-suffix-wildcard-with-credentials', value => `${value} covers untrusted hosts, because anyone can register a name there. List the origins.`]
])

/**
 * Validates the list like that of a policy with credentials, because the guard allows origins that can act for the user. But
 * http origins are allowed, because an API can serve its own pages over plain http.
 *
 * @param options   any value
 * @param suffixes  private suffixes of the application
 * @returns         valid origin patterns, frozen
 * @throws          CorsPolicyError `FST_CORS_POLICY_INVALID` with every issue
 */
export function readGuardOptions (options: unknown, suffixes: readonly string[]): readonly string[] {
  const issues: CorsPolicyIssue[] = []
  const copy = snapshot(options, '', issues)
  if (issues.length === 0) {
    if (typeof copy !== 'object' || Array.isArray(copy)) {
      issues.push({ id: 'wrong-type', path: '', value: options, message: `The options must be an object, but they are ${preview(options)}. Use { alsoAllow: ["https://app.example.com"] }, or omit them.` })
    } else {
      const { alsoAllow, ...rest } = copy as Readonly<Record<string, unknown>>
      for (const [key, value] of Object.entries(rest)) {
        issues.push({ id: 'unknown-field', path: pointer('', key), value, message: `The field ${preview(key)} is unknown. The only field is "alsoAllow".` })
      }
      const found = alsoAllow === undefined ? [] : validateOrigins(alsoAllow, suffixes)
      if (issues.length + found.length === 0) return (alsoAllow ?? []) as readonly string[]
      issues.push(...found)
    }
  }
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
}

function validateOrigins (origins: unknown, privateSuffixes: readonly string[]): readonly CorsPolicyIssue[] {
  if (!Array.isArray(origins)) {
    return [{ id: 'wrong-type', path: '/alsoAllow', value: origins, message: `The value must be a list of origin patterns, but it is ${preview(origins)}. Use ["https://app.example.com"], or remove it.` }]
  }
  try {
    validatePolicy({ origins, credentials: true, dangerouslyAllow: ['insecure-origins'] }, { names: new Map(), privateSuffixes })
    return []
  } catch (error) {
    return issuesOrThrow(error).map((issue) => ({
      ...issue, path: issue.path.replace('/origins', '/alsoAllow'), message: MESSAGES.get(issue.id)?.(preview(issue.value)) ?? issue.message
    }))
  }
}
