/** One application, run by whatever people run applications with: it answers right, or it refuses to start. */
import t from 'tap'
import { rightAnswers, verdictOf } from './expected.ts'
import { Project, type PackageType } from './project.ts'
import { isLong } from '../../unit/properties/seed.ts'

/** What node is given; the last argument is the application, or what runs it. */
interface Row {
  readonly name: string
  readonly type: PackageType
  readonly args: readonly string[]
  /** Node itself, and a loader that makes a second copy. The others run in the long run; the test of the page about testing has the test runners. */
  readonly isSample?: true
  /** Whether `import()` in CommonJS gives another copy than `require`. */
  readonly copies?: 1 | 2
  /** What is printed where the package cannot be loaded. */
  readonly refused?: RegExp
}

const bin = (path: string) => `../node_modules/${path}`

const VITEST = [bin('vitest/vitest.mjs'), 'run', 'vitest.test', '--globals', '--testTimeout=60000']
const JEST = [bin('jest/bin/jest.js'), '--rootDir', '.', '--testMatch', '**/jest.test.js', '--transform', '{}', '--cacheDirectory', '.jest', '--watchman=false']

const ROWS: readonly Row[] = [
  { name: 'node', type: 'commonjs', args: ['entry.js'], isSample: true },
  { name: 'node', type: 'module', args: ['entry.js'] },
  { name: 'tsx', type: 'commonjs', args: [bin('tsx/dist/cli.mjs'), 'entry.ts'], copies: 2 },
  { name: 'tsx', type: 'commonjs', args: [bin('tsx/dist/cli.mjs'), 'entry.js'], copies: 2 },
  { name: 'tsx', type: 'module', args: [bin('tsx/dist/cli.mjs'), 'entry.ts'] },
  { name: 'node --import tsx', type: 'commonjs', args: ['--import', 'tsx', 'entry.ts'], copies: 2, isSample: true },
  { name: 'node --import tsx', type: 'module', args: ['--import', 'tsx', 'entry.ts'] },
  { name: 'node --require tsx/cjs', type: 'commonjs', args: ['--require', 'tsx/cjs', 'entry.ts'], copies: 2 },
  { name: 'node --require tsx/cjs', type: 'module', args: ['--require', 'tsx/cjs', 'entry.js'] },
  { name: 'ts-node', type: 'commonjs', args: ['--require', 'ts-node/register/transpile-only', 'entry.ts'] },
  { name: 'jiti', type: 'commonjs', args: [bin('jiti/lib/jiti-cli.mjs'), 'entry.ts'] },
  { name: 'jiti', type: 'module', args: [bin('jiti/lib/jiti-cli.mjs'), 'entry.ts'] },
  { name: '@swc-node/register', type: 'commonjs', args: ['--require', '@swc-node/register', 'entry.ts'] },
  { name: '@swc-node/register/esm-register', type: 'module', args: ['--import', '@swc-node/register/esm-register', 'entry.ts'] },
  { name: 'vitest', type: 'commonjs', args: VITEST },
  { name: 'vitest', type: 'module', args: VITEST },
  { name: 'jest', type: 'commonjs', args: JEST, refused: /ES Module|Cannot use import statement/ },
  { name: 'jest with VM modules', type: 'module', args: ['--experimental-vm-modules', ...JEST] }
]

const project = new Project()
t.teardown(() => project.remove())
t.setTimeout(600_000)
project.write('commonjs/jest.test.js', "test('it answers', () => require('./entry.js'), 60_000)\n")
project.write('module/jest.test.js', "test('it answers', async () => { await (await import('./entry.js')).default }, 60_000)\n")
for (const type of ['commonjs', 'module']) {
  project.write(`${type}/vitest.test.mjs`, "test('it answers', async () => { await (await import('./entry.ts')).default })\n")
}

for (const { name, type, args, copies = 1, refused } of ROWS.filter(({ isSample }) => isLong || isSample)) {
  t.test(`${name}, "type": "${type}", ${args.at(-1)}`, async t => {
    const outcome = await project.run(type, args)
    const verdict = verdictOf(outcome, copies)
    t.equal(verdict, refused === undefined ? 'right' : 'refused')
    if (refused !== undefined) t.match(outcome.output, refused)
    if (verdict === 'open') t.strictSame(outcome.answers, rightAnswers(copies))
    if (!t.passing()) t.comment(outcome.output)
  })
}
