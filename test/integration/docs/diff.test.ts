/** docs/diff.md shows what the command prints, and the workflow in docs/guides/ci.md does in a repository what it says. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { assertBuilt } from '../../dist.ts'
import { named } from '../../unit/properties/seed.ts'
import { blocksOf, withTexts } from '../readme/blocks.ts'

assertBuilt()

const root = fileURLToPath(new URL('../../..', import.meta.url))
const BIN = join(root, 'dist/lib/cli/bin.js')

t.test('docs/diff.md shows what the command prints for its files', async t => {
  const path = join(root, 'docs/diff.md')
  const page = readFileSync(path, 'utf8')
  const folder = t.testdir({})
  const named = new Map(blocksOf(page).filter(({ language }) => language.includes(' ')).map(block => [block.language.split(' ')[1]!, block]))
  for (const file of ['before.json', 'after.json']) writeFileSync(join(folder, file), named.get(file)!.text)
  const { stdout, stderr, status } = spawnSync(process.execPath, [BIN, 'diff', 'before.json', 'after.json'], { cwd: folder, encoding: 'utf8', env: { NO_COLOR: '1' } })
  t.strictSame([status, stderr], [1, ''])
  const output = named.get('output.txt')!
  if (t.writeSnapshot) writeFileSync(path, withTexts(page, new Map([[output, stdout.trimEnd()]])))
  else t.equal(output.text, stdout.trimEnd())
})

interface Step { readonly run?: string, readonly env?: Readonly<Record<string, string>> }
interface Job { readonly steps: readonly Step[], readonly permissions: Readonly<Record<string, string>> }

const guide = readFileSync(join(root, 'docs/guides/ci.md'), 'utf8')
const workflow = blocksOf(guide).filter(({ language }) => language === 'yaml').map(({ text }) => parse(text)).find(({ name }) => name === 'cors-diff') as { readonly jobs: Readonly<Record<'compare' | 'comment', Job>> }

const NARROW = { origins: ['https://app.example.com'] }
const WIDE = { origins: ['https://*.example.com'], credentials: true }

/** A repository whose last commit merges a change of `cors.json` into its base; undefined for no file in the base. */
function repositoryOf (t: Test, before: object | string | undefined, after: object | string): string {
  const folder = t.testdir({ bin: {}, repository: { 'readme.txt': '' } })
  const repository = join(folder, 'repository')
  const git = (...args: string[]) => {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: repository, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  const write = (policy: object | string) => { writeFileSync(join(repository, 'cors.json'), typeof policy === 'string' ? policy : JSON.stringify(policy)) }
  git('init', '--quiet', '--initial-branch=main')
  git('add', '.')
  git('commit', '--quiet', '-m', 'first')
  if (before !== undefined) {
    write(before)
    git('add', '.')
    git('commit', '--quiet', '-m', 'base')
  }
  git('checkout', '--quiet', '-b', 'change')
  write(after)
  git('add', '.')
  git('commit', '--quiet', '-m', 'change')
  git('checkout', '--quiet', 'main')
  git('merge', '--quiet', '--no-ff', '-m', 'merge', 'change')
  // What npm and GitHub would provide: the command of the package, and a program that keeps what it gets.
  const programs = { npx: `#!/bin/sh\nshift\nexec "${process.execPath}" "${BIN}" "$@"\n`, gh: '#!/bin/sh\nprintf \'%s\\n\' "$@" > gh.txt\n' }
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, 'bin', name), text)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  return folder
}

interface Ran { readonly status: number | null, readonly comment: string, readonly summary: string, readonly arguments: string }

/** An expression of a workflow. */
const expression = (text: string) => `$\{{ ${text} }}`

/** Runs the shell steps of both jobs, as GitHub runs them. */
function runWorkflow (folder: string): Ran {
  const repository = join(folder, 'repository')
  const [output, summary] = ['output', 'summary'].map(name => join(folder, `${name}.txt`)) as [string, string]
  const valuesOf = () => existsSync(output) ? Object.fromEntries(readFileSync(output, 'utf8').trim().split('\n').map(line => line.split('='))) : {}
  const runSteps = ({ steps }: Job): number | null => {
    for (const { run, env = {} } of steps) {
      if (run === undefined || run === 'npm ci') continue
      const own = Object.entries(env).map(([name, value]) => [name, value.replace(expression('steps.diff.outputs.status'), () => valuesOf().status).replace(expression('github.event.pull_request.number'), '7')])
      const { status } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
        cwd: repository,
        env: { ...Object.fromEntries(own), PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, GITHUB_REPOSITORY: 'owner/name' }
      })
      if (status !== 0) return status
    }
    return 0
  }
  const status = runSteps(workflow.jobs.compare)
  const comment = join(repository, 'diff.md')
  if (existsSync(comment) && runSteps(workflow.jobs.comment) !== 0) throw new Error('the comment fails')
  const textOf = (path: string) => existsSync(path) ? readFileSync(path, 'utf8') : ''
  return { status, comment: textOf(comment), summary: textOf(summary), arguments: textOf(join(repository, 'gh.txt')) }
}

t.test('the workflow comments on a pull request, and fails if pages gain access', async t => {
  t.strictSame(workflow.jobs.compare.permissions, { contents: 'read' })
  t.strictSame(workflow.jobs.comment.permissions, { 'pull-requests': 'write' })
  t.notOk(workflow.jobs.comment.steps.some(({ run }) => /npm|npx|node/.test(run ?? '')), 'the job that can write runs no packages')
  const rows: ReadonlyArray<readonly [what: string, before: object | string | undefined, after: object | string, status: number, comment: RegExp]> = [
    ['wider', NARROW, WIDE, 1, /^\*\*CORS:\*\* Pages gain access\.\n[^]*`https:\/\/www\.example\.com`/],
    ['narrower', WIDE, NARROW, 0, /^\*\*CORS:\*\* Pages lose access\.\n/],
    ['other words', NARROW, JSON.stringify({ ...NARROW, credentials: false }, null, 2), 0, /^\*\*CORS:\*\* Both policies allow the same\.\n$/],
    ['new', undefined, NARROW, 1, /^\*\*CORS:\*\* Pages gain access\.\n[^]*Before, CORS was off\./],
    ['invalid', NARROW, { origins: ['https://app.example.com/'] }, 1, /^\*\*CORS:\*\* The policy is invalid\.\n\n- `cors\.json:1:13`/],
    ['broken', NARROW, '{', 1, /^\*\*CORS:\*\* The policy is invalid\.\n\n- `cors\.json:1:2`/]
  ]
  // A comparison, and a failure. The words of all comments are also in the tests of the command.
  for (const [what, before, after, status, comment] of named(rows, ['wider', 'invalid'], ([what]) => what)) {
    t.test(what, async t => {
      const ran = runWorkflow(repositoryOf(t, before, after))
      t.match(ran, { status, comment, summary: ran.comment })
      t.equal(ran.arguments, 'pr\ncomment\n7\n--repo\nowner/name\n--edit-last\n--create-if-none\n--body-file\ndiff.md\n')
    })
  }
})
