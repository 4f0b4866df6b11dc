/** Comma-separated strings, such as environment variables → origin patterns. */
import type { CorsPolicyIssue } from '../types/report.ts'
import { CorsPolicyError } from './errors.ts'
import { pointer, fault, report, wholeFault, type IssueDraft } from './validate/issue.ts'
import { diagnose } from './validate/origin-diagnosis.ts'
import { isOriginPattern } from './validate/origin-grammar.ts'

/**
 * Reads origin patterns from a comma-separated string. White space around entries and a comma at the end are ignored. An unset or empty
 * variable is an error, so that it never means any origin or no origin.
 *
 * @param text  for example `https://app.example.com, https://*.example.org`
 * @returns     the patterns in the given order, frozen; for the `origins` of a policy
 * @throws      CorsPolicyError `FST_CORS_POLICY_INVALID`; its issues have the indexes of the entries as paths
 */
export function parseOrigins (text: string | undefined): readonly string[]
/**
 * Reads origin patterns from variables of the environment by name, whose errors then name the variable.
 *
 * @param variables  an object of variables, such as `process.env`
 * @param names      the variables to read, at least one
 * @returns          the patterns in the given order, frozen; for the `origins` of a policy
 * @throws           CorsPolicyError `FST_CORS_POLICY_INVALID` with the issues of all variables. Their paths are the name of the variable
 *                   and the index of the entry
 */
export function parseOrigins (
  variables: Readonly<Record<string, string | undefined>>, ...names: readonly [string, ...string[]]
): readonly string[]
export function parseOrigins (given: unknown, ...names: readonly string[]): readonly string[] {
  const issues: CorsPolicyIssue[] = []
  const origins = names.length === 0
    ? originsOf(given, '', undefined, issues)
    : names.flatMap((name) => originsOf((Object(given) as Readonly<Record<string, unknown>>)[name], pointer('', name), name, issues))
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  return Object.freeze(origins)
}

function originsOf (text: unknown, path: string, name: string | undefined, issues: CorsPolicyIssue[]): string[] {
  const draft = faultOfText(text, name)
  if (draft !== undefined) {
    report(issues, path, text, draft)
    return []
  }
  const entries = (text as string).split(',').map((entry) => entry.trim())
  if (entries.at(-1) === '') entries.pop()
  entries.forEach((entry, i) => {
    if (!isOriginPattern(entry)) report(issues, `${path}/${i}`, entry, diagnose(entry))
  })
  return entries
}

function faultOfText (text: unknown, name: string | undefined): IssueDraft | undefined {
  const variable = name === undefined ? 'the variable' : `the variable ${name}`
  if (typeof text !== 'string' || text.replaceAll(',', '').trim() === '') {
    return wholeFault('origin-list-empty', `The list of origins is empty. Set ${variable} to a list of origins, separated by commas.`)
  }
  if (/^(?:null|undefined)$/.test(text.trim())) {
    return fault('origin-list-empty',
      `usually means that a variable is not set. Set ${variable} to a list of origins, separated by commas.`)
  }
  if (text.trim() === '*') {
    return fault('origins-text-is-wildcard',
      'cannot come from a variable, because it allows any origin. Use `origins: "*"` in the policy itself.')
  }
  return undefined
}
