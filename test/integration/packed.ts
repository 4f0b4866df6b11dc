/** The package as it is published: packed once for all test files that share a process, as npm takes seconds for it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertBuilt } from '../dist.ts'
import { pack } from '../pack.mjs'

let tarball: string | undefined

/** Returns the path of the tarball, which lasts as long as the process. */
export function packed (): string {
  tarball ??= packOnce()
  return tarball
}

function packOnce (): string {
  assertBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-packed-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return pack(folder)
}
