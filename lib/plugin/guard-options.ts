/** What `originGuard` was given → the origin patterns that it lets in beyond those of policies. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError, issuesOrThrow } from '../errors.ts'
import { validatePolicy } from '../validate.ts'
import { pointer } from '../validate/issue.ts'
import { snapshot } from '../validate/snapshot.ts'

/** What is said of policies where other words are right here. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['origins-are-empty', 'is empty. List origin patterns, or leave it out.'],
  ['every-origin-in-list', 'would let everybody in, and the guard keep nobody out. List the origins.'],
  ['wildcard-without-domain', 'covers every host of the internet. List the origins, or write the domain whose subdomains are meant.'],
  ['public-suffix-wildcard-with-credentials', 'covers the names of strangers, who register them there. List the origins.']
])

/**
 * Judges the list as that of a policy with credentials, as the guard lets in whoever may act for the user; but pages that
 * an API itself serves over plain http are let in.
 *
 * @param options   anything
 * @param suffixes  private suffixes of the application
 * @returns         valid origin patterns, frozen
 * @throws          CorsPolicyError `FST_CORS_POLICY_INVALID` with every issue
 */
export function readGuardOptions (options: unknown, suffixes: readonly string[]): readonly string[] {
  const issues: CorsPolicyIssue[] = []
  const copy = snapshot(options, '', issues)
  if (issues.length === 0) {
    if (typeof copy !== 'object' || Array.isArray(copy)) {
      issues.push({ id: 'wrong-type', path: '', value: options, message: 'must be an object. Write { alsoAllow: ["https://app.example.com"] }, or leave it out.' })
    } else {
      const { alsoAllow, ...rest } = copy as Readonly<Record<string, unknown>>
      for (const [key, value] of Object.entries(rest)) {
        issues.push({ id: 'unknown-field', path: pointer('', key), value, message: 'is no field here. There is "alsoAllow".' })
      }
      const found = alsoAllow === undefined ? [] : issuesOfList(alsoAllow, suffixes)
      if (issues.length + found.length === 0) return (alsoAllow ?? []) as readonly string[]
      issues.push(...found)
    }
  }
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
}

function issuesOfList (origins: unknown, privateSuffixes: readonly string[]): readonly CorsPolicyIssue[] {
  if (!Array.isArray(origins)) {
    return [{ id: 'wrong-type', path: '/alsoAllow', value: origins, message: 'must be a list of origin patterns. Write ["https://app.example.com"], or leave it out.' }]
  }
  try {
    validatePolicy({ origins, credentials: true, dangerouslyAllow: ['insecure-origins'] }, { names: new Map(), privateSuffixes })
    return []
  } catch (error) {
    return issuesOrThrow(error).map((issue) => ({
      ...issue, path: issue.path.replace('/origins', '/alsoAllow'), message: WORDS.get(issue.id) ?? issue.message
    }))
  }
}
