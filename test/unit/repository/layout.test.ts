/** Tests are where a reader looks for them: those of each folder of lib/ in a folder or a file of its path. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { ON_ONE_NODE, isIn, testFiles } from '../../matrix/selected.mjs'
import { modules, unfit } from '../../mutation/modules.mjs'

const root = new URL('../../..', import.meta.url)
const inRoot = (path: string): URL => new URL(path, root)

/** Folders of test/unit that are about several modules, each with what they are about. */
const ABOUT_SEVERAL: Readonly<Record<string, string>> = {
  properties: 'what holds for random policies and requests',
  repository: 'the files of the repository',
  types: 'the folder types/'
}

/** Folders of lib whose tests are somewhere else, each with where they are. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'check/probes': ['integration/check/faulty-servers', 'integration/check/planted-faults', 'unit/check/probe'],
  'cli/check': ['integration/check/options', 'integration/check/application-cli'],
  'cli/usage': ['unit/cli', 'integration/cli/completion'],
  'docs/page/view': ['browser/docs/page', 'browser/docs/simulator'],
  'migrate/libraries/nginx': ['unit/migrate/nginx', 'integration/migrate/nginx'],
  'migrate/proof': ['integration/migrate/libraries', 'unit/migrate/is-explained'],
  'proxy/own-responses': ['integration/proxies/proxies'],
  'sources/document': ['integration/sources/file-document', 'integration/sources/redis-document', 'integration/sources/postgres-document']
}

const foldersIn = (path: string): string[] =>
  readdirSync(inRoot(path), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)

const foldersBelow = (path: string): string[] =>
  foldersIn(path).flatMap(name => [`${path}/${name}`, ...foldersBelow(`${path}/${name}`)])

const hasTests = (module: string): boolean => ['unit', 'integration', 'browser', 'slow'].some(kind =>
  existsSync(inRoot(`test/${kind}/${module}.test.ts`)) ||
  (existsSync(inRoot(`test/${kind}/${module}`)) && readdirSync(inRoot(`test/${kind}/${module}`)).some(name => name.endsWith('.test.ts'))))

t.test('each folder of lib has tests of its path, or is listed with the tests that it has', async t => {
  const folders = foldersBelow('lib').map(path => path.slice('lib/'.length))
  t.strictSame(folders.filter(folder => !hasTests(folder)).sort(), Object.keys(ELSEWHERE).sort(),
    'Add a test of the same path in test/unit or test/integration, or a row of ELSEWHERE.')
  for (const test of Object.values(ELSEWHERE).flat()) t.ok(existsSync(inRoot(`test/${test}.test.ts`)), test)
  t.notOk(hasTests('not-a-module'))
})

t.test('each folder of unit tests is about a module, or is listed', async t => {
  const modules = foldersIn('lib')
  t.strictSame(foldersIn('test/unit').filter(name => !modules.includes(name)), Object.keys(ABOUT_SEVERAL),
    'Use the name of a folder of lib, or add a row of ABOUT_SEVERAL.')
})

const textOf = (file: string): string => readFileSync(inRoot(`test/${file}`), 'utf8')

const filesIn = (path: string): string[] =>
  readdirSync(inRoot(path), { recursive: true, encoding: 'utf8' }).map(file => file.replaceAll('\\', '/')).filter(file => /\.[cm]?[jt]sx?$/.test(file))

t.test('unit tests open no port', async t => {
  const OPENS = /\b(?:app|server|fastify)\.listen\(|\bcreateServer\(|\/listening\.ts'|\boverHttp/
  t.strictSame(filesIn('test/unit').filter(file => file !== 'repository/layout.test.ts' && OPENS.test(textOf(`unit/${file}`))), [],
    'Move the test to test/integration.')
})

t.test('each file of tests is where the tests run', async t => {
  const files = filesIn('test')
  const imported = new Set(files.flatMap(file => [...textOf(file).matchAll(/(?:from |import\(|import )'(\.[^']+)'/g)].map(([, path = '']) => new URL(path, `file:///${file}`).pathname.slice(1))))
  const hasTests = (file: string): boolean => /\.(?:test|spec)\./.test(file) || (file.endsWith('.ts') && /^import t from 'tap'$/m.test(textOf(file)) && !imported.has(file))
  t.strictSame(files.filter(file => hasTests(file) && !/^(?:unit|integration|browser|slow)\/.*\.test\.ts$/.test(file)), [],
    'Call the file NAME.test.ts, and put it into test/unit, test/integration, test/browser or test/slow.')
})

t.test('each Node runs all unit tests that can depend on it', async t => {
  const selected = testFiles()
  const all = filesIn('test').map(file => `test/${file}`)
  // It builds the module with a bundler.
  const needsMore = ['unit/diff/browser']
  const left = all.filter(file => /^test\/unit\/.*\.test\.ts$/.test(file) && !selected.includes(file))
  t.strictSame(left.filter(file => ![...ON_ONE_NODE, ...needsMore].some(name => isIn(file, name))), [], 'List the test in test/matrix/selected.mjs, or keep it from loading more than the sources.')
  t.strictSame(ON_ONE_NODE.filter(name => !all.some(file => isIn(file, name))), [], 'Each name is that of a test.')
})

t.test('the mutation tests name test files and titles that exist', async t => {
  const files = Object.values(modules).flatMap(({ tests }) => tests)
  t.strictSame(files.filter(file => !existsSync(inRoot(`test/${file}.test.ts`))), [])
  const texts = [...new Set(files)].map(file => textOf(`${file}.test.ts`))
  t.strictSame(unfit.source.split('|').filter(part => !texts.some(text => new RegExp(`\\.test\\(.*${part}`).test(text))), [])
})

t.test('the mutation tests of a module have the test of each file that they change', async t => {
  for (const [module, { mutate, tests }] of Object.entries(modules)) {
    const files = mutate.flatMap(path => path.endsWith('/*.ts') ? readdirSync(inRoot(path.slice(0, -4))).map(name => path.replace('*.ts', name)) : [path])
    const own = files.filter(file => file.endsWith('.ts')).map(file => `unit/${file.slice(4, -3)}`).filter(name => existsSync(inRoot(`test/${name}.test.ts`)))
    t.strictSame(own.filter(name => !tests.includes(name)), [], module)
  }
})
