/** The names of sources in a document or a choice. They are known where the plugin is registered, not in a file of a document. */
import type { CorsOriginEntry, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../text/preview.ts'
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
  const origins = (Object(choice) as { readonly origins?: unknown }).origins
  if (!Array.isArray(origins)) return []
  return (origins as readonly CorsOriginEntry[]).flatMap((entry, i): CorsPolicyIssue[] => {
    if (typeof entry !== 'object' || names.has(entry.source)) return []
    const { source } = entry
    const near = nearest(source, names)
    const known = [...names].map((name) => JSON.stringify(name)).join(', ')
    const advice = near !== undefined
      ? `Did you mean ${JSON.stringify(near)}?`
      : known === '' ? 'Add it to the option `sources` of `register`.' : `The known sources are ${known}.`
    return [{
      id: 'unknown-source',
      path: `${pointer(`${path}/origins`, i)}/source`,
      value: source,
      message: `No source has the name ${preview(source)}. ${advice}`,
      ...(near !== undefined && { fix: { op: 'replace' as const, path: `${pointer(`${path}/origins`, i)}/source`, value: near } })
    }]
  })
}
