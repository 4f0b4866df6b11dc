/** The release workflow: the order and the rights of its jobs, and its check of a commit, in a real shell and a real repository. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseYaml } from '../../unit/repository/workflow-problems.ts'

interface Job {
  readonly needs?: string | string[]
  readonly environment?: string
  readonly permissions: object
  readonly steps: ReadonlyArray<{ readonly id?: string, readonly run?: string }>
}

interface Files {
  readonly 'package.json': string
  readonly 'CHANGELOG.md': string
}

const root = new URL('../../..', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const { on, jobs } = parseYaml(read('.github/workflows/release.yml')) as { on: object, jobs: Readonly<Record<'test' | 'publish' | 'tag', Job>> }
const script = jobs.test.steps.find(step => step.id === 'check')?.run ?? ''
const addressOf = (owner: string) => `git+https://github.com/${owner}/fastify-cors-policy.git`
const { version } = JSON.parse(read('package.json')) as { readonly version: string }

t.test('a maintainer starts the release, the test runs first, and each job has one right', async t => {
  t.same(on, { workflow_dispatch: null })
  t.same(Object.entries(jobs).map(([name, { needs, environment, permissions }]) => [name, needs, environment, permissions]), [
    ['test', undefined, undefined, { contents: 'read' }],
    ['publish', 'test', 'release', { 'id-token': 'write' }],
    ['tag', ['test', 'publish'], undefined, { contents: 'write' }]
  ])
  t.same(jobs.test.steps.flatMap(({ run = '' }) => /^npm /.test(run) ? run : []), ['npm ci', 'npm test', 'npm run check:mutation', 'npm run test:matrix -- others', 'npm pack'])
})

t.test('the check stops a commit that is not ready for a release', async t => {
  const ready: Files = {
    'package.json': read('package.json').replaceAll(/github\.com\/[\w-]+\//g, 'github.com/someone/'),
    'CHANGELOG.md': read('CHANGELOG.md').replace(/^## \[.*$/m, `## [${version}] - 2026-01-31`)
  }
  const changed = (file: keyof Files, from: string | RegExp, to: string): Files => {
    t.match(ready[file], from)
    return { ...ready, [file]: ready[file].replace(from, to) }
  }
  const rows: [name: string, files: Files, environment: Readonly<Record<string, string>>, tag: string, error: string | undefined][] = [
    ['all is well', ready, {}, '', undefined],
    ['the tag of another version', ready, {}, `v${version}0`, undefined],
    ['another server of GitHub', changed('package.json', 'git+https://github.com', 'git+https://git.example'), { GITHUB_SERVER_URL: 'https://git.example' }, '', undefined],
    ['another branch', ready, { GITHUB_REF: 'refs/heads/fix' }, '',
      'This is refs/heads/fix. A release is made from refs/heads/main.'],
    ['a tag in place of a branch', ready, { GITHUB_REF: 'refs/tags/main' }, '',
      'This is refs/tags/main. A release is made from refs/heads/main.'],
    ['the placeholder', { ...ready, 'package.json': ready['package.json'].replaceAll('/someone/', '/OWNER/') }, {}, '',
      `package.json has the repository ${addressOf('OWNER')}. Write ${addressOf('someone')}, because provenance needs the same address.`],
    ['a fork', ready, { GITHUB_REPOSITORY: 'other/fastify-cors-policy' }, '',
      `package.json has the repository ${addressOf('someone')}. Write ${addressOf('other')}, because provenance needs the same address.`],
    ['no date of the version', changed('CHANGELOG.md', '2026-01-31', 'Unreleased'), {}, '',
      `CHANGELOG.md has no heading "## [${version}] - YYYY-MM-DD".`],
    ['a version that differs by its dots', changed('CHANGELOG.md', `[${version}]`, `[${version.replaceAll('.', '-')}]`), {}, '',
      `CHANGELOG.md has no heading "## [${version}] - YYYY-MM-DD".`],
    ['a version without a heading', changed('package.json', `"version": "${version}"`, '"version": "99.0.0"'), {}, '',
      'CHANGELOG.md has no heading "## [99.0.0] - YYYY-MM-DD".'],
    ['a version that was released', ready, {}, `v${version}`,
      `The tag v${version} exists. Increase the version in package.json.`]
  ]
  const folder = t.testdir({ origin: {}, checkout: {} })
  const checkout = join(folder, 'checkout')
  const { PATH } = process.env
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], { cwd: join(folder, cwd), env: { PATH }, stdio: 'pipe' })
  git('origin', 'init', '--quiet')
  git('origin', 'commit', '--quiet', '--allow-empty', '--message', 'one')
  git('checkout', 'init', '--quiet')
  git('checkout', 'remote', 'add', 'origin', join(folder, 'origin'))

  /** As GitHub runs it: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell */
  const check = (files: Files, environment: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(checkout, file), text)
    const env = {
      PATH,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'someone/fastify-cors-policy',
      GITHUB_OUTPUT: join(folder, 'output'),
      ...environment
    }
    writeFileSync(env.GITHUB_OUTPUT, '')
    const shell = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd: checkout, env, encoding: 'utf8' })
    return { ...shell, output: readFileSync(env.GITHUB_OUTPUT, 'utf8') }
  }

  for (const [name, files, environment, tag, error] of rows) {
    if (tag !== '') git('origin', 'tag', tag)
    const { status, stdout, stderr, output } = check(files, environment)
    t.equal(stderr, '', name)
    t.equal(stdout, error === undefined ? '' : `::error::${error}\n`, name)
    t.equal(status, error === undefined ? 0 : 1, name)
    t.equal(output, error === undefined ? `version=${version}\n` : '', `${name}: the next jobs get the version only if all is well`)
    if (tag !== '') git('origin', 'tag', '--delete', tag)
  }

  git('checkout', 'remote', 'set-url', 'origin', join(folder, 'missing'))
  const { status, output } = check(ready, {})
  t.not(status, 0, 'a server that cannot be read')
  t.equal(output, '')
})
