/**
 * What people want to allow, as they write it: a policy with exactly the origins that they mean, or a message whose suggestion can be
 * pasted and covers no other origin.
 */
import t from 'tap'
import { compilePolicy, decide, validatePolicy } from '../../../lib/index.ts'
import { correctedOrigin, suggestOrigin } from '../../../lib/validate/origin-fix.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { issuesOf } from './issues.ts'

interface Wish {
  /** What is wanted. */
  readonly name: string
  readonly origins: readonly string[]
  /** Other fields of the policy. */
  readonly more?: object
  /** Origins that must be allowed with the policy, or with the suggestion. */
  readonly wanted?: readonly string[]
  /** Origins that must stay blocked. */
  readonly unwanted?: readonly string[]
  /** The id of the message; undefined if the policy is valid as it is. */
  readonly id?: string
  /** What the message says about another way, if no text can be suggested. */
  readonly says?: RegExp
}

const credentials = { credentials: true }
const PREVIEW = 'https://shop-git-menu-acme.vercel.app'
const STRANGER = 'https://attacker.vercel.app'

const WISHES: readonly Wish[] = [
  // previews
  { name: 'previews of Vercel, public', origins: ['https://shop-git-*-acme.vercel.app'], wanted: [PREVIEW], unwanted: [STRANGER, 'https://shop-git-a.b-acme.vercel.app'] },
  { name: 'previews of Vercel, with cookies', origins: ['https://shop-git-*-acme.vercel.app'], more: credentials, id: 'shared-host-pattern-with-credentials', says: /a domain of your own.*a source.*"shared-host-patterns"/ },
  { name: 'the same, although anyone can register such a name', origins: ['https://shop-git-*-acme.vercel.app'], more: { ...credentials, dangerouslyAllow: ['shared-host-patterns'] }, wanted: [PREVIEW], unwanted: [STRANGER] },
  { name: 'previews of Netlify', origins: ['https://deploy-preview-*--acme.netlify.app'], wanted: ['https://deploy-preview-7--acme.netlify.app'], unwanted: ['https://deploy-preview-7-acme.netlify.app', 'https://acme.netlify.app'] },
  { name: 'branches of Netlify', origins: ['https://*--acme.netlify.app'], wanted: ['https://menu--acme.netlify.app'], unwanted: ['https://--acme.netlify.app', 'https://acme.netlify.app'] },
  { name: 'previews of Cloudflare Pages', origins: ['https://*.acme.pages.dev'], more: credentials, wanted: ['https://a1b2.acme.pages.dev'], unwanted: ['https://acme.pages.dev', 'https://acme.attacker.pages.dev'] },
  { name: 'Codespaces', origins: ['https://*-3000.app.github.dev'], wanted: ['https://fluffy-umbrella-3000.app.github.dev'], unwanted: ['https://fluffy-3001.app.github.dev', 'https://-3000.app.github.dev'] },
  { name: 'Gitpod', origins: ['https://5173-*.ws-eu.gitpod.io'], wanted: ['https://5173-acme-shop-1a.ws-eu.gitpod.io'] },
  { name: 'Codespaces, with cookies', origins: ['https://*-3000.app.github.dev'], more: credentials, id: 'shared-host-pattern-with-credentials', says: /anyone can register a name that fits/ },
  { name: 'all of Codespaces, with cookies', origins: ['https://*.github.dev'], more: credentials, id: 'public-suffix-wildcard-with-credentials', says: /under "app\.github\.dev", which it covers/ },
  { name: 'dev tunnels of a region, with cookies', origins: ['https://*-5173.euw.devtunnels.ms'], more: credentials, id: 'shared-host-pattern-with-credentials', says: /"shared-host-patterns"/ },
  { name: 'one dev tunnel, with cookies', origins: ['https://a1b2-5173.euw.devtunnels.ms'], more: credentials, wanted: ['https://a1b2-5173.euw.devtunnels.ms'] },
  { name: 'all of localtunnel, with cookies', origins: ['https://*.loca.lt'], more: credentials, id: 'public-suffix-wildcard-with-credentials', says: /List the origins/ },
  { name: 'names of all addresses, with cookies', origins: ['https://*.nip.io'], more: credentials, id: 'public-suffix-wildcard-with-credentials', says: /List the origins/ },
  { name: 'names of an address, with cookies', origins: ['https://*.192.0.2.1.sslip.io'], more: credentials, wanted: ['https://app.192.0.2.1.sslip.io'], unwanted: ['https://app.198.51.100.7.sslip.io'] },
  { name: 'previews below a project of Amplify, with cookies', origins: ['https://pr-*.d1a2.amplifyapp.com'], more: credentials, wanted: ['https://pr-7.d1a2.amplifyapp.com'], unwanted: ['https://pr-7.d9z8.amplifyapp.com'] },
  { name: 'all branches of a name with a tunnel', origins: ['https://*--5173--*.local-credentialless.webcontainer.io'], id: 'wildcard-is-misplaced', says: /two wildcards in one label/ },
  { name: 'tunnels', origins: ['https://acme-*.ngrok-free.app'], wanted: ['https://acme-1.ngrok-free.app'], unwanted: ['https://1.ngrok-free.app'] },
  { name: 'previews of one\'s own, with cookies', origins: ['https://pr-*.preview.example.com'], more: credentials, wanted: ['https://pr-12.preview.example.com'], unwanted: ['https://pr-.preview.example.com', 'https://pr-1.example.com'] },
  { name: 'previews on any port', origins: ['https://pr-*.example.com:*'], wanted: ['https://pr-1.example.com:8443', 'https://pr-1.example.com'], unwanted: ['https://pr-1.example.com:443'] },
  { name: 'previews with upper case', origins: ['https://PR-*.Example.com'], id: 'wildcard-is-misplaced', wanted: ['https://pr-1.example.com'], unwanted: ['https://x.example.com'] },
  { name: 'previews with a slash', origins: ['https://pr-*.example.com/'], id: 'origin-has-path', wanted: ['https://pr-1.example.com'], unwanted: ['https://x.example.com'] },
  { name: 'previews without a scheme', origins: ['pr-*.example.com'], id: 'origin-missing-scheme', wanted: ['https://pr-1.example.com'], unwanted: ['http://pr-1.example.com', 'https://x.example.com'] },
  { name: 'two stars in one label', origins: ['https://a-*-b-*.example.com'], id: 'wildcard-is-misplaced', says: /stands once inside it/ },
  { name: 'two labels with stars', origins: ['https://a-*.b-*.example'], id: 'wildcard-is-misplaced', says: /whole leftmost label/ },
  { name: 'a star in the middle', origins: ['https://api.*.example.com'], id: 'wildcard-is-misplaced', says: /whole leftmost label/ },
  { name: 'every top-level domain', origins: ['https://example.*'], id: 'wildcard-is-misplaced', says: /leftmost label/ },
  { name: 'all of Vercel, with cookies', origins: ['https://*.vercel.app'], more: credentials, id: 'public-suffix-wildcard-with-credentials', says: /List the origins/ },
  { name: 'a regular expression', origins: ['/^https:\\/\\/shop-.*\\.vercel\\.app$/'], id: 'origin-is-a-regular-expression', says: /origin patterns/ },
  // subdomains
  { name: 'all subdomains', origins: ['https://*.example.com'], more: credentials, wanted: ['https://a.example.com', 'https://a.b.example.com'], unwanted: ['https://example.com', 'https://aexample.com'] },
  { name: 'all subdomains, with a dot', origins: ['https://.example.com'], id: 'origin-has-invalid-host', wanted: ['https://a.example.com'], unwanted: ['https://example.com'] },
  { name: 'all subdomains, with two stars', origins: ['https://**.example.com'], id: 'wildcard-is-misplaced', says: /"https:\/\/\*\.example\.com"/ },
  { name: 'a star without a dot, with cookies', origins: ['https://*example.com'], more: credentials, id: 'shared-host-pattern-with-credentials', says: /anyone can register/ },
  { name: 'both schemes', origins: ['*://app.example.com'], id: 'wildcard-in-scheme', says: /one entry for each scheme/ },
  // extensions
  { name: 'an extension for Firefox', origins: ['moz-extension://*'], wanted: ['moz-extension://1d4c2e33-9d4f-4f4b-8d3b-0a4f6f7f1a2b'], unwanted: ['moz-extension://', 'https://moz-extension.example'] },
  { name: 'any extension of Chromium', origins: ['chrome-extension://*'], wanted: ['chrome-extension://abcdefghijklmnopabcdefghijklmnop'] },
  { name: 'an extension for Safari', origins: ['safari-web-extension://*'], wanted: ['safari-web-extension://e0a7a9f5-6f5c-4f1a-9c1b-1d4c2e334444'] },
  { name: 'a web view of an editor', origins: ['vscode-webview://*'], wanted: ['vscode-webview://1a2b3c'] },
  { name: 'any extension, on any port', origins: ['moz-extension://*:*'], id: 'custom-scheme-is-exact-only', wanted: ['moz-extension://1d4c2e33'] },
  { name: 'extensions that begin with a text', origins: ['moz-extension://abc*'], id: 'custom-scheme-is-exact-only', says: /an origin has no path\.$/ },
  { name: 'an id in upper case', origins: ['chrome-extension://ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP'], id: 'origin-has-upper-case', wanted: ['chrome-extension://abcdefghijklmnopabcdefghijklmnop'] },
  { name: 'any extension, with cookies', origins: ['moz-extension://*'], more: credentials, id: 'any-extension-with-credentials', says: /remove `credentials`/ },
  { name: 'one extension, with cookies', origins: ['chrome-extension://abcdefghijklmnopabcdefghijklmnop'], more: credentials, wanted: ['chrome-extension://abcdefghijklmnopabcdefghijklmnop'] },
  { name: 'an extension with a path', origins: ['moz-extension://*/'], id: 'custom-scheme-is-exact-only', says: /"\*" as their host/ },
  { name: 'applications of a framework', origins: ['capacitor://*'], more: credentials, id: 'custom-scheme-is-exact-only', wanted: ['capacitor://localhost'], unwanted: ['capacitor://other', 'ionic://localhost'] },
  { name: 'any application of Tauri', origins: ['tauri://*:*'], id: 'custom-scheme-is-exact-only', wanted: ['tauri://localhost'] },
  { name: 'any application of a scheme of one\'s own', origins: ['app://*'], id: 'custom-scheme-is-exact-only', says: /an origin has no path\.$/ },
  // development
  { name: 'any port of localhost', origins: ['http://localhost:*'], more: credentials, wanted: ['http://localhost:5173', 'http://localhost'], unwanted: ['http://127.0.0.1:5173'] },
  { name: 'localhost without a scheme', origins: ['localhost:5173'], id: 'origin-missing-scheme', wanted: ['http://localhost:5173'], unwanted: ['https://localhost:5173', 'http://localhost'] },
  { name: 'a private network, with stars', origins: ['http://192.168.*.*:5173'], id: 'wildcard-on-ip-address', says: /developmentOrigins\(\{ lan: true \}\)/ },
  { name: 'a private network, as a range', origins: ['http://10.0.0.0/8'], id: 'origin-is-an-address-range', says: /developmentOrigins\(\{ lan: true \}\)/ },
  { name: 'a private network without a scheme', origins: ['192.168.0.0/16'], id: 'origin-is-an-address-range', says: /List the addresses/ },
  { name: 'a private network with IPv6', origins: ['http://[fd00::]/8'], id: 'origin-is-an-address-range', says: /List the addresses/ },
  { name: 'every address', origins: ['::/0'], id: 'origin-is-an-address-range', says: /List the addresses/ },
  { name: 'loopback with IPv6, without brackets', origins: ['http://::1:3000'], id: 'origin-has-non-canonical-ip', wanted: ['http://[::1]:3000'], unwanted: ['http://[::1:3000]'] },
  { name: 'an address with IPv6, without brackets', origins: ['http://fd00::1'], id: 'origin-has-non-canonical-ip', wanted: ['http://[fd00::1]'] },
  { name: 'ports from 3000 to 3010', origins: ['http://localhost:3000-3010'], id: 'origin-has-invalid-port', says: /one entry for each port, or developmentOrigins\(\{ ports/ },
  { name: 'ports that begin with 30, elsewhere', origins: ['https://dev.example.com:30*'], id: 'origin-has-invalid-port', says: /Use one entry for each port\.$/ },
  { name: 'two ports', origins: ['http://localhost:3000,3001'], id: 'origin-is-a-list', says: /two entries: "http:\/\/localhost:3000", "http:\/\/localhost:3001"\.$/ },
  { name: 'two ports in braces', origins: ['http://localhost:{3000,3001}'], id: 'origin-is-a-list', says: /two entries: "http:\/\/localhost:3000", "http:\/\/localhost:3001"\.$/ },
  { name: 'a phone', origins: ['http://192.168.1.20:5173'], wanted: ['http://192.168.1.20:5173'], unwanted: ['http://192.168.1.21:5173'] },
  { name: 'pages from the disk', origins: ['file://'], id: 'origin-scheme-never-sent', says: /Remove it/ },
  // lists
  { name: 'origins in one text', origins: ['https://a.example, https://b.example'], id: 'origin-is-a-list', says: /"https:\/\/a\.example", "https:\/\/b\.example"/ },
  { name: 'names in braces', origins: ['https://{a,b,c}.example.com'], id: 'origin-is-a-list', says: /"https:\/\/a\.example\.com", "https:\/\/b\.example\.com", "https:\/\/c\.example\.com"\.$/ },
  { name: 'characters in brackets', origins: ['https://[ab].example.com'], id: 'origin-has-invalid-host', says: /labels of letters/ },
  ...['https://$HOST', `https://$${'{HOST}'}:3000`, '%ORIGIN%', '{{ origin }}', 'process.env.ORIGIN', 'https://<tenant>.example.com'].map(text => (
    { name: `a variable without its value: ${text}`, origins: [text], id: 'origin-has-invalid-host', says: /Use the value, or parseOrigins\(process\.env, "NAME"\)\.$/ }
  )),
  { name: 'pages of the server itself', origins: ['same-origin'], id: 'origin-missing-scheme', says: /starts with a scheme and ":\/\/"\.$/ },
  { name: 'a variable that is not set', origins: ['undefined'], id: 'origin-is-empty', says: /variable is not set/ },
  { name: 'the URL of a page', origins: ['https://app.example.com/login?next=/'], id: 'origin-has-path', wanted: ['https://app.example.com'], unwanted: ['http://app.example.com'] },
  { name: 'a default port', origins: ['https://app.example.com:443'], id: 'origin-has-default-port', wanted: ['https://app.example.com'] }
]

t.ok(WISHES.length >= 40, `${WISHES.length} wishes`)

t.test('a host with the text that stands for a star in the parser has no suggestion', async (t) => {
  t.equal(correctedOrigin('https://x0star0x.example/'), undefined)
  t.equal(correctedOrigin('https://x0star1x.example/'), 'https://x0star1x.example')
})

for (const { name, origins, more, wanted = [], unwanted = [], id, says } of WISHES) {
  t.test(name, async (t) => {
    let policy: CorsPolicy = { origins, ...more }
    if (id !== undefined) {
      const issues = issuesOf(() => validatePolicy(policy))
      t.ok(issues, 'the policy is rejected')
      const [issue, ...others] = issues!
      t.equal(issue!.id, id)
      t.strictSame(others, [])
      if (says !== undefined) {
        t.match(issue!.message, says)
        return
      }
      const { fix } = issue!
      t.ok(fix?.op === 'replace' && issue!.message.includes(JSON.stringify(fix.value)), issue!.message)
      policy = { origins: [fix!.op === 'replace' ? fix!.value as string : ''], ...more }
    }
    const compiled = compilePolicy(policy)
    const reasonFor = (origin: string) => decide(compiled, { method: 'GET', origin }).reason
    for (const origin of wanted) t.equal(reasonFor(origin), 'origin-allowed', origin)
    for (const origin of unwanted) t.equal(reasonFor(origin), 'origin-not-allowed', origin)
  })
}

t.test('a pattern stands for itself', async t => {
  for (const pattern of ['https://a.example', 'https://*.a.example:*', 'chrome-extension://*', 'https://x0star0x.example']) t.equal(suggestOrigin(pattern), pattern)
})
