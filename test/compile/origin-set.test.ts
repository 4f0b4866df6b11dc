/** The compiled set of origins against one that reads the patterns one by one, by the letter of their definition. */
import fc from 'fast-check'
import t from 'tap'
import { compileOrigins } from '../../lib/compile/origin-set.ts'

const RUNS = process.env['LONG'] === undefined ? 20_000 : 1_000_000
const SEED = Number(process.env['SEED'] ?? 20_261_122)
/** Origins asked for each set of patterns. */
const ASKED = 10

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

/** An origin taken apart with a regular expression, which is slow and easy to believe. */
const ORIGIN = /^(https?):\/\/(\[[^\]]*\]|[^:[\]]*)(?::([1-9][0-9]{0,4}))?$/s
const LABELS = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/

/** Whether one pattern covers an origin. */
function covers (pattern: string, origin: string): boolean {
  if (!pattern.includes('*')) return pattern === origin
  const [, scheme, host, port] = /^(https?):\/\/(.*?)(?::(\d+|\*))?$/.exec(pattern)!
  const parts = ORIGIN.exec(origin)
  if (parts === null || parts[1] !== scheme) return false
  if (parts[3] !== undefined && (Number(parts[3]) > 65535 || parts[3] === DEFAULT_PORTS[scheme!])) return false
  if (port !== '*' && parts[3] !== port) return false
  if (!host!.startsWith('*.')) return parts[2] === host
  const suffix = host!.slice(1)
  if (!parts[2]!.endsWith(suffix) || parts[2]!.length > 253) return false
  return LABELS.test(parts[2]!.slice(0, -suffix.length))
}

const pick = <T>(...values: T[]) => fc.constantFrom(...values)

// Few of each, so that patterns and origins meet; of every kind that the definition tells apart.
const label = pick('a', 'b', 'ab', 'a-b', '_a', 'xn--a', '1', 'a'.repeat(63))
const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
const host = fc.oneof({ weight: 6, arbitrary: domain }, pick('localhost', '127.0.0.1', '[::1]', '[::ffff:7f00:1]', 'a.b.'))
const port = pick('', '', '', ':8080', ':1', ':65535')
const pattern = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(pick('http', 'https'), host, port).map(([s, h, p]) => `${s}://${h}${p}`) },
  {
    weight: 4,
    arbitrary: fc.tuple(pick('http', 'https'), domain, pick('', ':*', ':8080')).map(([s, d, p]) => `${s}://*.${d}${p}`)
  },
  { weight: 3, arbitrary: fc.tuple(pick('http', 'https'), host).map(([s, h]) => `${s}://${h}:*`) },
  pick('null', 'capacitor://localhost', 'chrome-extension://abc')
)

/** What is put where a pattern has its star, and what does not belong there. */
const filler = fc.oneof(domain, pick(
  '', '.', 'a.', '.a', 'a..b', 'a'.repeat(64), `${'a.'.repeat(124)}a`, 'A', 'ä', 'a,b', 'a@b', 'a/b', 'a:1', 'a b',
  '%61', '[', ']', '*', 'a\t', '\0', 'a`'
))
const anyPort = pick(
  '', ':80', ':443', ':8080', ':1', ':65535', ':65536', ':0', ':08', ':', ':*', ':1a', ':123456', ':8080.a', ': 1', ':\uff11'
)

interface Change {
  readonly at: number
  readonly what: string
  readonly how: 'replace' | 'insert' | 'delete' | 'append'
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(400),
  what: pick('.', ':', '/', '*', '@', ']', '[', 'a', 'A', '-', '_', '0', ' ', '\t', '\0', '\n', 'é', '\u212a', '\u0131', ',', '%'),
  how: pick('replace', 'insert', 'delete', 'append')
})

function changed (text: string, { at, what, how }: Change): string {
  const i = text.length === 0 ? 0 : at % text.length
  switch (how) {
    case 'replace': return text.slice(0, i) + what + text.slice(i + 1)
    case 'insert': return text.slice(0, i) + what + text.slice(i)
    case 'delete': return text.slice(0, i) + text.slice(i + 1)
    case 'append': return text + what
  }
}

interface Recipe {
  /** Of the pattern. */
  readonly index: number
  readonly filler: string
  readonly port: string
  readonly change: Change | null
  readonly swapsScheme: boolean
}

/** Makes an origin that a pattern covers, or nearly. */
const near: fc.Arbitrary<Recipe> = fc.record({
  index: fc.nat(), filler, port: anyPort, change: fc.option(change, { freq: 2 }), swapsScheme: fc.boolean()
})

function nearTo (patterns: readonly string[], recipe: Recipe): string {
  const { index, filler, port, change, swapsScheme } = recipe
  let origin = patterns[index % patterns.length]!.replace('://*', () => `://${filler}`).replace(/:\*$/, () => port)
  if (swapsScheme) origin = origin.replace(/^https?:/, (scheme) => scheme === 'http:' ? 'https:' : 'http:')
  return change === null ? origin : changed(origin, change)
}

t.test('a compiled set says what its patterns say, one by one', async (t) => {
  let admitted = 0
  let asked = 0
  const sets = fc.record({
    patterns: fc.array(pattern, { minLength: 1, maxLength: 6 }),
    origins: fc.array(near, { minLength: ASKED, maxLength: ASKED })
  })
  fc.assert(fc.property(sets, ({ patterns, origins }) => {
    const set = compileOrigins(patterns)
    for (const recipe of origins) {
      const origin = nearTo(patterns, recipe)
      const expected = patterns.some((pattern) => covers(pattern, origin))
      asked++
      if (expected) admitted++
      if (set.has(origin) !== expected) {
        throw new Error(`${JSON.stringify(patterns)} and ${JSON.stringify(origin)}: expected ${expected}`)
      }
    }
  }), { numRuns: RUNS, seed: SEED })
  t.ok(admitted > asked / 10 && admitted < asked / 2, `${admitted} of ${asked} are admitted: both answers are tried`)
})

t.test('no single byte of an exact origin can be another', async (t) => {
  for (const origin of ['https://a.example.com', 'http://localhost:3000', 'http://[::1]:8080', 'capacitor://a', 'null']) {
    const set = compileOrigins([origin])
    t.ok(set.has(origin))
    for (let i = 0; i < origin.length; i++) {
      for (let code = 0; code < 256; code++) {
        const flipped = origin.slice(0, i) + String.fromCharCode(code) + origin.slice(i + 1)
        if (set.has(flipped) !== (flipped === origin)) t.fail(JSON.stringify(flipped))
      }
    }
    for (let end = 0; end < origin.length; end++) {
      if (set.has(origin.slice(0, end)) || set.has(origin.slice(end + 1))) t.fail(`a part of ${origin}`)
    }
  }
})

t.test('no byte of what follows a star can be another, and no byte of what fills it but those of labels', async (t) => {
  const set = compileOrigins(['https://*.a.example.com:*'])
  const origin = 'https://xyz.a.example.com:8080'
  t.ok(set.has(origin))
  for (let i = 0; i < origin.length; i++) {
    for (let code = 0; code < 256; code++) {
      const char = String.fromCharCode(code)
      const flipped = origin.slice(0, i) + char + origin.slice(i + 1)
      if (set.has(flipped) !== covers('https://*.a.example.com:*', flipped)) t.fail(JSON.stringify(flipped))
    }
  }
})

t.test('names of Object.prototype are in no set', async (t) => {
  const names = Object.getOwnPropertyNames(Object.prototype)
  for (const patterns of [['https://a.test'], ['https://*.a.test', 'http://localhost:*'], ['null']]) {
    const set = compileOrigins(patterns)
    for (const name of names) {
      for (const origin of [name, `https://${name}`, `https://${name}.a.test.`, `http://${name}:1`]) {
        t.notOk(set.has(origin), `${origin} in ${patterns.join()}`)
      }
    }
  }
})

t.test('a wildcard covers hosts of up to 253 bytes, with any port', async (t) => {
  const set = compileOrigins(['https://*.b:*'])
  const hostOf = (length: number) => `${'a.'.repeat(length)}b`.slice(-length)
  t.ok(set.has(`https://${hostOf(253)}:65535`))
  t.notOk(set.has(`https://a${hostOf(253)}`))
  t.notOk(set.has(`https://${hostOf(255)}`))
})
