/** The advisories and the vectors → the Markdown that lists them. */
import { row } from '../readme/blocks.ts'
import { advisories, type Advisory } from './advisories.ts'
import { vectors, vectorsOf } from './every-vector.ts'
import { inapplicable } from './refusals.ts'

export function advisoriesMarkdown (): string {
  return `<!-- Generated from the tables beside this file: npm run readme -->
# Advisories as regression tests

What has gone wrong in libraries for CORS, with an advisory or without, and what holds it off here. Each row is a test in
\`advisories.test.ts\`, named for it; each [vector](#vectors) is one in \`vectors.test.ts\`. Ids that begin with M or W are origins,
which stand with the advisory that they are from in \`advisories.ts\`.

## Advisories

${table(['advisory', 'where', 'root cause', 'guarded by'], advisories.map(advisoryRow))}
## Vectors

C are configurations, V responses, P preflights, R the resolution of routes, S state and packaging.

${table(['vector', 'what must hold'], [...new Set(vectors.map(({ id }) => id))].map((id) =>
  [id, vectorsOf(id).map(({ name }) => name).join('; ')]))}
## What does not apply

${table(['vector', 'what it is about', 'why not'], inapplicable.map(({ id, what, why }) => [id, what, why]))}`
}

function advisoryRow ({ ids, where, cause, vectors, origins = [], refusedPatterns = [], tests = [] }: Advisory): string[] {
  const guards = [
    ...vectors.map((id) => vectorsOf(id).length > 0 ? id : `${id} (does not apply)`),
    ...new Set(origins.map(({ id }) => id)),
    ...(refusedPatterns.length > 0 ? ['its patterns are refused'] : []),
    ...tests.map((file) => `[${file}](../../${file})`)
  ]
  return [ids.map(linked).join(', '), where, cause, guards.join(', ')]
}

function linked (id: string): string {
  if (id.startsWith('CVE-')) return `[${id}](https://www.cve.org/CVERecord?id=${id})`
  if (id.startsWith('GHSA-')) return `[${id}](https://github.com/advisories/${id})`
  return id
}

function table (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [row(...head), `|${head.map(() => '---|').join('')}\n`, ...rows.map((cells) => row(...cells))].join('')
}
