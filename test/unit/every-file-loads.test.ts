/** Loads every source file, so that coverage counts also those that no other test loads; the command and the documentation's page run when they are loaded. */
import t from 'tap'
import { sourceFiles } from '../sources.mjs'

for (const file of sourceFiles().filter(file => !['lib/cli/bin.ts', 'lib/docs/page/index.ts'].includes(file))) {
  t.test(`${file} loads by itself`, async t => {
    await t.resolves(import(new URL(`../../${file}`, import.meta.url).href))
  })
}
