/** Connections to files of a test. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { fileOrigins } from '../../../lib/sources.ts'
import type { CorsSourceConnection, CorsSourceOptions } from '../../../types/source.ts'

/** No test depends on these times. */
export const PATIENT: CorsSourceOptions = { deadline: 60_000, maxStale: 600_000, pollInterval: 60_000 }

/** All origins of the snapshot. */
export async function loaded (connection: CorsSourceConnection): Promise<unknown[]> {
  const origins: unknown[] = []
  for await (const list of connection.load!()) origins.push(...list)
  return origins
}

/** A connection that ends with the test. */
export async function connectionTo (t: Test, path: string, options: CorsSourceOptions = PATIENT): Promise<CorsSourceConnection> {
  const connection = await fileOrigins(path, options).connect()
  t.teardown(() => { connection.close() })
  return connection
}

/** Returns a function that writes new files into a folder. Without content, it returns the path only. */
export function pathsIn (folder: string): (content: string | undefined, extension?: string) => string {
  let count = 0
  return (content, extension = 'txt') => {
    const path = join(folder, `${++count}.${extension}`)
    if (content !== undefined) writeFileSync(path, content)
    return path
  }
}
