/** The hook of git, in a repository made for the test: it runs only after `npm run hooks`. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: Readonly<Record<string, string>> }

t.test('no script that npm runs by itself installs the hook', async t => {
  for (const script of ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']) t.notOk(script in scripts, script)
  t.notMatch(scripts['prepack'], 'husky')
})

t.test('after `npm run hooks`, a commit needs `npm run quick` to pass', async t => {
  const folder = t.testdir()
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], { cwd: folder, env, encoding: 'utf8' })
  const commit = (...args: string[]) => git('commit', '--allow-empty', '--message', 'one', ...args)
  const quickIs = (quick: string) =>
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts: { hooks: scripts['hooks'], quick } }))

  git('init', '--quiet')
  cpSync(join(root, '.husky/pre-commit'), join(folder, '.husky/pre-commit'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'node_modules/.bin'), join(folder, 'node_modules/.bin'))
  quickIs('node -e "console.log(1 + 41); process.exit(1)"')
  t.equal(commit().status, 0, 'before that, nothing runs')

  t.equal(execFileSync('npm', ['run', '--silent', 'hooks'], { cwd: folder, env, encoding: 'utf8' }), '', 'npm run hooks')
  const failed = commit()
  t.not(failed.status, 0, 'the script fails, and so does the commit')
  t.match(failed.stdout + failed.stderr, '42', 'what the script says is shown')
  t.equal(commit('--no-verify').status, 0, '--no-verify skips the hook once')

  quickIs('node -e "console.log(1 + 41)"')
  t.equal(commit().status, 0, 'the script passes, and so does the commit')

  quickIs('node -e "console.log(Object.keys(process.env).join())"')
  const { stdout, stderr } = commit()
  const repository = git('rev-parse', '--local-env-vars').stdout.trim().split('\n')
  t.ok(repository.includes('GIT_INDEX_FILE'))
  t.same((stdout + stderr).match(/.*\bPATH\b.*/)?.[0].split(',').filter(name => repository.includes(name)), [], 'the script gets no variable that names the repository')

  t.equal(git('status', '--short', '--untracked-files=all').stdout.match(/\.husky.*/g)?.join(), '.husky/pre-commit', 'git ignores what husky writes')

  git('config', '--unset', 'core.hooksPath')
  quickIs('node -e "process.exit(1)"')
  t.equal(commit().status, 0, 'it can be switched off')
  t.notOk(existsSync(join(folder, '.git/hooks/pre-commit')), 'nothing is left in .git')
})
