/** Which policies are one, and what is made of them once. */
import t from 'tap'
import { PolicyPool, compileAt } from '../../lib/routes/policy-pool.ts'
import type { CorsPolicy } from '../../types/policy.ts'

const A = 'https://a.test'
const B = 'https://b.test'

const PAIRS: ReadonlyArray<readonly [what: string, one: CorsPolicy, other: CorsPolicy, isSame: boolean]> = [
  ['every origin', { origins: '*' }, { origins: '*' }, true],
  ['every origin, and a list', { origins: '*' }, { origins: [A] }, false],
  ['a list, and every origin', { origins: [A] }, { origins: '*' }, false],
  ['one origin more', { origins: [A] }, { origins: [A, B] }, false],
  ['one origin less', { origins: [A, B] }, { origins: [A] }, false],
  ['no methods, and those that are routed', { origins: [A], methods: [] }, { origins: [A] }, false],
  ['all headers, and none', { origins: '*', allowedHeaders: '*' }, { origins: '*' }, false],
  ['no credentials, said and unsaid', { origins: [A], credentials: false }, { origins: [A] }, true],
  ['credentials', { origins: [A], credentials: true }, { origins: [A] }, false]
]

t.test('policies are one where they are equal by value', async (t) => {
  for (const [what, one, other, isSame] of PAIRS) {
    const pool = new PolicyPool()
    t.equal(pool.intern(one) === pool.intern(other), isSame, what)
    t.equal(pool.intern(one), pool.intern(one), `${what}: each is itself`)
  }
})

t.test('a policy is compiled once for each kind of URL', async (t) => {
  const pooled = new PolicyPool().intern({ origins: [A] })
  const compiled = compileAt(pooled, ['GET', 'PUT'], false)
  t.equal(compileAt(pooled, ['GET', 'PUT'], false), compiled)
  t.not(compileAt(pooled, ['GETPUT'], false), compiled)
  t.not(compileAt(pooled, ['GET'], false), compiled)
  t.not(compileAt(pooled, ['GET', 'PUT'], true), compiled)
})

t.test('counters are shared by the policies of one label, and begin at zero for every reason', async (t) => {
  const pool = new PolicyPool()
  const { compiled } = pool.intern({ origins: [A] })
  const served = pool.serve(compiled, 'a')
  t.equal(pool.serve(compiled, 'a').counters, served.counters)
  t.not(pool.serve(compiled, 'b').counters, served.counters)
  t.strictSame(served.counters, {
    'every-origin-allowed': 0,
    'origin-allowed': 0,
    'origin-absent': 0,
    'origin-not-allowed': 0,
    'method-not-allowed': 0,
    'target-uncertain': 0
  })
  t.strictSame([...pool.counters.keys()], ['a', 'b'])
})
