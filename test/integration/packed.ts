/** The package as it is published: packed once for all test files that share a process, as npm takes seconds for it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assertBuilt } from '../dist.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let tarball: string | undefined

/** Returns the path of the tarball, which lasts as long as the process. */
export function packed (): string {
  tarball ??= pack()
  return tarball
}

function pack (): string {
  assertBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-packed-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const options = ['--json', '--ignore-scripts', '--offline', '--loglevel=error', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', ...options], { cwd: root, encoding: 'utf8' }))
  return join(folder, filename)
}
