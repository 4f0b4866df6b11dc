/**
 * Origin patterns against the parser of URLs: what it serializes is accepted, nothing else is, and what it understands is
 * refused with what it makes of it. https://url.spec.whatwg.org/#concept-url-origin
 */
import { unescape } from 'node:querystring'
import fc from 'fast-check'
import t from 'tap'
import { MAX_HOST_LENGTH } from '../../../lib/standard/origin.ts'
import { areSettled } from '../../../lib/standard/settled-letters.ts'
import { diagnose } from '../../../lib/validate/origin-diagnosis.ts'
import { isOriginPattern, readOriginPattern } from '../../../lib/validate/origin-grammar.ts'
import { hosts, nearMisses, ports, texts } from '../properties/origin-texts.ts'
import { rounds } from '../properties/seed.ts'

const RUNS = rounds(20_000)

/** As long as "xn--", and for a host no different from it, but that no version of the parser looks into what is behind it. */
const PLAIN = 'zqjy'

/**
 * What the parser makes of a text, if it is an http or https URL. Versions of it disagree about which punycode is valid; by the
 * standard a host of ASCII letters is valid whatever it holds: https://url.spec.whatwg.org/#concept-domain-to-ascii
 */
function originOf (text: string): string | undefined {
  const isASCII = /^[\0-\x7f]*$/.test(text) && !text.includes('%')
  try {
    const { protocol, origin } = new URL(isASCII ? text.replaceAll(/xn--/gi, PLAIN) : text)
    return /^https?:$/.test(protocol) ? origin.replaceAll(PLAIN, 'xn--') : undefined
  } catch {
    return undefined
  }
}

/** Whether versions of the parser disagree: about letters that are not settled, and about punycode beside escapes and letters outside ASCII. */
function isDisputed (text: string): boolean {
  const written = unescape(text)
  return !areSettled(written) || (!/^[^%\x80-\uffff]*$/.test(text) && /xn--/i.test(written.normalize('NFKC')))
}

/**
 * Whether a policy may have what the parser serializes: a host that is an address, or labels of letters, digits, "-" and "_"
 * with one trailing dot or none; and any port but 0, to which nobody can connect.
 */
function isPermitted (origin: string): boolean {
  const { hostname: host, port } = new URL(origin.replaceAll('xn--', PLAIN))
  if (port === '0') return false
  return host.startsWith('[') || (host.length <= MAX_HOST_LENGTH && /^(?:[a-z\d_-]{1,63}\.)*[a-z\d_-]{1,63}\.?$/.test(host))
}

/** Whether the host of what the parser serializes is an IP address. */
function isAddress (origin: string): boolean {
  return /^https?:\/\/(?:\[|[\d.]+(?::|$))/.test(origin)
}

/** What an exact http or https pattern must be, by the oracle alone. */
function isExactHttpOrigin (text: string): boolean {
  return /^https?:/.test(text) && originOf(text) === text && isPermitted(text)
}

const origins = fc.tuple(fc.constantFrom('http', 'https'), hosts, ports).map(([scheme, host, port]) => originOf(`${scheme}://${host}${port}`)).filter((origin): origin is string => origin !== undefined && !origin.includes('*'))

function check<T> (name: string, arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean): void {
  t.test(name, async t => {
    t.doesNotThrow(() => fc.assert(fc.property(arbitrary, holds), { seed: 15, numRuns: RUNS }))
  })
}

check('an exact http or https pattern is accepted if and only if it is its own serialized origin', fc.oneof(texts, nearMisses), text => {
  return text.includes('*') || !/^https?:\/\//.test(text) || isOriginPattern(text) === isExactHttpOrigin(text)
})

check('every origin that the URL parser serializes is accepted, unless its host or port is never allowed', origins, origin => {
  return isOriginPattern(origin) === isPermitted(origin)
})

check('a pattern with a wildcard is accepted if and only if an origin that it covers is', fc.oneof(texts, nearMisses), text => {
  const [, scheme = '', label = '', rest = ''] = /^(https?:\/\/)([^.:*]*\*[^.:*]*\.)?(.*)$/s.exec(text) ?? []
  if (!text.includes('*') || scheme === '') return true
  const exact = rest.replace(/:\*$/, '')
  const port = rest === exact ? '' : ':8443'
  const covered = `${scheme}${label.replace('*', 'a')}${exact}${port}`
  const hasRoom = !(label !== '' && isAddress(originOf(`https://${exact}`) ?? '')) && !/^-|-\.$/.test(label)
  return isOriginPattern(text) === (hasRoom && !/^:|^$/.test(exact) && !exact.includes('*') && isExactHttpOrigin(covered))
})

check('the fix of a rejected origin is a valid pattern and is in the message', fc.oneof(texts, nearMisses), text => {
  if (isOriginPattern(text)) return true
  const { message, fix } = diagnose(text)
  return fix === undefined || (fix !== text && message.includes(`Use ${JSON.stringify(fix)}`) && (fix === 'null' || isOriginPattern(fix)))
})

check('a rejected origin that the URL parser accepts has its serialized origin as fix', fc.oneof(texts, nearMisses), text => {
  const origin = originOf(text)
  // White space inside is dropped by the parser, a separator is somebody's list, and of two schemes one is too many: guesses.
  if (origin === undefined || /[\s\0-\x20*,;|]|https?:.*:\/\//i.test(text) || isOriginPattern(text) || !isOriginPattern(origin)) return true
  const { id, fix } = diagnose(text)
  if (fix === undefined && isDisputed(text)) return true
  // A number behind an address makes a range of it.
  if (id === 'origin-is-an-address-range') return isAddress(origin) && /\/\d{1,3}$/.test(text)
  return fix === origin || id === 'origin-is-a-regular-expression' || id === 'origin-has-quotes'
})

check('readOriginPattern and isOriginPattern agree', fc.oneof(texts, nearMisses, fc.string()), text => {
  return (readOriginPattern(text) !== undefined) === isOriginPattern(text)
})

t.test('origins of applications and extensions are valid patterns', async t => {
  for (const origin of [
    'chrome-extension://fggegbddilgbkhnlcnhlegkcjnjiedoa', 'moz-extension://1d4c2e33-9d4f-4f4b-8d3b-0a4f6f7f1a2b',
    'moz-extension://ad4c2e33-9d4f-4f4b-8d3b-9a4f6f7f1a2b', 'moz-extension://00000000-0000-0000-0000-000000000000',
    'safari-web-extension://e0a7a9f5-6f5c-4f1a-9c1b-1d4c2e334444', 'ms-browser-extension://abc', 'vscode-webview://1a2b3c',
    'vscode-file://vscode-app', 'capacitor://localhost', 'ionic://localhost', 'http://localhost', 'https://localhost', 'tauri://localhost',
    'http://tauri.localhost', 'https://tauri.localhost', 'app://obsidian.md', 'app://-', 'app://.', 'electron://app', 'app://1.2', 'app://localhost:3000',
    'http+unix://socket', 'web+app.v1://x', 'resource://pdf.js', 'http://[::ffff:7f00:1]', 'https://[2001:db8::1]:8443', 'http://a_b.example',
    'https://_.example', 'https://-a.example', 'https://a-.example', 'https://ab--cd.example', 'https://1.example', 'https://1a.2b',
    'https://3com', 'https://intranet', 'https://example.com.', 'http://localhost.', 'https://xn--bcher-kva.example', 'https://xn--p1ai', 'https://xn--', 'https://xn--a.xn---', 'https://*.xn--0.test:*',
    `${'a'.repeat(64)}://${'a.'.repeat(126)}a:65535`, 'https://xn--fa-hia.example', 'https://example.com:1', 'https://example.com:65535', 'http://example.com:443', 'https://example.com:80'
  ]) t.ok(isOriginPattern(origin), origin)
})

t.test('only the whole text is a pattern of an extension, and a label has at most 63 characters with its star', async t => {
  for (const pattern of ['chrome-extension://*', `https://${'a'.repeat(62)}*.example.com`]) t.ok(isOriginPattern(pattern), pattern)
  for (const text of ['chrome-extension.abc', 'chrome-extension://*x', '://*', `https://${'a'.repeat(63)}*.example.com`]) t.notOk(isOriginPattern(text), text)
})
