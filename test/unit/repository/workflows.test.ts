/** The files of `.github`: mistakes that would show only after a push, and rights that a workflow must not have. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { parseYaml, problemsOfWorkflow, scriptsNamedIn } from './workflow-problems.ts'

const root = new URL('../../..', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly engines: { readonly node: string }
}
const workflows = readdirSync(new URL('.github/workflows', root)).map(file => `.github/workflows/${file}`)

t.test('no workflow has a problem', async t => {
  t.same(workflows.map(file => file.replace('.github/workflows/', '')).sort(), ['ci.yml', 'codeql.yml', 'long.yml', 'release.yml'])
  for (const file of workflows) t.same(problemsOfWorkflow(read(file)), [], file)
})

t.test('each problem is found in a workflow that has it', async t => {
  const release = read('.github/workflows/release.yml')
  const rows: [from: string | RegExp, to: string, problem: RegExp][] = [
    ['  workflow_dispatch:', '  pull_request_target:', /^The event pull_request_target is not allowed\.$/],
    ['  workflow_dispatch:', '  workflow_run:', /^The event workflow_run is not allowed\.$/],
    ['on:\n  workflow_dispatch:', 'on: pull_request_target', /^The event pull_request_target is not allowed\.$/],
    ['on:\n  workflow_dispatch:', 'on: [push, workflow_run]', /^The event workflow_run is not allowed\.$/],
    ['\npermissions: {}', '', /^The permissions of the workflow are not {}\.$/],
    ['\npermissions: {}', '\npermissions:\n  contents: read', /^The permissions of the workflow are not {}\.$/],
    ['\npermissions: {}', '\npermissions: write-all', /^The permissions of the workflow are not {}\.$/],
    ['  group: release\n', '', /^The concurrency group is missing\.$/],
    [/(checkout@)\S+ # .*/, '$1v7', /^actions\/checkout is not pinned by a commit and its version\.$/],
    [/(checkout@\S+) # .*/, '$1', /^actions\/checkout is not pinned by a commit and its version\.$/],
    [/(checkout@\S{39})\S/, '$1', /^actions\/checkout is not pinned by a commit and its version\.$/],
    ['    permissions:\n      contents: read\n', '', /^test: permissions are not given one by one\.$/],
    ['    permissions:\n      contents: read\n', '    permissions: write-all\n', /^test: permissions are not given one by one\.$/],
    ['    timeout-minutes: 90\n', '', /^test: timeout-minutes is missing\.$/],
    ['    timeout-minutes: 90\n', '    timeout-minutes: long\n', /^test: timeout-minutes is missing\.$/],
    [/ {6}- run: git config .*\n/, '', /^test: git reads no repository of another user/],
    ['ubuntu-24.04', 'ubuntu-latest', /^test: the image is not pinned\.$/],
    ['"v$VERSION"', '"v$' + '{{ github.event.inputs.version }}"', /^tag: a script has an expression in it\./],
    ['          persist-credentials: false\n', '          fetch-depth: 1\n', /^test: persist-credentials is not false\.$/],
    ['persist-credentials: false', 'persist-credentials: true', /^test: persist-credentials is not false\.$/],
    ['- run: npm publish', '- run: npm ci\n      - run: npm publish', /^publish: it may write, and runs code of packages: npm ci$/],
    ['- run: gh release', '- run: node test/tag.mjs\n      - run: gh release', /^tag: it may write, and runs code of packages: node test\/tag\.mjs$/]
  ]
  for (const [from, to, problem] of rows) {
    const broken = release.replace(from, to)
    t.not(broken, release, `the workflow has ${from}`)
    const problems = problemsOfWorkflow(broken)
    t.equal(problems.length, 1, `one problem where ${from} is replaced by ${to}: ${problems.join(' ')}`)
    t.match(problems[0], problem)
  }
})

t.test('ambiguous or invalid YAML is an error', async t => {
  const rows = ['a: 1\na: 2', 'a: [1', 'a: *b', 'a: !what 1', '\ta: 1']
  for (const text of rows) t.throws(() => parseYaml(text), text)
  t.same(parseYaml('on: push\na: yes'), { on: 'push', a: 'yes' }, 'as GitHub reads it: `on` and `yes` are texts')
})

t.test('an action has the same commit in all workflows', async t => {
  const commits = new Map<string, string>()
  for (const [, action = '', commit = ''] of workflows.map(read).join('\n').matchAll(/uses: ([\w-]+\/[\w-]+)\S*@(.*)/g)) {
    t.equal(commits.get(action) ?? commit, commit, action)
    commits.set(action, commit)
  }
  t.ok(commits.size >= 5)
})

t.test('the workflows in the guides use the versions of actions that ours use', async t => {
  const major = (text: string) => [...text.matchAll(/uses: ([\w-]+\/[\w-]+)\S*@(?:\S+ # )?(v\d+)/g)].map(([, action = '', version = '']) => [action, version] as const)
  const ours = new Map(major(workflows.map(read).join('\n')))
  const shown = ['docs/guides/ci.md', 'docs/guides/previews.md'].flatMap(file => major(read(file)))
  t.ok(shown.length >= 10)
  for (const [action, version] of shown) t.equal(version, ours.get(action), action)
})

t.test('npm scripts are found in YAML and in Markdown', async t => {
  t.same(scriptsNamedIn('- run: npm run quick\n- run: npm run --silent test:matrix -- all'), ['quick', 'test:matrix'])
  t.same(scriptsNamedIn('`npm ci && npm test`, `npm run test:mutation [-- room …]`. Then npm run lint.'), ['test', 'test:mutation', 'lint'])
  t.same(scriptsNamedIn('npm ci; npm pack; npm testing'), [])
})

t.test('each path that CONTRIBUTING.md names exists', async t => {
  const paths = [...read('CONTRIBUTING.md').matchAll(/`((?:test|lib|types|docs|examples|\.ci|\.github)\/[\w./-]*)`/g)].map(([, path = '']) => path)
  t.ok(paths.length > 80, `${paths.length} paths`)
  // A module has a file, a folder or both; `npm run docs:api` makes the last one.
  const isThere = (path: string) => [path, `${path}.ts`].some(name => existsSync(new URL(name, root))) || path === 'docs/api/' || path.startsWith('docs/.vitepress/dist')
  t.same(paths.filter(path => !isThere(path)), [])
})

t.test('each npm script that a file names is in package.json', async t => {
  for (const file of [...workflows, '.husky/pre-commit', '.github/pull_request_template.md', 'CONTRIBUTING.md']) {
    const scripts = scriptsNamedIn(read(file))
    if (!/codeql/.test(file)) t.ok(scripts.length > 0, `${file} names scripts`)
    for (const script of scripts) t.ok(script in manifest.scripts, `${file} names \`npm run ${script}\``)
  }
})

t.test('the unit tests run on the oldest Node that is supported', async t => {
  const { jobs } = parseYaml(read('.github/workflows/ci.yml')) as { jobs: { quick: { strategy: { matrix: { node: string[] } } } } }
  const [oldest] = jobs.quick.strategy.matrix.node
  t.equal(manifest.engines.node, `>=${oldest}.0`)
})

t.test('Dependabot updates packages and actions, and ignores only packages that are installed', async t => {
  const { updates } = parseYaml(read('.github/dependabot.yml')) as {
    updates: Array<{ 'package-ecosystem': string, schedule: object, groups: object, ignore?: Array<{ 'dependency-name': string }> }>
  }
  t.same(updates.map(update => update['package-ecosystem']), ['npm', 'github-actions'])
  for (const { schedule, groups, ignore = [] } of updates) {
    t.same(schedule, { interval: 'weekly' })
    t.ok(Object.keys(groups).length > 0)
    for (const entry of ignore) t.ok(entry['dependency-name'] in manifest.devDependencies, entry['dependency-name'])
  }
})

t.test('the pull-request template has five lines, and names files that exist', async t => {
  const template = read('.github/pull_request_template.md')
  t.equal(template.trimEnd().split('\n').length, 5)
  for (const [path] of template.matchAll(/[\w/]+\.(md|ts)\b/g)) t.ok(existsSync(new URL(path, root)), path)
})
