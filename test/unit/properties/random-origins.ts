/** Random sets of origin patterns, and origins that they cover or nearly. */
import type { Random } from './seeded-random.ts'

// Few of each, so that patterns and origins meet; of every kind that the definition tells apart.
const LABELS = ['a', 'b', 'ab', 'a-b', '_a', 'xn--a', '1', 'a'.repeat(63)]
const ADDRESSES = ['localhost', '127.0.0.1', '[::1]', '[::ffff:7f00:1]', 'a.b.']
const PORTS = ['', '', '', ':8080', ':1', ':65535']
const OTHERS = ['null', 'capacitor://localhost', 'chrome-extension://abc', 'chrome-extension://*', 'moz-extension://*', 'vscode-webview://*']

/** Leftmost labels with a star inside. */
const STARRED = ['a-*', '*-a', 'a*b', 'ab-*-a', '_a-*', '*_a', 'a-*-a', `${'a'.repeat(60)}-*`]

/** What stands where a pattern has its star; a single label of each length is among it. */
const FILLERS = ['a', 'b.a', 'a-b', '_a.1', 'xn--a', 'a'.repeat(63), `${'a.'.repeat(90)}a`]
const ANY_PORTS = ['', ':8080', ':1', ':65535', ':81']

/** A text that replaces the star inside a label. */
const STAR_FILLERS = ['a', 'b', '1', 'a-b', 'a--b', 'a1', 'a'.repeat(10), 'a'.repeat(61)]

/** What does not belong in their place. */
const BAD_FILLERS = [
  '', '.', 'a.', '.a', 'a..b', 'a'.repeat(64), `${'a.'.repeat(124)}a`, 'A', 'ä', 'a,b', 'a@b', 'a/b', 'a:1', 'a b', '%61', '[', ']',
  '*', 'a\t', '\0', 'a`'
]
const BAD_PORTS = [
  ':80', ':443', ':65536', ':0', ':08', ':', ':*', ':1a', ':123456', ':8080.a', ': 1', ':\uff11', ':+1', ':1e3'
]
const BYTES = ['.', ':', '/', '*', '@', ']', '[', 'a', 'b', 'A', '-', '_', '0', '1', ' ', '\t', '\0', '\n', 'é', '\u212a', '\u0131', ',', '%']

function domain (random: Random): string {
  return Array.from({ length: 1 + random.int(3) }, () => random.pick(LABELS)).join('.')
}

function pattern (random: Random): string {
  const scheme = random.chance(0.5) ? 'http' : 'https'
  const host = () => random.chance(0.6) ? domain(random) : random.pick(ADDRESSES)
  switch (random.int(14)) {
    case 0: case 1: case 2: return `${scheme}://${host()}${random.pick(PORTS)}`
    case 3: case 4: case 5: case 6: return `${scheme}://*.${domain(random)}${random.pick(['', ':*', ':8080'])}`
    case 7: case 8: case 9: return `${scheme}://${host()}:*`
    case 10: case 11: case 12: return `${scheme}://${random.pick(STARRED)}.${domain(random)}${random.pick(['', ':*', ':8080'])}`
    default: return random.pick(OTHERS)
  }
}

/** One to eight patterns; now and then many. */
export function patternsOf (random: Random): string[] {
  const count = random.chance(0.02) ? 50 : 1 + random.int(8)
  return Array.from({ length: count }, () => pattern(random))
}

/** An origin that a pattern covers; hosts have no more than 253 bytes. */
export function coveredBy (pattern: string, random: Random): string {
  const filler = random.pick(FILLERS)
  return pattern
    .replace('://*.', () => `://${filler.length + pattern.length > 253 ? 'b' : filler}.`)
    .replace(/:\*$/, () => random.pick(ANY_PORTS))
    .replace('*', () => {
      const label = /:\/\/([^.]*)/.exec(pattern)![1]!
      return random.pick(STAR_FILLERS.filter(text => label.length - 1 + text.length <= 63))
    })
}

/** An origin that a pattern would cover if it were not for a thing or two; now and then it does all the same. */
export function nearTo (pattern: string, random: Random): string {
  let origin = pattern
    .replace('://*.', () => `://${random.chance(0.5) ? random.pick(FILLERS) : random.pick(BAD_FILLERS)}.`)
    .replace(/:\*$/, () => random.chance(0.5) ? random.pick(ANY_PORTS) : random.pick(BAD_PORTS))
  origin = origin.replace('*', () => random.chance(0.7) ? random.pick(STAR_FILLERS) : random.pick(BAD_FILLERS))
  if (random.chance(0.1)) origin = origin.replace(/^https?:/, (scheme) => scheme === 'http:' ? 'https:' : 'http:')
  while (random.chance(0.5)) origin = changed(origin, random)
  return origin
}

function changed (text: string, random: Random): string {
  const i = random.int(text.length)
  switch (random.int(5)) {
    case 0: return text.slice(0, i) + random.pick(BYTES) + text.slice(i + 1)
    case 1: return text.slice(0, i) + random.pick(BYTES) + text.slice(i)
    case 2: return text.slice(0, i) + text.slice(i + 1)
    case 3: return text + random.pick(BYTES)
    default: return random.chance(0.5) ? `${text}.${random.pick(LABELS)}` : text.replace('://', () => `://${random.pick(LABELS)}`)
  }
}
