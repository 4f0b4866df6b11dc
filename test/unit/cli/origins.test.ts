/** The command `origins` with files and SQLite. Stores on servers are in test/integration/sources/command.test.ts. */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import type { Io } from '../../../lib/cli/io.ts'
import { loadFromProject } from '../../../lib/cli/origins/project-package.ts'
import { originsIn } from './command.ts'

const A = 'https://a.example'
const B = 'https://b.example'
const C = 'https://c.example'

const libsql = JSON.stringify(createRequire(import.meta.url).resolve('libsql'))

const folder = t.testdir({
  'list.txt': `# shops\n${A}\n${B}\n`,
  'one.json': JSON.stringify([A]),
  'keys.json': JSON.stringify({ '': [A, B], shop: [C], 'a\u001bb': [] }),
  'bad.txt': `${A}\n${B}/\n*\n`,
  'cut.txt': A,
  'bad.json': '{ "shop": 1 }',
  'numbers.json': '[7]',
  'nobody.json': '{}',
  project: {},
  // The interface of better-sqlite3, and that of node:sqlite, for every version of Node.
  'with-better-sqlite3': { node_modules: { 'better-sqlite3': { 'index.js': `module.exports = require(${libsql})` } } },
  'with-sqlite': { node_modules: { 'better-sqlite3': { 'index.js': `module.exports = { DatabaseSync: require(${libsql}) }` } } },
  broken: { node_modules: { 'better-sqlite3': { 'index.js': 'throw new Error("built for another version")' } } },
  incomplete: { node_modules: { 'better-sqlite3': { 'index.js': 'require("bindings-of-it")' } } }
})

type Step = readonly [args: string, status: number, stdout: string | RegExp, stderr: string | RegExp]

/** Commands, one after another, on one store. */
const STEPS = (store: string, hasKeys: boolean): readonly Step[] => [
  [`list --store ${store}`, 3, '', /^fastify-cors-policy: \S+: [^\n]*\. Initialize the store with "origins import <file>"\. A file with only the line "#" is an empty list\.\n$/],
  [`add ${A} --store ${store}`, 3, '', /\. Initialize the store with "origins import <file>"\. A file with only the line "#" is an empty list\.\n$/],
  [`import ../list.txt --store ${store}`, 0, '2 origins imported\n', ''],
  [`list --store ${store}`, 0, `${A}\n${B}\n`, ''],
  [`add ${C} ${A} --store ${store}`, 0, `${C}: added\n${A}: already in the store\n`, ''],
  [`remove ${B} ${B} --store ${store}`, 0, `${B}: removed\n${B}: not in the store\n`, ''],
  [`add ${B} ${A}/ * --store ${store}`, 1, '', /^origins: \[1\]: "https:\/\/a\.example\/" has a path[^\n]*\(origin-has-path\)\norigins: \[2\]: [^\n]*\n$/],
  [`remove ${A}/ ${C} --store ${store}`, 1, `${C}: removed\n`, /^origins: \[0\]: "https:\/\/a\.example\/" has a path/],
  [`list --store ${store} --format json`, 0, `{\n  "version": 1,\n  "origins": [\n    "${A}"\n  ]\n}\n`, ''],
  [`add ${A} --store ${store} --format json`, 0, /"origins": \[\n {4}\{\n {6}"origin": "https:\/\/a\.example",\n {6}"changed": false\n/, ''],
  [`add ${A}/ --store ${store} --format json`, 1, /^\{\n {2}"version": 1,\n {2}"issues": \[\n[^]*"path": "\/0"/, ''],
  [`remove ${A}/ ${A} --store ${store} --format json`, 1, /"changed": true\n[^]*"issues": \[\n[^]*"path": "\/0"/, ''],
  [`list --store ${store}`, 0, '', ''],
  [`list --store ${store} --all-keys`, 0, '', ''],
  [`import ../bad.txt --store ${store}`, 1, '', /^\.\.\/bad\.txt: \[1\]: "https:\/\/b\.example\/" has a path[^\n]*\n\.\.\/bad\.txt: \[2\]: /],
  [`import ../numbers.json --store ${store}`, 1, '', /^\.\.\/numbers\.json: \[0\]: /],
  ...(!hasKeys
    ? []
    : [
      [`import ../keys.json --store ${store}`, 0, '2 origins imported\nshop: 1 origin imported\na\\u001bb: 0 origins imported\n', ''],
      [`list --store ${store}`, 0, `${A}\n${B}\n`, ''],
      [`list --store ${store} --key shop`, 0, `${C}\n`, ''],
      [`add ${B} --store ${store} --key shop`, 0, `${B}: added\n`, ''],
      [`import ../one.json --store ${store} --key bank --format json`, 0, /"imported": \[\n {4}\{\n {6}"key": "bank",\n {6}"origins": 1\n/, ''],
      [`import ../list.txt --store ${store} --format json`, 0, /"key": null,\n {6}"origins": 2\n/, ''],
      [`list --store ${store} --key bank`, 0, `${A}\n`, ''],
      [`list --store ${store} --all-keys`, 0, `${A}\n${B}\nbank: ${A}\nshop: ${B}\nshop: ${C}\n`, ''],
      [`list --store ${store} --all-keys --format json`, 0, /^\{\n {2}"version": 1,\n {2}"origins": \[[^\]]*\],\n {2}"keys": \{\n {4}"bank": \[\n {6}"https:\/\/a\.example"\n {4}\],\n {4}"shop": /, ''],
      [`remove ${A} ${B} --store ${store}`, 0, `${A}: removed\n${B}: removed\n`, ''],
      [`list --store ${store}`, 0, '', `fastify-cors-policy: ${store}: All origins have a key. Use --key, or --all-keys.\n`],
      [`list --store ${store} --key nobody`, 0, '', ''],
      [`import ../nobody.json --store ${store}`, 0, '../nobody.json has no keys, so no origins were changed\n', ''],
      [`import ../keys.json --store ${store} --key shop`, 2, '', /\.\.\/keys\.json has keys\. Remove --key\.\nTry/]
    ] satisfies readonly Step[])
]

for (const [cwd, store, hasKeys] of [
  ['project', 'origins.txt', false], ['project', 'origins.json', true],
  ['with-better-sqlite3', 'sqlite:origins.db', true], ['with-sqlite', 'sqlite:origins.db', true]
] as const) {
  t.test(`actions on ${store} in ${cwd}`, async (t) => {
    for (const [args, status, stdout, stderr] of STEPS(store, hasKeys)) {
      const result = await originsIn(join(folder, cwd), args)
      t.equal(result.status, status, `${args}: ${result.stderr}`)
      for (const [expected, given] of [[stdout, result.stdout], [stderr, result.stderr]] as const) {
        if (typeof expected === 'string') t.equal(given, expected, args)
        else t.match(given, expected, args)
      }
    }
  })
}

t.test('a store of the environment, and a table', async (t) => {
  const cwd = join(folder, 'with-better-sqlite3')
  const env = { STORE: 'sqlite:tables.db', EMPTY: '' }
  t.match(await originsIn(cwd, 'import ../one.json --store-env STORE --table tenants', env), { status: 0 })
  t.match(await originsIn(cwd, 'list --store sqlite:tables.db --table tenants'), { status: 0, stdout: `${A}\n` })
  t.match(await originsIn(cwd, 'list --store sqlite:tables.db'), { status: 3, stderr: /no such table: cors_origins/ })
  t.match(await originsIn(cwd, 'list --store sqlite:tables.db --table a.b'), { status: 1, stderr: /table: The name of the table must/ })
  t.match(await originsIn(cwd, 'list --store-env EMPTY', env), { status: 2, stderr: /The environment variable EMPTY is missing or empty/ })
})

const USAGE: readonly (readonly [args: string, message: RegExp])[] = [
  ['', /The command origins needs an action\. Use add, remove, list, import\.\nTry fastify-cors-policy origins --help\./],
  ['ad', /The action "ad" is unknown\. Use add, remove, list, import\./],
  ['list', /The option --store is missing\. It is a path, sqlite:<path>, redis:\/\/… or postgres:\/\/…\./],
  ['list --store x --store-env X', /--store and --store-env must not be used together/],
  ['list --store=', /--store must not be empty/],
  ['list --store-env NOWHERE', /The environment variable NOWHERE is missing or empty/],
  ['list --store sqlite:', /The path of the database is missing/],
  ['list --store redis://127.0.0.1', /Redis needs --set/],
  ['list --store redis://[ --set x', /The URL of the store is invalid/],
  ['list --store mysql://127.0.0.1', /The kind of the store, mysql, is unknown\. Use a path/],
  ['list --store 9://127.0.0.1', /The kind of the store is unknown\. Use a path/],
  ['list --store x.txt --set x', /--set is for Redis only/],
  ['list --store x.txt --table x', /--table is for SQLite and PostgreSQL only/],
  ['list --store x.txt --key=', /--key must not be empty/],
  ['list x --store x.txt', /The action list has no arguments/],
  ['add https://a.example --all-keys --store x.txt', /--all-keys is for the action list only/],
  ['list --all-keys --key a --store x.json', /--key and --all-keys must not be used together/],
  ['add --store x.txt', /The action add needs at least one origin/],
  ['remove --store x.txt', /The action remove needs at least one origin/],
  ['import --store x.txt', /The action import needs one file/],
  ['import a b --store x.txt', /The action import needs one file/],
  ['import nowhere --store x.txt', /^fastify-cors-policy: nowhere: The file cannot be read: ENOENT: no such file or directory\n$/],
  ['import cut.txt --store x.txt', /cut\.txt: The last line does not end with a line break/],
  ['import bad.json --store x.txt', /bad\.json: The value of "shop" must be a list/]
]

t.test('wrong arguments change nothing', async (t) => {
  for (const [args, message] of USAGE) {
    const { status, stdout, stderr } = await originsIn(folder, args)
    t.strictSame([status, stdout], [2, ''], args)
    t.match(stderr, message, args)
  }
  t.notOk(existsSync(join(folder, 'x.txt')))
})

t.test('packages that are missing or broken', async (t) => {
  // Far from the packages of this repository, whose folder is above the others.
  const { status, stderr } = await originsIn('/', `import ${join(folder, 'one.json')} --store redis://127.0.0.1:1 --set x`)
  t.strictSame([status, stderr], [2, 'fastify-cors-policy: Redis needs one of the packages ioredis, iovalkey, redis. Install it in this project: npm install ioredis\n'])
  for (const [cwd, message] of [['broken', /The package better-sqlite3 cannot be loaded: built for another version/], ['incomplete', /The package better-sqlite3 cannot be loaded: Cannot find module 'bindings-of-it'/]] as const) {
    t.match(await originsIn(join(folder, cwd), 'import ../one.json --store sqlite:x.db'), { status: 2, stderr: message })
  }
  // Newer versions of Node have SQLite themselves, so that no command says this there.
  t.throws(() => loadFromProject(['better-sqlite3', 'node:no-sqlite'], 'SQLite', { cwd: () => '/' } as Io), {
    message: 'SQLite needs the package better-sqlite3. Install it in this project: npm install better-sqlite3'
  })
  const result = await originsIn('/', `import ${join(folder, 'one.json')} --store sqlite:${join(folder, 'native.db')}`)
  if (process.versions.node.startsWith('20.')) t.match(result.stderr, /SQLite before Node 22\.13 needs the package better-sqlite3\. Install it in this project: npm install better-sqlite3\n$/)
  else t.equal(result.stdout, '1 origin imported\n')
})

t.test('a database that cannot be used is closed, and a store that cannot be written is reported', async (t) => {
  writeFileSync(join(folder, 'with-sqlite/text.db'), 'not a database, but a text that is long enough to be read as its header, so that SQLite finds out')
  t.match(await originsIn(join(folder, 'with-sqlite'), 'import ../one.json --store sqlite:text.db'), { status: 3, stderr: /not a database/ })
  symlinkSync('loop.txt', join(folder, 'loop.txt'))
  t.match(await originsIn(folder, 'import one.json --store loop.txt'), { status: 3, stderr: /^fastify-cors-policy: loop\.txt: ELOOP/ })
  t.equal(readFileSync(join(folder, 'one.json'), 'utf8'), JSON.stringify([A]))
})
