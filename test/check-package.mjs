/** What a registry would be given, looked at by publint and by Are the types wrong; of the build that is there, as other tests use it meanwhile. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack } from './pack.mjs'

const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-'))
try {
  const tarball = pack(folder)
  execFileSync('node_modules/.bin/publint', ['run', '--strict', tarball], { stdio: 'inherit' })
  execFileSync('node_modules/.bin/attw', [tarball, '--profile', 'esm-only'], { stdio: 'inherit' })
} finally {
  rmSync(folder, { recursive: true })
}
