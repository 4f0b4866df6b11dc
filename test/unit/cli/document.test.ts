/** The command `document` with files. Stores on servers are in test/integration/sources/command.test.ts. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { documentIn } from './command.ts'

const A = 'https://a.example'
const B = 'https://b.example'

const folder = t.testdir({
  'a.json': JSON.stringify({ origins: [A], maxAge: 86400 }),
  'b.jsonc': `// The shop.\n{ "origins": ["${B}"], }`,
  'bad.json': `{\n  "origins": ["${A}/"],\n  "credentials": 1\n}`,
  'cut.json': '{ "origins": [',
  'twice.json': '{ "origins": [], "origins": ["*"] }'
})

type Step = readonly [args: string, status: number, stdout: string | RegExp, stderr: string | RegExp]

const STEPS: readonly Step[] = [
  ['show --store cors.json', 3, '', /^fastify-cors-policy: cors\.json: ENOENT: [^\n]*\. The action publish initializes a store\.\n$/],
  ['publish a.json --store cors.json', 0, /^The document is published: sha256-[0-9a-f]{16}\n$/, ''],
  ['publish a.json --store cors.json', 0, /^The document is in the store already: sha256-[0-9a-f]{16}\n$/, ''],
  ['publish b.jsonc --store cors.json', 0, /^The document is published: sha256-\w+\nBrowsers can use preflights that the previous policy approved for up to 1 day \(Chromium: 7200 s, Firefox: 86400 s, Safari: 600 s\)\. [^\n]*\nResponses in caches [^\n]* Purge the URLs whose policy has changed from CDNs, [^\n]*\n$/, ''],
  ['show --store cors.json', 0, `{\n  "origins": [\n    "${B}"\n  ]\n}\n`, ''],
  ['show --store cors.json --format json', 0, /^\{\n {2}"version": 1,\n {2}"document": \{\n/, ''],
  ['publish a.json --store cors.json --format json', 0, /"isNew": true,\n {2}"previous": \{\n[^]*"remembered": \{\n {4}"preflights": \{\n {6}"chromium": 5,/, ''],
  ['publish a.json --store cors.json --format json', 0, /"version": null,\n[^]*"isNew": false,\n[^]*"remembered": null\n/, ''],
  ['publish bad.json --store cors.json', 1, '', /^bad\.json:2:15: origins\[0\]: "https:\/\/a\.example\/" has a path[^\n]*\(origin-has-path\)\nbad\.json:3:18: [^\n]*\n$/],
  ['publish bad.json --store cors.json --format json', 1, /^\{\n {2}"version": 1,\n {2}"issues": \[\n[^]*"path": "\/origins\/0"/, ''],
  ['publish cut.json --store cors.json', 1, '', /^cut\.json:1:\d+: The text is not valid JSON: [^\n]*\(json-is-malformed\)\n$/],
  ['publish twice.json --store cors.json', 1, '', /\(json-key-is-repeated\)\n$/],
  ['history --store cors.json', 2, '', /^fastify-cors-policy: A file has no versions\. Keep it in version control/],
  ['roll-back 1 --store cors.json', 2, '', /A file has no versions/]
]

t.test('actions on a file', async (t) => {
  for (const [args, status, stdout, stderr] of STEPS) {
    const result = await documentIn(folder, args)
    t.equal(result.status, status, `${args}: ${result.stderr}`)
    for (const [expected, given] of [[stdout, result.stdout], [stderr, result.stderr]] as const) {
      if (typeof expected === 'string') t.equal(given, expected, args)
      else t.match(given, expected, args)
    }
  }
  t.equal(readFileSync(join(folder, 'cors.json'), 'utf8'), `{\n  "origins": [\n    "${A}"\n  ],\n  "maxAge": 86400\n}\n`)
})

t.test('a document in the store that is invalid is shown as such', async (t) => {
  writeFileSync(join(folder, 'stored.json'), '{ "origins": ["https://a.example/"] }')
  t.match(await documentIn(folder, 'show --store stored.json'), { status: 1, stderr: /^stored\.json: origins\[0\]: "https:\/\/a\.example\/" has a path/ })
  writeFileSync(join(folder, 'stored.json'), '{')
  t.match(await documentIn(folder, 'show --store stored.json'), { status: 3, stderr: /^fastify-cors-policy: stored\.json: file .*: The text is not valid JSON: / })
})

const USAGE: readonly (readonly [args: string, message: RegExp])[] = [
  ['', /The command document needs an action\. Use publish, show, history, roll-back\.\nTry fastify-cors-policy document --help\./],
  ['undo', /The action "undo" is unknown\. Use publish, show, history, roll-back\./],
  ['show', /The option --store is missing/],
  ['show --store sqlite:x.db', /A document cannot be in SQLite/],
  ['show --store redis://127.0.0.1', /Redis needs --key, the name of the hash with the document/],
  ['show --store x.json --key x', /--key is for Redis only/],
  ['show --store redis://127.0.0.1 --key x --table x', /--table is for PostgreSQL only/],
  ['show x --store x.json', /The action show has no arguments/],
  ['history x --store x.json', /The action history has no arguments/],
  ['show --store x.json --note x', /--note is not for the action show/],
  ['history --store x.json --note x', /--note is not for the action history/],
  ['publish --store x.json', /The action publish needs one file/],
  ['publish a.json b.jsonc --store x.json', /The action publish needs one file/],
  ['publish nowhere.json --store x.json', /^fastify-cors-policy: nowhere\.json: The file cannot be read: ENOENT: no such file or directory\n$/],
  ...['', ' 0', ' 01', ' x', ' 1 2', ' 1.5', ' 1234567890123456'].map((words) => [`roll-back${words} --store x.json`, /The action roll-back needs the number of one version/] as const)
]

for (const [args, message] of USAGE) {
  t.test(`wrong arguments are an error: document ${args}`, async (t) => {
    const { status, stdout, stderr } = await documentIn(folder, args)
    t.equal(status, 2)
    t.equal(stdout, '')
    t.match(stderr, message)
  })
}
