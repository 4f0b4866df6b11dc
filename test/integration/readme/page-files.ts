/** The pages whose blocks are run: the README and everything below `docs` that no other test runs or generates. */
import { readFileSync } from 'node:fs'
import { documentationPages } from '../../sources.mjs'

const root = new URL('../../..', import.meta.url)

/** Pages of other tests. A path that ends with "/" stands for everything below it. */
export const PAGES_OF_OTHERS: Readonly<Record<string, string>> = {
  'docs/checks.md': 'test/unit/check/probes-page.test.ts',
  'docs/nestjs.md': 'test/integration/docs/nestjs.test.ts',
  'docs/renames.md': 'test/unit/public-names.test.ts',
  'docs/sources/files.md': 'test/integration/docs/sources.test.ts',
  'docs/sources/postgres.md': 'test/integration/docs/postgres.test.ts',
  'docs/sources/redis.md': 'test/integration/docs/redis.test.ts',
  'docs/sources/your-own.md': 'test/integration/docs/sources.test.ts',
  'docs/rules.md': 'test/unit/lint/rules-page.test.ts',
  'docs/rules/': 'test/unit/lint/rules-page.test.ts'
}

/** All pages that the package has, by path from the root of the repository. */
export function allPages (): ReadonlyMap<string, string> {
  return new Map(['README.md', ...documentationPages()].map(path => [path, readFileSync(new URL(path, root), 'utf8')]))
}

/** The pages that the test of the README runs. */
export function runPages (): ReadonlyMap<string, string> {
  const others = Object.keys(PAGES_OF_OTHERS)
  const isOfOthers = (path: string) => others.some(other => other.endsWith('/') ? path.startsWith(other) : path === other)
  return new Map([...allPages()].filter(([path]) => !isOfOthers(path)))
}
