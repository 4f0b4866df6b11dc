/** The generated tables of docs/engines.md are current. `npm run engines` writes them. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { factsOf } from '../../../lib/browser/engines.ts'
import { enginesPage, sections } from './engines-page.ts'

const file = new URL('../../../docs/engines.md', import.meta.url)

t.test('docs/engines.md is current', async t => {
  const page = enginesPage()
  if (t.writeSnapshot) return writeFileSync(file, page)
  t.equal(readFileSync(file, 'utf8'), page, 'npm run engines')
})

t.test('the page has every fact once', async t => {
  t.same(sections().flatMap(({ facts }) => facts.map(({ name }) => name)).sort(), Object.keys(factsOf('standard')).sort())
})
