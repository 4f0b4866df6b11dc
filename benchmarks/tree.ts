/** Another commit of the repository, built, in a folder of its own. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Tree {
  readonly commit: string
  readonly folder: string
  /** Removes the folder. */
  remove (): void
}

function git (repository: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

/**
 * Checks out a commit and builds it, with the packages that this repository has installed.
 *
 * @param commit  whatever git takes for one; undefined means the last tag
 * @throws        Error where there is no such commit, no tag, or no build
 */
export function checkOut (repository: string, commit: string | undefined): Tree {
  const id = commitOf(repository, commit)
  const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-tree-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const archive = join(folder, 'tree.tar')
    git(repository, 'archive', '--output', archive, id)
    execFileSync('tar', ['-xf', archive], { cwd: folder })
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'dir')
    execFileSync('npm', ['run', 'build', '--silent'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  } catch (error) {
    remove()
    throw error
  }
  return { commit: id, folder, remove }
}

function commitOf (repository: string, commit: string | undefined): string {
  if (commit !== undefined) return git(repository, 'rev-parse', '--verify', '--short', `${commit}^{commit}`)
  const [tag] = git(repository, 'tag', '--merged', 'HEAD', '--sort=-creatordate').split('\n')
  if (tag === undefined || tag === '') throw new Error('there is no tag to compare with: name a commit')
  return tag
}
