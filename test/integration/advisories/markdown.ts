/** The advisories and the vectors → their list in Markdown. */
import { table } from '../../markdown.ts'
import { advisories, type Advisory } from './advisories.ts'
import { vectors, vectorsOf } from './every-vector.ts'
import { inapplicable } from './rejected-configurations.ts'

export function advisoriesMarkdown (): string {
  return `<!-- Generated from the tables next to this file: npm run readme -->
# Advisories as regression tests

Known vulnerabilities and bugs of CORS libraries, and the tests that prevent them here. Each row is a test with the same name in
\`advisories.test.ts\`. Each [vector](#vectors) is a test in \`vectors.test.ts\`. Ids that start with M or W are origins, which are
listed with their advisory in \`advisories.ts\`.

## Advisories

${table(['advisory', 'where', 'root cause', 'guarded by'], advisories.map(advisoryRow))}
## Vectors

C: configurations. V: responses. P: preflights. R: resolution of routes. S: state and packaging.

${table(['vector', 'requirement'], [...new Set(vectors.map(({ id }) => id))].map((id) =>
  [id, vectorsOf(id).map(({ name }) => name).join('; ')]))}
## Vectors that do not apply

${table(['vector', 'subject', 'why it does not apply'], inapplicable.map(({ id, what, why }) => [id, what, why]))}`
}

function advisoryRow ({ ids, where, cause, vectors, origins = [], rejectedPatterns = [], tests = [] }: Advisory): string[] {
  const guards = [
    ...vectors.map((id) => vectorsOf(id).length > 0 ? id : `${id} (does not apply)`),
    ...new Set(origins.map(({ id }) => id)),
    ...(rejectedPatterns.length > 0 ? ['its patterns are rejected'] : []),
    ...tests.map((file) => `[${file}](../../${file})`)
  ]
  return [ids.map(linked).join(', '), where, cause, guards.join(', ')]
}

function linked (id: string): string {
  if (id.startsWith('CVE-')) return `[${id}](https://www.cve.org/CVERecord?id=${id})`
  if (id.startsWith('GHSA-')) return `[${id}](https://github.com/advisories/${id})`
  return id
}
