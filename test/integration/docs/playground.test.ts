/** The parts of the playground that need no browser: what it says of a text, what it completes, and its links. */
import t from 'tap'
import { completionAt, descriptionAt } from '../../../docs/.vitepress/theme/playground/complete.ts'
import { edited } from '../../../lib/json/edits.ts'
import { judge } from '../../../docs/.vitepress/theme/playground/judge.ts'
import { EXAMPLE, fromFragment, toFragment } from '../../../docs/.vitepress/theme/playground/share.ts'

type Row = readonly [title: string, text: string, id: string, marked: string, fixed?: string]

const ROWS: readonly Row[] = [
  ['an empty text', '', 'json-is-malformed', ''],
  ['half a document', '{\n  "origins": [', 'json-is-malformed', ''],
  ['an invalid origin', '{ "origins": ["https://a.test/"] }', 'origin-has-path', '"https://a.test/"', '{ "origins": ["https://a.test"] }'],
  ['a value that is missing', '{ "credentials": true }', 'missing-field', '{'],
  ['an unknown field', '{ "origins": ["https://a.test"], "credentails": true }', 'unknown-field', 'true', '{ "origins": ["https://a.test"], "credentials": true }'],
  ['a member that is repeated', '{\n  "origins": "*",\n  "origins": []\n}', 'json-key-is-repeated', '"'],
  ['an invalid object', '{ "origins": ["https://a.test"], "routes": { "/a": {} } }', 'route-choice-without-effect', '"/a"'],
  ['an entry that is listed twice', '{ "origins": ["https://a.test", "https://a.test"], "maxAge": 600 }', 'origin-listed-twice', '"https://a.test"',
    '{ "origins": ["https://a.test"], "maxAge": 600 }'],
  ['a list', '{ "origins": [] }', 'origins-are-empty', '"origins"']
]

for (const [title, text, id, marked, fixed] of ROWS) {
  t.test(`${title} is marked`, async t => {
    const { document, remarks } = judge(text)
    const remark = remarks.find(remark => remark.id === id)!
    t.ok(remark, JSON.stringify(remarks))
    t.equal(text.slice(remark.from, remark.to), marked)
    if (fixed === undefined) return
    t.equal(edited(text, remark.edits!), fixed)
    t.equal(document === undefined, remark.severity === 'error')
  })
}

t.test('the example is valid', async t => {
  const { document, remarks } = judge(EXAMPLE.policy)
  t.ok(document)
  t.ok(remarks.every(({ severity }) => severity === 'info'), 'lint only informs')
})

t.test('comments and trailing commas are read', async t => {
  t.strictSame(judge('{ "origins": ["https://a.test"], /* a day */ "maxAge": 600, }').remarks.map(({ id }) => id), [])
})

/** Texts with `|` at the cursor, and proposals that are expected and not expected. */
const COMPLETIONS: readonly (readonly [text: string, expected: readonly string[], unexpected?: readonly string[]])[] = [
  ['{ | }', ['"origins"', '"credentials"', '"routes"']],
  ['{ "origins": "*", "|" }', ['"credentials"'], ['"origins"']],
  ['{ "credentials": | }', ['true', 'false']],
  ['{ "dangerouslyAllow": ["|"] }', ['"null-origin"', '"insecure-origins"']],
  ['{ "origins": [{ "|" }] }', ['"source"', '"key"']],
  ['{ "policies": { "open": { "origins": "*" } }, "routes": { "/a": | } }', ['"open"', 'false']],
  ['{ "policies": { "open": { | } } }', ['"origins"', '"maxAge"'], ['"routes"']]
]

for (const [marked, expected, unexpected = []] of COMPLETIONS) {
  t.test(`completes ${marked}`, async t => {
    const offset = marked.indexOf('|')
    const found = completionAt(marked.replace('|', ''), offset)!
    const texts = found.proposals.map(({ text }) => text)
    for (const text of expected) t.ok(texts.includes(text), `${text} in ${texts.join(' ')}`)
    for (const text of unexpected) t.notOk(texts.includes(text), text)
  })
}

t.test('the editor proposes nothing for a value of an unknown field', async t => {
  t.equal(completionAt('{ "unknown": "a" }', 15), undefined)
})

t.test('the name of a member has the description of the schema', async t => {
  t.match(descriptionAt('{ "maxAge": 600 }', 5), { from: 2, to: 10, text: /Seconds/ })
  t.equal(descriptionAt('{ "maxAge": 600 }', 13), undefined)
  t.equal(descriptionAt('{ "unknown": 600 }', 5), undefined)
})

t.test('a link holds the whole state, and a broken one is the example', async t => {
  const state = { ...EXAMPLE, policy: '{ "description": "Grüße, 世界" }', origin: 'null', engine: 'firefox' } as const
  t.strictSame(fromFragment(toFragment(state)), state)
  t.match(toFragment(state), /^[\w-]+$/)
  for (const fragment of ['', '%', 'e30', btoa('null'), btoa('{"policy":1,"__proto__":{"origin":"x"}}'), 'a'.repeat(1000)]) {
    t.strictSame(fromFragment(fragment), EXAMPLE, fragment.slice(0, 20))
  }
})
