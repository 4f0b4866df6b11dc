/** Changes of the origins in a file. */
import { promises as files } from 'node:fs'
import type { CorsOriginWriter } from '../../../types/source.ts'
import { assertKey, assertOrigins, type TenantKey } from '../assert-origins.ts'
import { editJson, editText, type Edit } from './edit.ts'
import { isJsonFile, parseOriginsByKey, assertComplete, linesOf } from './format.ts'
import { IMPORT } from '../initialize.ts'
import { assertPath } from './path.ts'
import { updateFile } from './update-file.ts'

/**
 * Creates a writer for a file that `fileOrigins` reads. Each change replaces the file as a whole, with the same mode, and writers of
 * several processes wait for each other. Comments of a text stay, except with `replace`.
 *
 * `allow`, `disallow` and `list` reject if the file does not exist; `replace` creates it.
 *
 * @throws CorsPolicyError for a value that is not a path
 */
export function fileWriter (path: string): CorsOriginWriter {
  assertPath(path)
  const edit = isJsonFile(path) ? editJson : editText

  /** Returns whether the file has changed. */
  async function update (change: Edit, origins: readonly string[], key: TenantKey): Promise<boolean> {
    return await updateFile(path, (before) => {
      if (before === undefined && change !== 'replace') throw missing(path)
      return edit(before, change, origins, key)
    })
  }

  return {
    async allow (origin, key) {
      assertKey(key)
      assertOrigins([origin])
      return await update('allow', [origin], key)
    },
    async disallow (origin, key) {
      assertKey(key)
      const isChanged = await update('disallow', [String(origin)], key)
      // An origin that is spelled in another way would stay allowed. Invalid entries can be removed, however they came into the file.
      if (!isChanged) assertOrigins([origin])
      return isChanged
    },
    async replace (origins, key) {
      assertKey(key)
      assertOrigins(origins)
      await update('replace', origins, key)
    },
    async list (key) {
      assertKey(key)
      const bytes = await files.readFile(path).catch((error: NodeJS.ErrnoException) => { throw error.code === 'ENOENT' ? missing(path) : error })
      const origins = isJsonFile(path) ? parseOriginsByKey(bytes).get(key ?? '') ?? [] : textOrigins(bytes, key)
      return [...new Set(origins.filter((origin) => typeof origin === 'string'))].sort()
    }
  }
}

function missing (path: string): Error {
  return new Error(`The file ${path} does not exist. ${IMPORT}, and so does \`replace\`.`)
}

function textOrigins (bytes: Buffer, key: TenantKey): readonly string[] {
  assertComplete(bytes)
  return key === undefined ? [...linesOf(bytes)].flat() : []
}
