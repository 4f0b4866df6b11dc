/** The option `policy`: a store of the document. */
import type { CorsDocumentStore, CorsDocumentStoreOptions } from '../../types/document-store.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../errors.ts'
import { isInRange, RANGE } from '../lookup/options.ts'
import { pointer } from '../validate/issue.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'
import { wrongValue } from '../validate/wrong-value.ts'

/** The members of a document. */
export const DOCUMENT_FIELDS: readonly string[] = ['$schema', ...POLICY_FIELDS, 'policies', 'routes', 'notFound', 'privateSuffixes']

/** The options of a store with defaults. */
export type ResolvedDocumentOptions = Required<Omit<CorsDocumentStoreOptions, 'lastGood'>> & Pick<CorsDocumentStoreOptions, 'lastGood'>

/** Adds the defaults to valid options. The start ends before Fastify gives up, so that the error says what is wrong. */
export function resolveDocumentOptions (
  { pollInterval = 1000, deadline = 1000, startDeadline = 5000, lastGood }: CorsDocumentStoreOptions
): ResolvedDocumentOptions {
  return { pollInterval, deadline, startDeadline, ...(lastGood !== undefined && { lastGood }) }
}

/**
 * Validates the option.
 *
 * @param given  any value except undefined
 * @param names  of all options
 */
export function issuesOfStore (given: unknown, names: readonly string[]): CorsPolicyIssue[] {
  const issues = names.filter((name) => DOCUMENT_FIELDS.includes(name)).map((name): CorsPolicyIssue => ({
    id: 'document-is-given-twice',
    path: pointer('', name),
    value: undefined,
    message: `The field ${preview(name)} is beside \`policy\`, whose store has the whole document. Remove \`policy\`, or move the field into the document of the store.`
  }))
  if (typeof given !== 'object' || given === null || typeof (given as Partial<CorsDocumentStore>).connect !== 'function') {
    const fix = typeof given === 'string'
      ? `Use fileDocument(${preview(given)}).`
      : 'Use fileDocument(path), redisDocument(…) or postgresDocument(…). The fields of a policy stand beside the other options, without `policy`.'
    return [...issues, wrongValue('/policy', given, 'a store of a document, with the function `connect`', fix)]
  }
  const store = given as Readonly<Record<string, unknown>>
  for (const name of ['pollInterval', 'deadline', 'startDeadline']) {
    const value = store[name]
    if (value === undefined || isInRange(value)) continue
    issues.push(wrongValue(`/policy/${name}`, value, RANGE, 'Times are in milliseconds.'))
  }
  const { lastGood } = store
  if (lastGood !== undefined && (typeof lastGood !== 'string' || lastGood === '' || lastGood.includes('\0'))) {
    issues.push(wrongValue('/policy/lastGood', lastGood, 'the path of a file', 'Remove it to start only with the document of the store.'))
  }
  return issues
}
