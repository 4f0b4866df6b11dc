/** The commands `origins` and `document` with stores on servers, by each client that a project can have. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream'
import t, { type Test } from 'tap'
import { listening } from '../../listening.ts'
import { documentIn, originsIn } from '../../unit/cli/command.ts'
import { openPostgres } from '../../../lib/cli/origins/postgres-store.ts'
import { until } from '../../unit/lookup/scripted-store.ts'
import { sample } from '../../unit/properties/seed.ts'
import { PostgresServer } from './postgres-server.ts'
import { RedisServer } from './redis-server.ts'

const A = 'https://a.example'
const B = 'https://b.example'

const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-command-'))
t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })

/** Where each is in the project. Every second one is the newest of its name. */
const REDIS_PACKAGES: readonly (readonly [name: string, as?: string])[] = [['ioredis'], ['ioredis-5', 'ioredis'], ['iovalkey'], ['redis-5', 'redis'], ['redis']]

/** A project with one package, outside of this repository and its packages. */
function projectWith (name: string, as = name): string {
  const project = join(folder, name.replaceAll('/', '-'))
  const link = join(project, 'node_modules', as)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(resolve('node_modules', name), link)
  writeFileSync(join(project, 'list.txt'), `${A}\n`)
  for (const [file, origin] of [['a.json', A], ['b.json', B]] as const) writeFileSync(join(project, file), JSON.stringify({ origins: [origin], maxAge: 600 }))
  return project
}

/** All actions on a store that is not initialized yet. */
async function actsOn (t: Test, project: string, store: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const rows: readonly (readonly [args: string, status: number, stdout: string, stderr?: RegExp])[] = [
    ['list', 3, '', /\. Initialize the store with "origins import <file>"\. A file with only the line "#" is an empty list\.\n$/],
    ['import list.txt', 0, '1 origin imported\n'],
    [`add ${A} ${B}`, 0, `${A}: already in the store\n${B}: added\n`],
    [`add ${B} --key shop`, 0, `${B}: added\n`],
    [`remove ${A}/ ${A}`, 1, `${A}: removed\n`, /origin-has-path/],
    ['list', 0, `${B}\n`],
    ['list --key shop', 0, `${B}\n`],
    [`add ${A} --key a:*[x]`, 0, `${A}: added\n`],
    ['list --all-keys', 0, `${B}\na:*[x]: ${A}\nshop: ${B}\n`],
    [`remove ${B}`, 0, `${B}: removed\n`],
    ['list', 0, '', /All origins have a key\. Use --key, or --all-keys\.\n$/]
  ]
  for (const [args, status, stdout, stderr = /^$/] of rows) {
    const result = await originsIn(project, `${args} ${store}`, env)
    t.equal(result.status, status, `${args}: ${result.stderr}`)
    t.equal(result.stdout, stdout, args)
    t.match(result.stderr, stderr, args)
    t.notMatch(result.stderr, /sesame/, 'no password')
  }
}

/** All actions on a document that is not published yet. */
async function publishesIn (t: Test, project: string, store: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const rows: readonly (readonly [args: string | readonly string[], status: number, stdout: RegExp, stderr?: RegExp])[] = [
    ['show', 3, /^$/, /\. The (?:action publish initializes a store|command "document publish" publishes [^\n]*)\.\n$/],
    [['publish', 'a.json', '--note', 'the first\u001b'], 0, /^Version 1 is published: sha256-\w+\n$/],
    ['publish b.json', 0, /^Version 2 is published: sha256-\w+\nBrowsers can use preflights that the previous policy approved for up to 10 minutes /],
    ['publish b.json', 0, /^Version 2 is in the store already: sha256-\w+\n$/],
    ['roll-back 1', 0, /^Version 3 is published: sha256-\w+\nBrowsers /],
    ['show', 0, /"https:\/\/a\.example"/],
    ['history', 0, /^3 {2}\S+Z {2}sha256-\w+ {2}roll back to version 1\n2 {2}\S+Z {2}sha256-\w+\n1 {2}\S+Z {2}sha256-\w+ {2}the first\\u001b\n$/],
    ['history --format json', 0, /"versions": \[\n {4}\{\n {6}"version": 3,\n {6}"at": /],
    ['roll-back 9', 3, /^$/, /no version 9 of the document\. `history` lists the versions\./]
  ]
  for (const [args, status, stdout, stderr = /^$/] of rows) {
    const result = await documentIn(project, [...(typeof args === 'string' ? args.split(' ') : args), ...store.split(' ')], env)
    t.equal(result.status, status, `${String(args)}: ${result.stderr}`)
    t.match(result.stdout, stdout, String(args))
    t.match(result.stderr, stderr, String(args))
    t.notMatch(result.stderr, /sesame/, 'no password')
  }
}

t.test('the commands work on a store in Redis, with each client', async (t) => {
  const server = await RedisServer.start(t, { requirepass: 'open sesame' })
  const { port } = server
  const { port: hastyPort } = await listening(createServer((client) => { client.once('data', () => { client.end() }) }), { t })
  for (const [name, as] of sample(REDIS_PACKAGES, 2)) {
    t.test(name, async (t) => {
      const project = projectWith(name, as)
      const url = (password: string, at = port): string => `redis://:${password}@127.0.0.1:${at}/0`
      await actsOn(t, project, `--store-env STORE --set ${name}`, { STORE: url('open%20sesame') })
      await publishesIn(t, project, `--store-env STORE --key document:${name}`, { STORE: url('open%20sesame') })
      t.match(await documentIn(project, `show --store ${url('sesame', 1)} --key x`), { status: 3, stderr: /ECONNREFUSED/ })
      const wrong = await originsIn(project, `list --store ${url('wrong-sesame')} --set x`)
      t.match(wrong, { status: 3, stderr: /^fastify-cors-policy: redis:\/\/127\.0\.0\.1:\d+\/0: .*(?:WRONGPASS|invalid)/ })
      const nowhere = await originsIn(project, `list --store ${url('sesame', 1)} --set x`)
      t.match(nowhere, { status: 3, stderr: /^fastify-cors-policy: redis:\/\/127\.0\.0\.1:1\/0: .*ECONNREFUSED/ })
      for (const { stderr } of [wrong, nowhere]) t.notMatch(stderr, /sesame/)
      t.match(await originsIn(project, `list --store ${url('sesame', hastyPort)} --set x`), { status: 3, stderr: /clos/i }, 'a server that closes at once')
      t.match(await originsIn(project, `list --store ${url('%zz')} --set x`), { status: 3 }, 'a password that cannot be decoded')
      t.match(await originsIn(project, `list --store ${url('open%20sesame')} --set=`), { status: 1, stderr: /^origins: set: The name of the set must be/ })
    })
  }
})

t.test('the commands work on a store in PostgreSQL, with each client', async (t) => {
  const server = await PostgresServer.start(t)
  // It has a Unix socket, and URLs have an address.
  const relay = createServer((client) => {
    const socket = connect(server.socket)
    pipeline(client, socket, client, () => undefined)
  })
  const { port, connections } = await listening(relay, { t })
  const url = (user: string, at = port): string => `postgres://${user}@127.0.0.1:${at}/postgres`
  for (const name of ['pg', 'postgres']) {
    t.test(name, async (t) => {
      const project = projectWith(name)
      await actsOn(t, project, `--store-env STORE --table from_${name}`, { STORE: url('postgres:sesame') })
      await publishesIn(t, project, `--store-env STORE --table documents_${name}`, { STORE: url('postgres:sesame') })
      t.match(await documentIn(project, `show --store ${url('postgres')}`), { status: 3, stderr: /relation "cors_documents" does not exist\. The action publish initializes/ })
      t.match(await originsIn(project, `list --store ${url('postgres').replace('postgres:', 'postgresql:')}`), { status: 3, stderr: /relation "cors_origins" does not exist\. Initialize the store with / })
      const wrong = await originsIn(project, `import list.txt --store ${url('nobody:sesame')}`)
      t.match(wrong, { status: 3, stderr: /^fastify-cors-policy: postgres:\/\/[^@]*: role "nobody" does not exist/ })
      const nowhere = await originsIn(project, `list --store ${url('postgres:sesame', 1)}`)
      t.match(nowhere, { status: 3, stderr: /^fastify-cors-policy: postgres:\/\/127\.0\.0\.1:1\/postgres: .*ECONNREFUSED/ })
      for (const { stderr } of [wrong, nowhere]) t.notMatch(stderr, /sesame/)
      t.match(await originsIn(project, `list --store ${url('postgres')} --table a.b`), { status: 1, stderr: /^origins: table: The name "a\.b" has a dot/ })
      // A table that is there already causes a notice, which is not printed.
      await server.sql('CREATE TABLE IF NOT EXISTS ended_version (is_only_row boolean PRIMARY KEY DEFAULT true, version uuid NOT NULL); DROP TABLE IF EXISTS ended')
      const { writer, close } = await openPostgres(url('postgres'), 'ended', { isNew: true }, { stdout: process.stdout, stderr: process.stderr, env: {}, cwd: () => project })
      await writer.replace([])
      await server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
      // The client has read what the server has sent before the end.
      await until(async () => connections.size === 0)
      if (name === 'pg') await t.rejects(writer.list(), 'a connection that has ended does not end the process')
      await close()
      // A user who must not create tables.
      await server.sql(`CREATE ROLE writer_${name} LOGIN`)
      t.match(await originsIn(project, `import list.txt --store ${url(`writer_${name}`)} --table other`), { status: 3, stderr: /permission denied for schema public/ })
    })
  }
})
