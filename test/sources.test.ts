/** Loads every source file, so that coverage counts also those that no other test loads; the command runs when it is loaded. */
import t from 'tap'
import { sourceFiles } from './sources.mjs'

for (const file of sourceFiles().filter(file => file !== 'lib/tools/bin.ts')) {
  t.test(`${file} loads by itself`, async t => {
    await t.resolves(import(new URL(`../${file}`, import.meta.url).href))
  })
}
