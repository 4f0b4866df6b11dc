/** The names of sources in a document or a choice. They are known where the plugin is registered, not in a file of a document. */
import type { CorsOriginEntry, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../text/value-preview.ts'
import { pointer } from './issue.ts'
import { nearest } from './nearest.ts'

/** Returns an issue for each name of a source in a document that is not known. */
export function issuesOfSourceNames (document: CorsPolicyDocument, names: ReadonlySet<string>): CorsPolicyIssue[] {
  const { policies = {}, routes = {}, notFound } = document
  return [
    ...unknownSources(document, '', names),
    ...Object.entries(policies).flatMap(([name, policy]) => unknownSources(policy, pointer('/policies', name), names)),
    ...Object.entries(routes).flatMap(([key, choice]) => unknownSources(choice, pointer('/routes', key), names)),
    ...unknownSources(notFound, '/notFound', names)
  ]
}

/** Returns an issue for each name of a source in a policy, an override or another choice that is not known. */
export function unknownSources (choice: unknown, path: string, names: ReadonlySet<string>): CorsPolicyIssue[] {
  const { origins } = Object(choice) as { readonly origins?: unknown }
  const issues: CorsPolicyIssue[] = []
  if (!Array.isArray(origins)) return issues
  // Not with `flatMap`, which makes a list for each of perhaps a million origins.
  for (let i = 0; i < origins.length; i++) {
    const entry = origins[i] as CorsOriginEntry
    if (typeof entry === 'object' && !names.has(entry.source)) issues.push(unknownSource(entry.source, `${pointer(`${path}/origins`, i)}/source`, names))
  }
  return issues
}

function unknownSource (source: string, path: string, names: ReadonlySet<string>): CorsPolicyIssue {
  const near = nearest(source, names)
  const known = [...names].map((name) => JSON.stringify(name)).join(', ')
  const advice = near !== undefined
    ? `Did you mean ${JSON.stringify(near)}?`
    : known === '' ? 'Add it to the option `sources` of `register`.' : `The known sources are ${known}.`
  return {
    id: 'unknown-source',
    path,
    value: source,
    message: `No source has the name ${preview(source)}. ${advice}`,
    ...(near !== undefined && { fix: { op: 'replace', path, value: near } })
  }
}
