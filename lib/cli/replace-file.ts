/** Another content for a file that is there: all of it, or none. */
import { randomUUID } from 'node:crypto'
import { constants, promises as files } from 'node:fs'
import { CommandError } from './io.ts'
import { systemMessageOf } from './application-module.ts'

/**
 * Replaces a file by one with the same name and the same mode; where the name is a link, the file that it leads to.
 *
 * @param path    absolute
 * @param before  what the file still has to hold: nobody's work is undone
 * @throws        CommandError where that cannot be done; the file is as it was
 */
export async function replaceFile (path: string, before: string, after: string): Promise<void> {
  let temporary: string | undefined
  try {
    const target = await files.realpath(path)
    const { mode } = await files.stat(target)
    await files.access(target, constants.W_OK)
    // Who may do everything is not asked by the system.
    if ((mode & 0o222) === 0) throw new Error('it is read-only')
    if (!Buffer.from(before).equals(await files.readFile(target))) throw new Error('it is no UTF-8, or has changed meanwhile')
    temporary = `${target}.${randomUUID()}.tmp`
    await files.writeFile(temporary, after, { flag: 'wx' })
    await files.chmod(temporary, mode & 0o7777)
    await files.rename(temporary, target)
  } catch (error) {
    if (temporary !== undefined) await files.rm(temporary, { force: true })
    throw new CommandError(`cannot be written: ${systemMessageOf(error)}`)
  }
}
