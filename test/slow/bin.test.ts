/** The program: that it runs as it is published, ends, and that nothing of it is loaded where no tool is asked for. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { on, once } from 'node:events'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../dist.ts'
import { isLong, onlyLong, sample } from '../unit/properties/seed.ts'

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url))
const url = (file: string) => JSON.stringify(new URL(`../../${file}`, import.meta.url).href)

assertBuilt()

const folder = t.testdir({
  'document.mjs': 'export default { origins: [\'https://app.example.com\'] }',
  'policy.json': '{ "origins": ["https://*.example.com"] }',
  // It would keep the process alive.
  'app.mjs': `import fastify from ${url('node_modules/fastify/fastify.js')}
    import cors from ${url('dist/lib/index.js')}
    const app = fastify()
    app.register(cors, { origins: ['https://app.example.com'] })
    app.get('/', () => 1)
    setInterval(() => {}, 1_000)
    export default app`,
  'exits.mjs': 'process.exit(0)',
  'exits-later.mjs': 'await new Promise(resolve => setTimeout(resolve, 10)); process.exit(0)',
  'waits.mjs': 'await new Promise(() => {})',
  'exits-on-exit.mjs': 'process.on("exit", () => process.exit(0)); process.exit(0)',
  'exits-first-on-exit.mjs': 'process.on("exit", () => process.exit(0)); await new Promise(() => {})',
  'sets-code-on-exit.mjs': 'process.on("exit", () => { process.exitCode = 0 }); await new Promise(() => {})',
  'throws-later.mjs': 'setTimeout(() => { throw new Error("no database \\u001b[31m") }); await new Promise(resolve => setTimeout(resolve, 5_000))',
  'rejects-later.mjs': 'Promise.reject(new Error("no database \\u001b[31m")); await new Promise(resolve => setTimeout(resolve, 5_000))',
  'throws-odd-later.mjs': 'setTimeout(() => { throw Object.create(null) }); await new Promise(resolve => setTimeout(resolve, 5_000))',
  'catches.mjs': 'process.on("uncaughtException", () => {}); setTimeout(() => { throw 1 }); await new Promise(resolve => setTimeout(resolve, 50)); export default { origins: "*" }',
  'refused.mjs': 'process.exitCode = 0; process.prependListener("exit", () => process.exit(0)); process.exit = () => {}; export default { origins: [] }',
  'fine.mjs': 'process.exitCode = 7; process.on("exit", () => process.exit(7)); export default { origins: "*" }',
  'environment.cjs': `const app = require('fastify')()
    app.register(require('@fastify/cors'), { origin: process.env.NODE_ENV === 'production' ? ['https://app.example.com'] : ['http://localhost:3000'] })
    app.get('/', () => 1)
    module.exports = app`,
  // It writes and ends while the output of the command waits for a slow reader.
  'late.mjs': 'setInterval(() => console.log("late"), 1); setTimeout(() => process.exit(0), 5_000); export default { origins: "*" }',
  'exits-on-ready.mjs': `import fastify from ${url('node_modules/fastify/fastify.js')}
    const app = fastify()
    app.addHook('onReady', async () => { process.exit(0) })
    export default app`,
  // What it says goes where the standard output is, in every way there is.
  'talks.mjs': `import fastify from ${url('node_modules/fastify/fastify.js')}
    import cors from ${url('dist/lib/index.js')}
    console.log('loaded')
    const app = fastify({ logger: true })
    app.register(cors, { origins: ['https://*.github.io'] })
    app.put('/', () => 1)
    app.addHook('onReady', async () => { app.log.info('at work'); process.stdout.write('written\\n') })
    app.addHook('onClose', async () => { console.log('closed') })
    process.on('exit', () => console.log('ended'))
    export default app`,
  'request.mjs': `import { Session } from 'node:inspector'
    import fastify from ${url('node_modules/fastify/fastify.js')}
    import cors from ${url('dist/lib/index.js')}
    const app = fastify()
    app.register(cors, { origins: ['https://app.example.com'], lint: process.argv[2] === 'nothing' ? 'off' : 'warn' })
    app.put('/', () => 1)
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' }
    await app.inject({ method: 'OPTIONS', url: '/', headers })
    await app.inject({ method: 'PUT', url: '/', headers: { origin: 'https://app.example.com' } })
    if (process.argv[2] === 'explain') await app.cors.explain({ origin: 'https://app.example.com', url: '/' })
    await app.close()
    // A debugger is told of every script that is there.
    const session = new Session()
    session.connect()
    session.on('Debugger.scriptParsed', ({ params }) => { if (params.url !== '') console.log(params.url) })
    session.post('Debugger.enable')`
})

/** The hostile documents have 2 MB, or 50. */
const SIZE = isLong ? 10 : 0.4

const env = { ...process.env, NODE_OPTIONS: '' }

function program (...args: string[]) {
  return spawnSync(process.execPath, [path('dist/lib/cli/bin.js'), ...args], { cwd: folder, encoding: 'utf8', env, timeout: 120_000 })
}

t.test('the command prints its result, and its exit status shows success or failure', async t => {
  const refused = program('explain', 'policy.json', '--origin', 'https://example.com')
  t.equal(refused.status, 1)
  t.match(refused.stdout, /a subdomain pattern does not cover the domain itself/)
  t.equal(refused.stderr, '')
  t.equal(program('validate', 'policy.json').status, 0)
  t.equal(program().status, 2)
})

t.test('a module that ends the process, or never finishes, is an error', t => {
  const commands = [['validate'], ['lint'], ['docs'], ['explain', '--origin', 'https://a.test', '--url', '/']] as const
  const pairs = ['exits.mjs', 'exits-later.mjs', 'waits.mjs', 'exits-on-ready.mjs'].flatMap(file => commands.map(command => [file, command] as const))
  for (const [file, command] of sample(pairs, 10)) {
    const { status, stdout, stderr } = program(...command, file)
    t.strictSame([status, stdout], [2, ''], `${command[0]} ${file}`)
    t.match(stderr, /^fastify-cors-policy: The command did not finish\. The module called process\.exit\(\), or waited for something that never happened\.\n$/)
  }
  t.end()
})

t.test('a module does not change the exit status', t => {
  // Failure and success are in every third row. The test before has the status 2.
  for (const [file, status] of sample([
    ['refused.mjs', 1], ['exits-on-exit.mjs', 2], ['exits-first-on-exit.mjs', 2], ['fine.mjs', 0], ['sets-code-on-exit.mjs', 2], ['catches.mjs', 0]
  ] as const, 3)) t.equal(program('validate', file).status, status, file)
  t.end()
})

t.test('an error that the module does not catch is reported without its stack', t => {
  for (const [file, message] of sample([
    ['throws-later.mjs', 'no database \\u001b[31m'], ['rejects-later.mjs', 'no database \\u001b[31m'], ['throws-odd-later.mjs', 'The thrown value has no message.']
  ] as const, 3)) {
    const { status, stdout, stderr } = program('validate', file)
    t.strictSame({ status, stdout, stderr }, {
      status: 2, stdout: '', stderr: `fastify-cors-policy: The command did not finish. The module threw an error that nothing caught: ${message}\n`
    })
  }
  t.end()
})

/** Runs a line of the shell, in which $cli is the program. */
function shell (line: string) {
  return spawnSync('bash', ['-o', 'pipefail', '-c', line], {
    cwd: folder, encoding: 'utf8', timeout: 120_000, env: { ...env, cli: path('dist/lib/cli/bin.js'), node: process.execPath }
  })
}

t.test('an output that cannot be written is an error, unless its reader has ended', { skip: !existsSync('/dev/full') && 'there is no /dev/full' }, t => {
  const noSpace = 'fastify-cors-policy: The output cannot be written: ENOSPC: no space left on device\n'
  // An output without space and one whose reader has ended are in every third row.
  for (const [line, status, stderr] of sample([
    ['$node $cli docs policy.json > /dev/full', 2, noSpace],
    ['$node $cli validate document.mjs > /dev/full', 2, noSpace],
    ['$node $cli --help > /dev/full', 2, noSpace],
    ['$node $cli docs policy.json --format html | head -c 1 > /dev/null', 0, ''],
    ['$node $cli validate none.json 2> /dev/full', 2, ''],
    ['$node $cli validate refused.mjs | true', 1, '']
  ] as const, 3)) {
    const result = shell(line)
    t.strictSame([result.status, result.stderr], [status, stderr], line)
  }
  t.end()
})

t.test('a slow reader gets the whole output, and nothing of the module', async t => {
  const { status, stdout } = shell('$node $cli docs late.mjs --format html | (sleep 1; cat)')
  t.equal(status, 0)
  t.match(stdout, /^<!doctype html>[^]*<\/html>\n$/)
  t.notMatch(stdout, /^late$/m)
})

t.test('the command ends, although an application keeps something open', async t => {
  const { status, stdout } = program('explain', 'app.mjs', '--origin', 'https://app.example.com', '--url', '/')
  t.equal(status, 0)
  t.match(stdout, /can read the response/)
})

t.test('the output of an application goes to standard error, and only the result to standard output', t => {
  for (const [command, ...options] of sample([
    ['explain', '--origin', 'https://a.test', '--url', '/', '--format', 'json'], ['lint', '--format', 'json'], ['lint', '--format', 'sarif'],
    ['docs', '--format', 'html'], ['validate', '--format', 'json']
  ] as const, 3)) {
    const { stdout, stderr } = program(command, 'talks.mjs', ...options)
    if (command === 'docs') t.match(stdout, /^<!doctype html>[^]*<\/html>\n$/)
    else t.match(JSON.parse(stdout), { version: /./ }, command)
    for (const text of ['loaded\n', '"msg":"at work"', 'written\n', 'closed\n']) t.ok(stderr.includes(text), `${command}: ${text}`)
  }
  t.end()
})

for (const signal of sample(['SIGINT', 'SIGTERM'] as const, 2)) {
  const changes = [
    ['origin.mjs', 'export const origin = "https://a.test/"', 'origins[0]: '], ['origin.mjs', 'export const origin = "https://b.test"', 'valid\n'],
    ['list.cjs', 'exports.maxAge = -1', 'maxAge: '], ['watched.mjs', 'export default { origins: "*" }', 'valid\n']
  ] as const
  t.test(`--watch runs a module again when it or what it imports changes, until ${signal}`, async t => {
    // At once, as editors save: the program must not read a file that is half written.
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, 'new'), text)
      renameSync(join(folder, 'new'), join(folder, name))
    }
    write('origin.mjs', 'export const origin = "https://a.test"')
    write('list.cjs', 'exports.maxAge = 600')
    write('watched.mjs', 'import { origin } from "./origin.mjs"\nimport { maxAge } from "./list.cjs"\nexport default { origins: [origin], maxAge }')
    const child = spawn(process.execPath, [path('dist/lib/cli/bin.js'), 'validate', 'watched.mjs', '--watch'], { cwd: folder, env })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
    const notes = on(child.stderr.setEncoding('utf8'), 'data')
    const waiting = async () => {
      while (!JSON.stringify(await notes.next()).includes('Waiting for changes')) continue
    }
    await waiting()
    for (const [name, text] of changes) {
      write(name, text)
      await waiting()
    }
    const lines = stdout.match(/.*\n/g) ?? []
    const wanted = ['valid\n', ...changes.map(([, , result]) => result)]
    t.equal(lines.length, wanted.length, stdout)
    t.strictSame(lines.filter((line, i) => !line.startsWith(`watched.mjs: ${wanted[i]}`)), [])
    child.kill(signal)
    const [status] = await once(child, 'exit') as [number]
    t.equal(status, 0)
  })
}

t.test('documents that no one writes by hand end with a sentence and an exit status', async t => {
  const documents: Record<string, string | Buffer> = {
    'large.json': `{ "origins": [${Array.from({ length: 100_000 * SIZE }, (_, i) => `"https://customer-${i}.shop.example.com"`).join(',\n')}] }`,
    'junk.json': Buffer.alloc(5_000_000 * SIZE, 0xfe),
    'blank.json': ' '.repeat(5_000_000 * SIZE),
    'keys.json': `{ "policies": { ${Array.from({ length: 20_000 * SIZE }, (_, i) => `"a${i}": { "origins": "*" }`).join(', ')}, "a7": false } }`,
    'text.json': `{ "origins": "${'x'.repeat(5_000_000 * SIZE)}" }`,
    'deep.json': '{ "routes": '.repeat(100_000) + '1' + ' }'.repeat(100_000),
    'zero.json': Buffer.from([0, 0, 0xff, 0xfe, 0x7b, 0, 0x7d, 0])
  }
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text)
  const [valid, ...invalid] = Object.keys(documents)
  // One process for all that are invalid, where they are not too large for that.
  for (const names of [[valid!], ...isLong ? invalid.map(name => [name]) : [invalid]]) {
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [path('dist/lib/cli/bin.js'), 'validate', ...names], { cwd: folder, encoding: 'utf8', env, timeout: 120_000 })
    t.equal(error, undefined)
    t.equal(status, names[0] === valid ? 0 : 1)
    t.equal(stderr, '')
    const lines = stdout.match(/.*\n/g) ?? []
    t.equal(lines.length, names.length)
    for (const [i, name] of names.entries()) {
      t.match(lines[i], name === valid ? /^large\.json: valid\n$/ : new RegExp(`^${name.replace('.', '\\.')}:\\d+:\\d+: .+ \\([a-z-]+\\)\n`), name)
      t.ok(lines[i]!.length < 2_000, `${name}: ${lines[i]!.length} characters`)
    }
  }
})

t.test('a migration runs itself again with other values of NODE_ENV, and those do not', async t => {
  // There are two other values than `test`.
  const NODE_ENV = isLong ? 'test' : 'development'
  const { status, stdout } = spawnSync(process.execPath, [path('dist/lib/cli/bin.js'), 'migrate', 'environment.cjs', '--format', 'json'], { cwd: folder, encoding: 'utf8', env: { ...env, NODE_ENV }, timeout: 120_000 })
  t.equal(status, 0)
  t.match(JSON.parse(stdout), { document: { origins: ['http://localhost:3000'] }, environments: [{ name: 'production', document: { origins: ['https://app.example.com'] } }] })
})

t.test('the file is a program', async t => {
  t.match(readFileSync(path('dist/lib/cli/bin.js'), 'utf8'), /^#!\/usr\/bin\/env node\n/)
})

// The first test shows the same of the built program.
t.test('the executable passes on the arguments of the process, and ends with the status of the command', onlyLong, async t => {
  const { argv, exit, stdout } = process
  const { fd } = stdout
  t.teardown(() => Object.assign(process, { argv, exit }))
  const written: unknown[] = []
  const write = t.capture(stdout, 'write', (text: unknown, done?: () => void) => {
    written.push(text)
    done?.()
    return true
  })
  const ended = new Promise(resolve => { process.exit = resolve as typeof exit })
  process.argv = ['node', 'fastify-cors-policy', 'validate', join(folder, 'document.mjs')]
  await import('../../lib/cli/bin.ts')
  const status = await ended
  write.restore()
  Object.assign(stdout, { fd })
  t.equal(status, 0)
  t.match(written[0], /document\.mjs: valid\n$/)
})

/** The sources of this package that a program has loaded when it has done its work; the build names them where each begins. */
function loadedBy (file: string, ...args: string[]): string[] {
  const output = execFileSync(process.execPath, [join(folder, file), ...args], { env, encoding: 'utf8' })
  const dist = new URL('../../dist/', import.meta.url).href
  const built = output.split('\n').filter(url => url.startsWith(dist)).map(url => readFileSync(new URL(url), 'utf8'))
  return built.flatMap(text => [...text.matchAll(/^\/\/ (lib\/.*\.ts)$/gm)].map(([, source]) => String(source)))
}

t.test('an application loads neither the command line nor the checker', async t => {
  // What else is loaded is loaded with the plugin: a part that is imported later could be a second copy of it.
  const isLate = (file: string) => /^lib\/(cli|json|check)\b/.test(file)
  // The first one also lints.
  for (const asked of sample(['explain', 'lint', 'nothing'], 3)) {
    const loaded = loadedBy('request.mjs', asked)
    t.ok(loaded.includes('lib/decide.ts'), 'what is loaded is seen')
    t.strictSame(loaded.filter(isLate), [], asked)
  }
})
