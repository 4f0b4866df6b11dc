/** Why a cookie is not stored or not sent, and what to do: one row for each reason. */
import t from 'tap'
import { explainCookie } from '../../../lib/cookies.ts'
import type { CookieQuestion } from '../../../types/cookie.ts'

const PAGE = 'https://app.example.com'
const API = 'https://api.example.com/v1/orders'
const ELSEWHERE = 'https://api.other.example/v1/orders'
const base: CookieQuestion = { cookie: 'sid=1; Secure; SameSite=None', origin: PAGE, url: API, credentials: 'include' }

/** The reasons of chromium, firefox and safari with their defaults, then of chromium that blocks and safari that allows third-party cookies. */
type Row = readonly [change: Partial<CookieQuestion>, reasons: ReadonlyArray<string | null>, advice: RegExp | undefined]

const all = (reason: string | null): Array<string | null> => Array<string | null>(5).fill(reason)

const ROWS: Readonly<Record<string, Row>> = {
  'a cookie that works': [{}, all(null), undefined],
  'Max-Age=0': [{ cookie: 'sid=; Max-Age=0' }, all('expired'), /future/],
  'SameSite=None without Secure': [{ cookie: 'sid=1; SameSite=None' }, ['none-without-secure', 'none-without-secure', null, 'none-without-secure', null], /Add Secure/],
  'Partitioned without Secure': [{ cookie: 'sid=1; Partitioned' }, ['partitioned-without-secure', 'partitioned-without-secure', null, 'partitioned-without-secure', null], /Add Secure/],
  '__Secure- without Secure': [{ cookie: '__Secure-sid=1' }, all('prefix-unmet'), /prefix/],
  '__Host- without a path': [{ cookie: '__Host-sid=1; Secure' }, all('prefix-unmet'), /Path=\//],
  '__Host- with a domain': [{ cookie: '__Host-sid=1; Secure; Path=/; Domain=example.com' }, all('prefix-unmet'), /Path=\//],
  'Secure over http': [{ url: 'http://api.example.com/', origin: 'http://app.example.com', cookie: 'sid=1; Secure' }, all('secure-over-http'), /over https/],
  'Secure over http to a loopback host': [{ url: 'http://localhost:3000/', origin: 'http://localhost:5173' }, [null, null, 'secure-over-http', null, 'secure-over-http'], /over https/],
  'the domain of another site': [{ cookie: 'sid=1; Domain=other.example' }, all('domain-does-not-cover'), /Remove Domain/],
  'a public suffix as the domain': [{ cookie: 'sid=1; Domain=.COM' }, all('domain-does-not-cover'), /public suffix/],
  'the host itself, a public suffix': [{ cookie: 'sid=1; Domain=github.io', url: 'https://github.io/', origin: 'https://github.io' }, all(null), undefined],
  'the parent as the domain': [{ cookie: 'sid=1; Domain=.example.com; Path=', setAt: 'https://login.example.com/v1/' }, all(null), undefined],
  'an empty domain': [{ cookie: 'sid=1; Domain=' }, all(null), undefined],
  'a domain above an address': [{ cookie: 'sid=1; Domain=0.0.1', url: 'https://127.0.0.1/', origin: 'https://127.0.0.1' }, all('domain-does-not-cover'), /Domain/],
  'no credentials': [{ credentials: undefined }, all('set-without-credentials'), /credentials: 'include'/],
  'no credentials, after a visit': [{ credentials: 'omit', setBy: 'visit' }, all('sent-without-credentials'), /credentials: 'include'/],
  'no credentials, after a frame': [{ credentials: 'same-origin', setBy: 'frame' }, all('sent-without-credentials'), /credentials: 'include'/],
  'no credentials on the origin of the page': [{ credentials: 'same-origin', origin: 'https://api.example.com' }, all(null), undefined],
  'another host': [{ setBy: 'visit', setAt: 'https://login.example.com/' }, all('other-host'), /covers both hosts/],
  'another path': [{ cookie: 'sid=1; Path=/v2' }, all('other-path'), /Path=\//],
  'the path by default': [{ setAt: 'https://api.example.com/v2/login' }, all('other-path'), /Path=\//],
  'a path that ends with a slash': [{ cookie: 'sid=1; Path=/v1/' }, all(null), undefined],
  'exactly the path': [{ cookie: 'sid=1; Path=/v1/orders' }, all(null), undefined],
  'a longer path': [{ cookie: 'sid=1; Path=/v1/order' }, all('other-path'), /Path=\//],
  'the root': [{ setAt: 'https://api.example.com' }, all(null), undefined],
  'Secure, sent over http': [{ url: 'http://api.example.com/', setAt: 'https://api.example.com/', setBy: 'visit', origin: 'http://app.example.com' }, all('secure-request-only'), /over https/],
  'Lax, set by a visit': [
    { url: ELSEWHERE, cookie: 'sid=1; Secure; SameSite=Lax', setBy: 'visit' },
    ['same-site-when-sent', 'same-site-when-sent', 'third-party-not-sent', 'third-party-not-sent', 'same-site-when-sent'], /Partitioned/
  ],
  'Strict, set by a response': [
    { url: ELSEWHERE, cookie: 'sid=1; Secure; SameSite=Strict' },
    ['same-site-when-set', 'same-site-when-set', 'third-party-not-stored', 'third-party-not-stored', 'third-party-not-stored'], /Partitioned/
  ],
  'an unknown SameSite': [
    { url: ELSEWHERE, cookie: 'sid=1; Secure; SameSite=Some' },
    ['same-site-when-set', null, 'third-party-not-stored', 'third-party-not-stored', 'third-party-not-stored'], /Partitioned/
  ],
  'None, set by a visit': [{ url: ELSEWHERE, setBy: 'visit' }, [null, 'other-partition', 'third-party-not-sent', 'third-party-not-sent', null], /kept apart|apart if a visit/],
  'Partitioned, set by a visit': [
    { url: ELSEWHERE, setBy: 'visit', cookie: 'sid=1; Secure; SameSite=None; Partitioned' },
    ['other-partition', 'other-partition', 'third-party-not-sent', 'other-partition', null], /in a frame of the page/
  ],
  'Partitioned, set by a response': [
    { url: ELSEWHERE, cookie: 'sid=1; Secure; SameSite=None; Partitioned' }, [null, null, 'third-party-not-stored', null, 'third-party-not-stored'], /site of the page/
  ],
  'a page of the origin null': [{ origin: 'null' }, [null, null, 'third-party-not-stored', 'third-party-not-stored', 'third-party-not-stored'], /Partitioned/],
  'a redirect by another site': [
    { redirected: true, cookie: 'sid=1; Secure; SameSite=Lax' },
    [null, 'redirected-by-other-site', 'redirected-by-other-site', null, 'redirected-by-other-site'], /final URL/
  ],
  'storage access': [
    { url: ELSEWHERE, setBy: 'visit', storageAccess: true }, [null, null, 'third-party-not-sent', null, null], /Safari/
  ],
  'an http page of the same domain': [
    { origin: 'http://app.example.com', cookie: 'sid=1; Secure; SameSite=Lax' }, ['same-site-when-set', null, null, 'third-party-not-stored', null], /http and https are two sites/
  ],
  'two names of this computer': [
    { origin: 'http://localhost:5173', url: 'http://127.0.0.1:3000/', cookie: 'sid=1; SameSite=Lax' },
    ['same-site-when-set', 'same-site-when-set', 'third-party-not-stored', 'third-party-not-stored', 'third-party-not-stored'], /localhost and 127\.0\.0\.1 are two sites/
  ]
}

for (const [title, [change, expected, advice]] of Object.entries(ROWS)) {
  t.test(`each browser has its reason: ${title}`, async t => {
    const explained = explainCookie({ ...base, ...change })
    t.strictSame(explained.browsers.map(({ reason }) => reason), expected)
    for (const { stored, sent, reason, message } of explained.browsers) {
      t.equal(sent, reason === null)
      t.match(message, sent ? 'stored and sent' : stored ? 'The cookie is stored, but not sent: ' : 'The cookie is not stored: ')
      t.notMatch(message, '%')
    }
    if (advice === undefined) t.strictSame(explained.advice, [])
    else t.match(explained.advice.join(' '), advice)
    t.equal(new Set(explained.advice).size, explained.advice.length)
  })
}

t.test('a question that is not about a cookie is rejected', async t => {
  const rows: Array<readonly [Partial<Record<keyof CookieQuestion, unknown>>, RegExp]> = [
    [{ cookie: '' }, /must be the value of Set-Cookie/], [{ cookie: ' =; Secure' }, /must be the value/], [{ cookie: 'a=b\r\nc: d' }, /must be the value/],
    [{ cookie: 5 }, /must be the value/], [{ origin: 'app.example.com' }, /serialized origin/], [{ origin: undefined }, /serialized origin/],
    [{ url: '/orders' }, /absolute/], [{ url: 'ftp://example.com' }, /absolute/], [{ setAt: 'x' }, /absolute/], [{ setBy: 'me' }, /visit, response or frame/]
  ]
  for (const [change, message] of rows) t.throws(() => explainCookie({ ...base, ...change } as CookieQuestion), { name: 'QuestionError', message }, JSON.stringify(change))
})

t.test('an explanation of a cookie is plain JSON, frozen', async t => {
  const explained = explainCookie({ ...base, cookie: 'value-without-a-name' })
  t.strictSame(JSON.parse(JSON.stringify(explained)), explained)
  t.strictSame([explained.name, explained.setBy, explained.isSameSite], ['', 'response', true])
  t.ok([explained, explained.browsers, explained.browsers[0], explained.advice].every(Object.isFrozen))
})
