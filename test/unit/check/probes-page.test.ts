/** The generated page of the probes is current, and the plan lists all probes. `npm run probes` writes the page. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { PLAN } from '../../integration/check/plan.ts'
import { probesPage } from './probes-page.ts'

const file = new URL('../../../docs/checks.md', import.meta.url)

t.test('docs/checks.md is current, with a heading for each probe and each kind of finding', async t => {
  const page = probesPage()
  if (t.writeSnapshot) return writeFileSync(file, page)
  t.equal(readFileSync(file, 'utf8'), page, 'npm run probes')
  const headings = (pattern: RegExp): string[] => [...page.matchAll(pattern)].map(([, id]) => id!).sort()
  t.same(headings(/^### Probe `([a-z\d-]+)`$/gm), PROBES.map(({ id }) => id).sort())
  t.same(headings(/^#### ([a-z\d-]+)$/gm), [...new Set(PROBES.flatMap(({ kinds }) => Object.keys(kinds)))].sort())
  for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) {
    t.match(page, new RegExp(`^#{3,4} ${anchor!.startsWith('probe-') ? `Probe \`${anchor!.slice(6)}\`` : anchor}$`, 'm'))
  }
})

t.test('the plan refers only to existing probes, and to each of them', async t => {
  const ids = Object.values(PLAN).flat().flatMap(([, coverage]) => 'probe' in coverage ? coverage.probe : [])
  t.same([...new Set(ids)].sort(), PROBES.map(({ id }) => id).sort())
})
