/** Which policies are one, and what is made of them once. */
import t from 'tap'
import { PolicyPool, compileAt } from '../../../lib/routes/policy-pool.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { isLong } from '../properties/seed.ts'

const A = 'https://a.test'
const B = 'https://b.test'
const C = 'https://c.test'

const PAIRS: ReadonlyArray<readonly [what: string, one: CorsPolicy, other: CorsPolicy, isSame: boolean]> = [
  ['every origin', { origins: '*' }, { origins: '*' }, true],
  ['every origin, and a list', { origins: '*' }, { origins: [A] }, false],
  ['a list, and every origin', { origins: [A] }, { origins: '*' }, false],
  ['one origin more', { origins: [A] }, { origins: [A, B] }, false],
  ['one origin less', { origins: [A, B] }, { origins: [A] }, false],
  ['the same origins in another order', { origins: [A, B] }, { origins: [B, A] }, true],
  ['an origin twice', { origins: [A, B, A] }, { origins: [A, B] }, true],
  ['as many origins, one of them another', { origins: [A, B] }, { origins: [A, C] }, false],
  ['origins whose hashes are equal', { origins: ['https://app-54584.example.com'] }, { origins: ['https://app-441160.example.com'] }, false],
  ['no methods, and those that are routed', { origins: [A], methods: [] }, { origins: [A] }, false],
  ['all headers, and none', { origins: '*', allowedHeaders: '*' }, { origins: '*' }, false],
  ['no credentials, said and unsaid', { origins: [A], credentials: false }, { origins: [A] }, true],
  ['a status of preflights', { origins: [A], preflightStatus: 200 }, { origins: [A] }, false],
  ['another status of preflights', { origins: [A], preflightStatus: 200 }, { origins: [A], preflightStatus: 201 }, false],
  ['directives for caches', { origins: [A], preflightCacheControl: 'no-store' }, { origins: [A] }, false],
  ['header names in another letter case', { origins: [A], allowedHeaders: ['x-a'], exposedHeaders: ['ETag'] }, { origins: [A], allowedHeaders: ['X-A'], exposedHeaders: ['etag'] }, true],
  ['a flag that decides about origins of a source', { origins: [{ source: 's' }], dangerouslyAllow: ['insecure-origins'] }, { origins: [{ source: 's' }] }, false],
  ['a flag without a source', { origins: [A], dangerouslyAllow: ['insecure-origins'] }, { origins: [A] }, true],
  ['another flag', { origins: [{ source: 's' }], dangerouslyAllow: ['null-origin'] }, { origins: [{ source: 's' }] }, true],
  ['credentials', { origins: [A], credentials: true }, { origins: [A] }, false]
]

t.test('equal policies are interned as one object', async (t) => {
  for (const [what, one, other, isSame] of PAIRS) {
    const pool = new PolicyPool()
    t.equal(pool.add(one) === pool.add(other), isSame, what)
    t.equal(pool.add(one), pool.add(one), `${what}: each is itself`)
  }
})

type Lists = (policy: number) => string[]

/** Returns how often an origin is read while the policies are looked up, each of them twice. Stops if that is far too often. */
function readsOf (policies: number, originsOf: Lists): number {
  let left = policies * originsOf(0).length * 20
  const all = left
  const counted = (origins: string[]) => new Proxy(origins, {
    get (target, key, receiver) {
      if (typeof key === 'string' && /^\d/.test(key) && --left < 0) throw new Error('policies are compared with too many others')
      return Reflect.get(target, key, receiver) as unknown
    }
  })
  const pool = new PolicyPool()
  const pooled = Array.from({ length: policies }, (_, i) => pool.add({ origins: counted(originsOf(i)) }))
  const again = Array.from({ length: policies }, (_, i) => pool.add({ origins: counted(originsOf(i).reverse()) }))
  if (new Set(pooled).size !== policies || again.some((one, i) => one !== pooled[i])) throw new Error('policies are mixed up')
  return all - left
}

const LISTS: Readonly<Record<string, Lists>> = {
  'that have nothing in common': policy => Array.from({ length: 200 }, (_, i) => `https://a${i}.tenant-${policy}.example`),
  'that differ in their last origin': policy => Array.from({ length: 20 }, (_, i) => i < 19 ? `https://a${i}.example` : `https://tenant-${policy}.example`),
  // Each origin is in hundreds of lists.
  'made of forty origins': policy => [...String(policy).padStart(4, '0')].map((digit, i) => `https://${'abcd'[i]}.example:800${digit}`)
}

for (const [which, originsOf] of Object.entries(LISTS)) {
  t.test(`interning twice as many policies with lists of origins ${which} takes twice the time`, async (t) => {
    const count = isLong ? 1000 : 250
    const [half, all] = [readsOf(count, originsOf), readsOf(2 * count, originsOf)]
    t.ok(all / half < 2.2, `${half} reads, then ${all}`)
  })
}

t.test('a policy is compiled once for each set of methods', async (t) => {
  const pooled = new PolicyPool().add({ origins: [A] })
  const compiled = compileAt(pooled, ['GET', 'PUT'], false)
  t.equal(compileAt(pooled, ['GET', 'PUT'], false), compiled)
  t.not(compileAt(pooled, ['GETPUT'], false), compiled)
  t.not(compileAt(pooled, ['GET'], false), compiled)
  t.not(compileAt(pooled, ['GET', 'PUT'], true), compiled)
})

t.test('policies with the same label share counters, which start at zero', async (t) => {
  const pool = new PolicyPool()
  const { compiled } = pool.add({ origins: [A] })
  const served = pool.serve(compiled, { origins: [] }, 'a')
  t.equal(pool.serve(compiled, { origins: [] }, 'a').counters, served.counters)
  t.not(pool.serve(compiled, { origins: [] }, 'b').counters, served.counters)
  for (const kind of ['actual', 'preflight'] as const) t.strictSame([...new Set(Object.values(served.counters[kind]))], [0])
  t.strictSame([...pool.counters.keys()], ['a', 'b'])
})

t.test('counters continue in the next table, and those of labels not in use are kept in bounded number', async (t) => {
  const policy = { origins: [A] }
  let pool = new PolicyPool()
  const { compiled } = pool.add(policy)
  pool.serve(compiled, policy, 'always').counters.actual['no-origin'] = 7
  for (let i = 0; i < 1005; i++) {
    pool = new PolicyPool(pool.counters)
    pool.serve(compiled, policy, `label ${i}`).counters.actual['no-origin'] = i
    pool.serve(compiled, policy, 'always')
  }
  const labels = [...pool.counters.keys()]
  t.strictSame([labels.length, labels[0], labels.at(-1)], [1002, 'label 4', 'always'], 'a label in use is kept, however old')
  t.equal(pool.counters.get('always')!.actual['no-origin'], 7)
  t.equal(new PolicyPool(pool.counters).serve(compiled, policy, 'label 4').counters.actual['no-origin'], 4, 'after a roll back')
})
