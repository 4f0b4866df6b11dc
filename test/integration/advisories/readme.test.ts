/** Checks that the README of advisories matches the tables. `npm run readme` updates it. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { advisoriesMarkdown } from './markdown.ts'

const file = new URL('README.md', import.meta.url)

t.test('the README of advisories matches the tables', async (t) => {
  const markdown = advisoriesMarkdown()
  if (t.writeSnapshot) writeFileSync(file, markdown)
  t.equal(readFileSync(file, 'utf8'), markdown)
})
