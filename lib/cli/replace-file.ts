/** Replaces the content of an existing file atomically. */
import { randomUUID } from 'node:crypto'
import { constants, promises as files } from 'node:fs'
import { CommandError } from './io.ts'
import { systemMessageOf } from './load-module.ts'

/**
 * Replaces a file with a new one of the same name and mode. Follows symbolic links.
 *
 * @param path    absolute path
 * @param before  the expected current content, so that no concurrent change is lost
 * @throws        CommandError if the file cannot be replaced; the file is then unchanged
 */
export async function replaceFile (path: string, before: string, after: string): Promise<void> {
  let temporary: string | undefined
  try {
    const target = await files.realpath(path)
    const { mode } = await files.stat(target)
    await files.access(target, constants.W_OK)
    // For root, the system does not check permissions.
    if ((mode & 0o222) === 0) throw new Error('It is read-only.')
    if (!Buffer.from(before).equals(await files.readFile(target))) throw new Error('It is not UTF-8, or it has changed in the meantime.')
    temporary = `${target}.${randomUUID()}.tmp`
    await files.writeFile(temporary, after, { flag: 'wx' })
    await files.chmod(temporary, mode & 0o7777)
    await files.rename(temporary, target)
  } catch (error) {
    if (temporary !== undefined) await files.rm(temporary, { force: true })
    throw new CommandError(`The file cannot be written: ${systemMessageOf(error)}`)
  }
}
