/** The page of the probes is made of the probes, and everything that is worth asking has a place. `npm run probes` writes it. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { PLAN } from '../../integration/check/plan.ts'
import { probesPage } from './probes-page.ts'

const file = new URL('../../../docs/checks.md', import.meta.url)

t.test('the page says what the probes say, with a heading for each of them and for each kind of finding', async t => {
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

t.test('what is worth asking is asked by probes that exist, and each probe asks some of it', async t => {
  const asked = Object.values(PLAN).flat().flatMap(([, asked]) => 'probe' in asked ? asked.probe : [])
  t.same([...new Set(asked)].sort(), PROBES.map(({ id }) => id).sort())
})
