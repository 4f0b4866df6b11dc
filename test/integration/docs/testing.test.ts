/** docs/guides/testing.md: its tests pass with node:test, Vitest, Jest and tap, and fail if the application has another policy. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'
import { isLong, named } from '../../unit/properties/seed.ts'
import { blocksOf } from '../readme/blocks.ts'
import { compile } from '../readme/compiled.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(join(root, 'docs/guides/testing.md'), 'utf8')

assertBuilt()
t.setTimeout(600_000)

/** Writes the named files of the page in a project where everything is installed, and returns their names. */
function build (folder: string, change: (text: string) => string): readonly string[] {
  const packages = join(folder, 'node_modules')
  mkdirSync(packages)
  for (const name of readdirSync(join(root, 'node_modules')).filter(name => !name.startsWith('.'))) {
    symlinkSync(join(root, 'node_modules', name), join(packages, name), 'junction')
  }
  // Jest does not follow a link to a package outside the project.
  const own = join(packages, 'fastify-cors-policy')
  for (const part of ['package.json', 'dist']) {
    mkdirSync(dirname(join(own, part)), { recursive: true })
    cpSync(join(root, part), join(own, part), { recursive: true })
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return blocksOf(page).filter(({ language }) => language.includes(' ')).map(({ language, text }) => {
    const file = language.split(' ')[1]!
    writeFileSync(join(folder, file), change(text))
    return file
  })
}

/** What starts a command: of npx, and of Node. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  node: [],
  'npx vitest': ['node_modules/vitest/vitest.mjs'],
  'npx tap': ['node_modules/tap/dist/esm/run.mjs']
}

/** Options for busy machines, and for a project inside another one, whose files tap does not cover. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  vitest: ['--testTimeout=60000'],
  tap: ['--allow-empty-coverage'],
  jest: ['--testTimeout=60000', '--cacheDirectory', '.jest', '--watchman=false']
}

/** The commands of the page that run a test, as arguments of Node, by the file. */
const COMMANDS = new Map([...page.matchAll(/^(npx \w+|node) ((?:\S+ )*)(app\.(\w+)\.test\.js)$/gm)]
  .map(([, program = '', options = '', file = '', runner = '']) => [runner, [...PROGRAMS[program]!, ...options.trim().split(' ').filter(Boolean), file, ...MORE[runner] ?? []]]))

// In the long run by the command of the page, which starts three more processes; else as the program that each test of tap is.
if (!isLong) COMMANDS.set('tap', COMMANDS.get('tap')!.filter(word => word.endsWith('.test.js')))

COMMANDS.set('jest with CommonJS', ['node_modules/jest/bin/jest.js', '--config', 'jest.commonjs.config.cjs', ...MORE['jest']!])

/** Node itself, one that has a loader of its own, and one that has its own modules. */
const DAILY = ['node', 'vitest', 'jest with CommonJS']

/** Whether the tests of a runner pass. */
function passes (folder: string, runner: string): readonly [passes: boolean, output: string] {
  // The runner of these tests sets variables that change what others do.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:TAP|NODE_|VITEST|_TAP)/.test(name)))
  const { status, stdout, stderr } = spawnSync('env', ['-u', 'NODE_OPTIONS', process.execPath, ...COMMANDS.get(runner)!], { cwd: folder, env, encoding: 'utf8' })
  return [status === 0, stdout + stderr]
}

t.test('the tests of the page pass, and fail with another policy', async t => {
  const good = join(t.testdir({ good: {}, bad: {} }), 'good')
  const bad = join(dirname(good), 'bad')
  const runners = [...COMMANDS.keys()]
  t.strictSame(runners, ['node', 'vitest', 'jest', 'tap', 'jest with CommonJS'])
  t.strictSame(compile(good, build(good, text => text), { allowJs: true, checkJs: true, noEmit: true }), [])
  build(bad, text => text.includes('function buildApp') ? text.replaceAll(/'https:\/\/app\.example\.com'|'\*'/g, "'https://other.example.com'").replace("origins: 'https", "origins: ['https").replace("com' } }", "com'] } }") : text)
  for (const runner of named(runners, DAILY, name => name)) {
    const [isGood, output] = passes(good, runner)
    t.ok(isGood, `${runner} ${isGood ? '' : output}`)
  }
  for (const runner of named(runners, ['node'], name => name)) t.notOk(passes(bad, runner)[0], `${runner} finds the wrong policy`)
})
