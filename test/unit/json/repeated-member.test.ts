/** Members of one name in JSON, against a naive oracle: a parser that reads one character after another. */
import fc from 'fast-check'
import t from 'tap'
import { repeatedMember } from '../../../lib/json/repeated-member.ts'
import { pointer } from '../../../lib/validate/issue.ts'
import { SEED, rounds } from '../properties/seed.ts'

const ROWS: readonly (readonly [text: string, path: string | undefined, name?: string])[] = [
  ['{}', undefined], ['[]', undefined], ['7', undefined], ['"a"', undefined],
  ['{ "a": 1, "b": "a", "c": ["a", "a"], "d": { "a": 1 } }', undefined],
  ['{ "a": 1, "a": 1 }', '/a', 'a'],
  ['[0, [1, { "a": { "x/y": [], "x/y": [] } }]]', '/1/1/a/x~1y', 'x/y'],
  ['{ "a\\u0062": "}", "ab": 1 }', '/ab', 'ab'],
  ['{ "\\"": "\\\\", "\\u0022": 1 }', '/"', '"'],
  ['{ "": [{}, {}], "": 1 }', '/', ''],
  ['{ "__proto__": 1, "__proto__": 2 }', '/__proto__', '__proto__'],
  ['[{ "a": 1 }, { "a": 1 }, { "a": { "a": 1 }, "b": 2, "a": 3 }]', '/2/a', 'a']
]

t.test('a repeated member is found with its place', async (t) => {
  for (const [text, path, name] of ROWS) {
    JSON.parse(text)
    const found = repeatedMember(text)
    t.equal(found?.path, path, text)
    t.equal(found?.name, name, text)
    if (found !== undefined) t.equal(JSON.parse(text.slice(found.offset).match(/^"(?:[^"\\]|\\.)*"/)![0]), name)
  }
})

type Value = string | readonly Value[] | { readonly members: readonly (readonly [string, Value])[] }

const textOf = (value: Value): string => typeof value === 'string'
  ? JSON.stringify(value)
  : 'members' in value
    ? `{${value.members.map(([name, member]) => `${JSON.stringify(name)} : ${textOf(member)}`).join(' ,')}}`
    : `[${value.map(textOf).join(',')}]`

/** The first member whose name was there before, in the order of the text. */
function firstRepeated (value: Value, path = ''): string | undefined {
  if (typeof value === 'string') return undefined
  const seen = new Set<string>()
  const members = 'members' in value ? value.members : value.map((entry, i) => [i, entry] as const)
  for (const [name, member] of members) {
    if (seen.has(String(name))) return pointer(path, name)
    seen.add(String(name))
    const inside = firstRepeated(member, pointer(path, name))
    if (inside !== undefined) return inside
  }
  return undefined
}

t.test('finds the repeated member in random values, also with a name that needs escapes', async (t) => {
  const name = fc.constantFrom('a', 'b', '', '"', '\\', '{', ',', '/', '~', 'é')
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, name, fc.array(tie('value'), { maxLength: 4 }), fc.record({ members: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }) }))
  }))
  let repeated = 0
  fc.assert(fc.property(value, (value) => {
    const expected = firstRepeated(value)
    if (expected !== undefined) repeated++
    return repeatedMember(textOf(value))?.path === expected
  }), { seed: SEED, numRuns: rounds(2000) })
  t.ok(repeated > rounds(100), `${repeated} with a repeated member`)
})
