/** Tests the command `diff`: its text and JSON, its exit status, and its arguments. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { CorsPolicyDiff } from '../../../types/diff.ts'
import { diffIn } from './command.ts'
import { COMPARED_FILES } from './compared-files.ts'

const folder = t.testdir(COMPARED_FILES)

const TEXT = `/admin/*
  + Pages of these origins gain access: they can read responses, use credentials, use the methods DELETE and PUT and set the request header x-a.
      https://admin.example.org
  - Pages of these origins lose access: they cannot read responses, use credentials or use the method PUT.
      https://app.example.com
      https://old.example.com
  ! Browsers keep approved preflights for at most 7200 s (Chromium), 7200 s (Firefox) and 600 s (Safari). Until then, pages can still send these requests.
  ! Stored responses keep the old headers, and a 304 renews them: pages that lose access can read them. Purge these URLs in all caches, and change their entity tags.
  ! Stored responses without the new headers block pages that gain access, until they expire or are purged.

/prices/* and routes that choose public
  + Pages that have access before and after, such as https://untrusted.example, gain rights: they can read every response header.
  ! Stored responses without the new headers block pages that gain access, until they expire or are purged.

all other routes and unknown URLs
  + Pages of these origins gain access if they did not have it: they can read responses, use credentials, use the methods DELETE and PUT and set the request header x-a.
      https://*.example.com, such as https://www.example.com
      origins in the source tenants with the key host, which are unknown here
  + Pages that have access before and after, such as https://app.example.com, gain rights: they can use the method DELETE and set the request header x-a.
  ~ Browsers remember approved preflights for 600 s, before for 7200 s (Chromium), 7200 s (Firefox) and 600 s (Safari).
  ! Stored responses without the new headers block pages that gain access, until they expire or are purged.

Pages gain and lose access.
Removed names in policies: gone. An application with a route that uses one of them does not start.
Routes can have other policies by config.cors, which is unknown here. Use --app to compare the routes of an application.
`

t.test('prints what pages gain and lose', async t => {
  t.strictSame(await diffIn(folder, 'before.json after.json'), { status: 1, stdout: TEXT, stderr: '' })
  t.strictSame(await diffIn(folder, 'before.json after.mjs'), { status: 1, stdout: TEXT, stderr: '' }, 'a module')
  const colored = await diffIn(folder, 'before.json after.json', { colors: true })
  t.ok(colored.stdout.includes('\n  \u001b[32m+\u001b[39m Pages'))
  t.notMatch((await diffIn(folder, 'before.json after.json --out diff.txt', { colors: true })).stdout, /./)
  t.equal(readFileSync(join(folder, 'diff.txt'), 'utf8'), TEXT, 'a file has no colors')
})

t.test('the exit status depends on --fail-on', async t => {
  const rows: readonly (readonly [args: string, status: number, stdout: RegExp])[] = [
    ['before.json before.json', 0, /^Both policies allow the same\.\n$/],
    ['before.json same.jsonc --fail-on any', 0, /^Both policies allow the same\.\n$/],
    ['before.json after.json --fail-on widened', 1, /Pages gain and lose access\.\n/],
    ['before.json after.json --fail-on any', 1, /gain and lose/],
    ['before.json after.json --fail-on never', 0, /gain and lose/],
    ['before.json narrow.json', 0, /\nPages lose access\.\n/],
    ['before.json narrow.json --fail-on any', 1, /https:\/\/old\.example\.com\n/],
    ['narrow.json before.json', 1, /\nPages gain access\.\n/],
    ['before.json age.json', 0, /\nPages have the same access\. The policies differ in maxAge\.\n/],
    ['before.json status.json', 0, /\nPages have the same access\. The policies differ in preflightStatus\.\n/],
    ['before.json age.json --fail-on any', 1, /same access/],
    ['before.json more.json', 0, /^Both policies allow the same, under other names\.\nNew names in policies: more\.\n$/],
    ['before.json more.json --fail-on any', 1, /other names/],
    ['more.json before.json --fail-on any', 1, /Removed names in policies: more\. /]
  ]
  for (const [args, status, stdout] of rows) {
    const result = await diffIn(folder, args)
    t.match(result, { status, stdout, stderr: /^$/ }, args)
  }
})

t.test('wrong arguments and files that cannot be read end with status 2', async t => {
  const rows: readonly (readonly [args: string, stderr: RegExp])[] = [
    ['', /The command diff needs two files, but got 0\.\nTry/],
    ['before.json', /needs two files, but got 1\./],
    ['before.json after.json age.json', /needs two files, but got 3\./],
    ['before.json after.json --fail-on error', /--fail-on must be widened, any or never, not "error"\./],
    ['before.json after.json --format html', /--format must be text or json or markdown\./],
    ['before.json after.json --out before.json', /The output would overwrite the input file\./],
    ['before.json after.json --app app.mjs --out app.mjs', /The output would overwrite the input file\./],
    ['before.json missing.json', /missing\.json: The file cannot be read: ENOENT/],
    ['missing.json bad.json', /missing\.json: The file cannot be read: ENOENT/],
    ['before.json app.mjs', /app\.mjs: The default export is an application\. Use a policy here, and --app for the application\.\n/],
    ['before.json after.json --app without.mjs', /without\.mjs: The module has no application with fastify-cors-policy/],
    ['before.json after.json --app document.mjs', /document\.mjs: The module has no application/],
    ['before.json after.json --app older.mjs', /older\.mjs: The module has no application/],
    ['before.json after.json --app missing.mjs', /missing\.mjs: The file cannot be read/]
  ]
  for (const [args, stderr] of rows) t.match(await diffIn(folder, args), { status: 2, stdout: /^$/, stderr }, args)
  t.match(await diffIn(folder, 'before.json after.json --app failing.mjs'), { status: 4, stderr: /Internal error: no/ })
})

t.test('all issues of both policies are printed', async t => {
  const texts = await diffIn(folder, 'bad.json repeated.json')
  t.strictSame([texts.status, texts.stderr], [1, ''])
  t.match(texts.stdout, /^bad\.json:2:15: origins\[0\]: [^\n]*\(origin-has-path\)\nbad\.json:3:13: maxAge: [^\n]*\nrepeated\.json:1:19: origins: [^\n]*\(json-key-is-repeated\)\n$/)
  for (const file of ['broken.json', 'deep.json', 'bad.mjs']) {
    t.match(await diffIn(folder, `${file} before.json`), { status: 1, stdout: new RegExp(`^${file}`), stderr: /^$/ })
    t.match(await diffIn(folder, `before.json ${file}`), { status: 1, stdout: new RegExp(`^${file}`), stderr: /^$/ })
  }
  const json = await diffIn(folder, 'bad.json bad.mjs --format json')
  const { valid, issues } = JSON.parse(json.stdout) as { readonly valid: boolean, readonly issues: ReadonlyArray<{ readonly file: string, readonly id: string }> }
  t.strictSame([json.status, valid, issues.map(({ file, id }) => `${file} ${id}`)], [1, false, ['bad.json origin-has-path', 'bad.json max-age-out-of-range', 'bad.mjs value-is-not-data']])
  const markdown = await diffIn(folder, 'bad.json broken.json --format markdown')
  t.match(markdown.stdout, /^\*\*CORS:\*\* The policy is invalid\.\n\n- `bad\.json:2:15` `\/origins\/0`: `"https:\/\/a\.test\/"` has a path\.[^]*\n- `broken\.json:1:\d+`: /)
  t.match((await diffIn(folder, 'bad.mjs bad.mjs --format markdown')).stdout, /\n- `bad\.mjs` `\/origins\/0`: The value is a function/)
})

t.test('--format json prints the difference', async t => {
  const { status, stdout } = await diffIn(folder, 'before.json after.json --format json --fail-on never')
  const { version, kind, changes } = JSON.parse(stdout) as CorsPolicyDiff
  t.strictSame([status, version, kind, changes.length], [0, 1, 'document', 3])
})
