/** Growth is told apart: what is linear passes, and what is quadratic does not, however short it takes. */
import t from 'tap'
import { growth, leastTimes } from '../growth.ts'

/** Where results go, so that they are worth computing. */
let sink: unknown

const texts = (size: number) => Array.from({ length: size }, (_, i) => `text-${i}`)

const LINEAR: Readonly<Record<string, (list: string[]) => unknown>> = {
  'a set': (list) => new Set(list),
  'a sort, which is nearly linear': (list) => [...list].sort(),
  'a promise for each element': (list) => Promise.all(list.map(async (text) => text.length))
}

const QUADRATIC: Readonly<Record<string, (list: string[]) => unknown>> = {
  'a search for each element': (list) => list.map((text) => list.indexOf(text)),
  'a copy for each element': (list) => list.reduce<string[]>((copy, text) => [...copy, text], []),
  'a search for each element, after a wait': async (list) => { await null; return list.map((text) => list.indexOf(text)) }
}

const growthOf = (size: number, work: (list: string[]) => unknown) => growth({
  size, prepare: (size) => { const list = texts(size); return () => (sink = work(list)) }
})

for (const [what, work] of Object.entries(LINEAR)) {
  t.test(`${what} is linear`, async (t) => {
    const { ratio, limit } = await growthOf(6_400, work)
    t.ok(ratio <= limit, `${ratio}`)
  })
}

for (const [what, work] of Object.entries(QUADRATIC)) {
  t.test(`${what} is not`, async (t) => {
    const { ratio, limit } = await growthOf(6_400, work)
    t.ok(ratio > limit, `${ratio}`)
  })
}

t.test('works take turns until the least times are within what is allowed, and are not tried for ever', async (t) => {
  const roundsUntil = async (excess: (round: number) => number) => {
    const turns: string[] = []
    await leastTimes({ a: () => () => turns.push('a'), b: () => () => turns.push('b') }, () => excess(turns.length / 2))
    t.equal(turns.join(''), 'ab'.repeat(turns.length / 2))
    return turns.length / 2
  }
  t.equal(await roundsUntil(() => 1), 2, 'two rounds in any case')
  t.equal(await roundsUntil((round) => round < 7 ? 2 : 1), 7)
  t.equal(await roundsUntil(() => 2), 25)
  t.equal(await roundsUntil(() => 5), 6, 'no other process makes that much of a difference')
  t.ok(sink !== undefined)
})
