/** Hosts that give names to everyone and are not in the public suffix list, and registrable domains. */
import t from 'tap'
import { isSafePattern } from '../../../lib/validate/cross-field.ts'
import { registrableDomain } from '../../../lib/validate/public-suffix-rules.ts'
import { SHARED_HOSTS } from '../../../lib/validate/shared-hosts.ts'

/** Those that give names directly below them. */
const DIRECT = ['app.github.dev', 'loca.lt', 'lhr.life', 'serveo.net', 'share.zrok.io', 'exp.direct', 'gradio.live', 'kinsta.page', 'sevalla.page',
  'edgeone.app', 'stackblitz.io', 'nip.io', 'sslip.io', 'traefik.me']
/** Those that give names below regions or clusters. */
const REGIONAL = ['devtunnels.ms', 'gitpod.io', 'cloudworkstations.dev', 'webcontainer.io']

t.test('a wildcard on a shared host is not safe with credentials', async t => {
  t.strictSame([...SHARED_HOSTS].sort(), [...DIRECT, ...REGIONAL].sort())
  for (const host of [...DIRECT, ...REGIONAL, ...REGIONAL.map(host => `eu-1.${host}`)]) {
    t.equal(isSafePattern(`https://*.${host}`, []), false, host)
    t.equal(isSafePattern(`https://app.${host}`, []), true, `an exact origin below ${host}`)
  }
  for (const host of DIRECT) t.equal(isSafePattern(`https://*.own.${host}`, []), true, `below one name of ${host}`)
  for (const host of REGIONAL) t.equal(isSafePattern(`https://*.own.eu-1.${host}`, []), true, `below one name of a region of ${host}`)
})

t.test('a pattern is safe without any flag, and with the private suffixes', async t => {
  t.equal(isSafePattern('https://*.example.com', []), true)
  t.equal(isSafePattern('https://*.example.com', ['example.com']), false)
  for (const pattern of ['null', 'http://shop.example', 'https://*.com', 'https://app-*.vercel.app']) t.equal(isSafePattern(pattern, []), false, pattern)
})

t.test('a registrable domain is a suffix and one more label', async t => {
  const rows: Readonly<Record<string, string | undefined>> = {
    'example.com': 'example.com',
    'a.b.example.co.uk': 'example.co.uk',
    'co.uk': undefined,
    com: undefined,
    'a.b.ck': 'a.b.ck',
    'a.www.ck': 'www.ck',
    'www.ck': 'www.ck',
    '127.0.0.1': undefined,
    '[2001:db8::1]': undefined
  }
  for (const [host, domain] of Object.entries(rows)) t.equal(registrableDomain(host), domain, host)
})
