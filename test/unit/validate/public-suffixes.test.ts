/** Suffixes under which anyone can register names: the public suffix list, parent domains, and private suffixes. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import { getDomain } from 'tldts'
import { validatePolicy } from '../../../lib/validate.ts'
import { registrableDomain } from '../../../lib/validate/public-suffix-rules.ts'
import { assertLinear } from '../../growth.ts'
import { isLong } from '../properties/seed.ts'
import { idsOf } from './issues.ts'

/** The list as tldts holds it: a tree of labels, flattened. It exports no list of rules. */
interface Trie {
  readonly nodeFlags: Uint8Array
  readonly edgeStart: Uint16Array
  readonly edgeLength: Uint8Array
  readonly edgeChild: Uint16Array
  readonly labelText: string
  readonly rulesRoot: number
  readonly exceptionsRoot: number
}

const FILE = new URL('../../../lib/validate/public-suffix-list.ts', import.meta.url)

/** The rules of the public suffix list in ASCII, as origins are: `com`, `co.uk` or `*.ck`, and exceptions as `www.ck`. */
function rules (of: 'rulesRoot' | 'exceptionsRoot'): string[] {
  const trie: Trie = createRequire(import.meta.url)('tldts/dist/cjs/src/data/trie.js')
  const labels: string[] = []
  let offset = 0
  for (const length of trie.edgeLength) labels.push(trie.labelText.slice(offset, offset += length))
  const found: string[] = []
  const walk = (node: number, parent: string): void => {
    for (let edge = trie.edgeStart[node]!; edge < trie.edgeStart[node + 1]!; edge++) {
      const name = parent === '' ? labels[edge]! : `${labels[edge]}.${parent}`
      const child = trie.edgeChild[edge]!
      if (trie.nodeFlags[child] !== 0) found.push(name)
      walk(child, name)
    }
  }
  walk(trie[of], '')
  return found.filter(name => /^[\0-\x7f]*$/.test(name))
}

/** The source file: what stands below one name in a line, or in several where it is much. A single label is a suffix without a rule. */
function source (): string {
  const byParent = new Map<string, string[]>()
  for (const rule of [...rules('rulesRoot'), ...rules('exceptionsRoot').map(name => `!${name}`)]) {
    const [label = '', ...rest] = rule.split('.')
    const parent = rest.join('.')
    if (parent !== '') byParent.set(parent, [...byParent.get(parent) ?? [], label])
  }
  const lines: string[] = []
  for (const [parent, labels] of [...byParent].sort(([a], [b]) => a < b ? -1 : 1)) {
    let line = parent
    for (const label of labels.sort()) {
      if (line !== parent && line.length + 1 + label.length > 140) {
        lines.push(line)
        line = parent
      }
      line += ` ${label}`
    }
    lines.push(line)
  }
  return '/**\n * The public suffix list: a name, and the labels that make a suffix of it.\n' +
    ' * `npx tap --disable-coverage --snapshot test/unit/validate/public-suffixes.test.ts` writes this file by the list that tldts has.\n *\n * @license MPL-2.0 https://publicsuffix.org\n */\n' +
    `export const publicSuffixes = (): string => \`\n${lines.join('\n')}\n\`\n`
}

/** The ids of the issues with credentials; undefined where the pattern is accepted. */
function idsOfPattern (pattern: string, more: object = {}): string[] | undefined {
  return idsOf({ origins: [pattern], credentials: true, ...more })
}

const REFUSED = ['public-suffix-wildcard-with-credentials']

t.test('the public suffix list equals that of tldts', async t => {
  if (t.writeSnapshot) writeFileSync(FILE, source())
  else t.equal(readFileSync(FILE, 'utf8'), source())
})

t.test('a wildcard on or above any rule of the public suffix list is rejected with credentials', async t => {
  const hosts = new Set<string>()
  // Where a rule has a wildcard, any label stands for it.
  for (const rule of rules('rulesRoot')) {
    const labels = rule.replace('*', 'any').split('.')
    labels.forEach((_, i) => hosts.add(labels.slice(i).join('.')))
  }
  const names = [...hosts]
  t.ok(names.length > 9000, `${names.length} hosts`)
  const accepted = names.filter(host => idsOfPattern(`https://*.${host}`)?.join() !== REFUSED.join())
  t.strictSame(accepted, [])
  t.strictSame(names.filter(host => idsOfPattern(`https://*.${host}`, { credentials: false }) !== undefined), [], 'without credentials each is accepted')
})

t.test('registrableDomain gives the same result as tldts', async t => {
  const suffixes = [...rules('rulesRoot').map(rule => rule.replace('*', 'any')), ...rules('exceptionsRoot'), 'test', 'not.listed']
  const hosts = suffixes.flatMap(suffix => [suffix, ...suffix.includes('.') ? [suffix.slice(suffix.indexOf('.') + 1)] : [], `a.${suffix}`, `c.b.a.${suffix}`])
  const others = ['localhost', 'app.localhost', '127.0.0.1', '[::1]', 'my_host.example.com', 'xn--bcher-kva.example', '1.example.org']
  const wrong = [...hosts, ...others].filter(host => (registrableDomain(host) ?? null) !== getDomain(host, { allowPrivateDomains: true }))
  t.strictSame(wrong, [])
})

t.test('a wildcard on a registrable domain is accepted with credentials', async t => {
  for (const host of [
    'example.com', 'example.co.uk', 'app.github.io', 'bucket.s3.amazonaws.com', 'www.ck', 'city.kawasaki.jp', 'windows.example',
    'notamazonaws.com', 'localhost', 'app.localhost', 'localhost.', 'example.com.'
  ]) t.equal(idsOfPattern(`https://*.${host}`), undefined, host)
})

t.test('a trailing dot does not change the result', async t => {
  for (const host of ['com.', 'github.io.', 'amazonaws.com.']) t.strictSame(idsOfPattern(`https://*.${host}`), REFUSED, host)
})

t.test('loopback and localhost are never suffixes, not even as private suffixes', async t => {
  t.equal(idsOfPattern('http://*.localhost', { privateSuffixes: ['localhost', 'app.localhost'] }), undefined)
  t.equal(idsOfPattern('https://127.0.0.1:*'), undefined)
})

t.test('private suffixes are treated like public suffixes', async t => {
  const privateSuffixes = ['customers.example.com', 'a.b.c.example.org']
  const more = { privateSuffixes }
  for (const host of ['customers.example.com', 'customers.example.com.', 'example.com', 'b.c.example.org', 'c.example.org', 'example.org']) {
    t.strictSame(idsOfPattern(`https://*.${host}`, more), REFUSED, host)
    t.equal(idsOfPattern(`https://*.${host}`, { ...more, dangerouslyAllow: ['public-suffix-wildcards'] }), undefined, host)
    t.equal(idsOfPattern(`https://*.${host}`, { ...more, credentials: false }), undefined, host)
  }
  for (const host of ['one.customers.example.com', 'a-customers.example.com', 'x.example.com', 'b.example.org']) {
    t.equal(idsOfPattern(`https://*.${host}`, more), undefined, host)
  }
  t.equal(idsOfPattern('https://customers.example.com', more), undefined, 'an exact origin is allowed')
})

t.test('a private suffix that is too long has no other effect', async t => {
  t.strictSame(idsOfPattern('https://*.example.com', { privateSuffixes: [`${'a.'.repeat(130)}example.com`] }), ['private-suffix-is-invalid'])
})

t.test('the message names the private suffix that a wildcard covers', async t => {
  t.throws(() => validatePolicy({ origins: ['https://*.example.com'], credentials: true, privateSuffixes: ['customers.example.com'] }),
    { message: /a name under "customers\.example\.com", which it covers\./ })
})

t.test('the time for many private suffixes and wildcards grows with their sum, not with their product', async t => {
  await assertLinear(t, 'validation', {
    size: isLong ? 20_000 : 5_000,
    prepare: count => {
      const origins = Array.from({ length: count }, (_, i) => `https://*.tenant-${i}.example.com`)
      const privateSuffixes = Array.from({ length: count }, (_, i) => `s${i}.example.org`)
      return () => validatePolicy({ origins, credentials: true, privateSuffixes })
    }
  })
})
