/** Replaces the content of a file as a whole, one process at a time. */
import { promises as files, type Stats } from 'node:fs'
import { dirname, join, basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { escapeText } from '../../text/escape.ts'

/** Milliseconds that a writer waits for others by default. */
const PATIENCE = 5000

const RETRY = 20

/**
 * Reads a file, and replaces it with what the function returns, unless it is undefined. The new content is written to a file beside
 * it, whose name locks it for other writers, and renamed. Symbolic links stay.
 *
 * @param change    gets undefined if the file does not exist; can throw, so that nothing changes
 * @param patience  the milliseconds to wait for other writers
 * @returns         whether the file was replaced
 * @throws          the error of the system or of the function; an Error if another writer keeps the lock
 */
export async function updateFile (
  path: string, change: (before: Buffer | undefined) => string | undefined, patience = PATIENCE
): Promise<boolean> {
  const target = await realPath(path)
  const temporary = `${target}.lock`
  const handle = await locked(temporary, patience)
  let isReplaced = false
  try {
    const before = await ifExists(files.readFile(target))
    const after = change(before)
    if (after === undefined) return false
    await handle.writeFile(after)
    if (before !== undefined) await inherit(handle, await files.stat(target))
    await handle.sync()
    await files.rename(temporary, target)
    isReplaced = true
    return true
  } finally {
    await handle.close()
    if (!isReplaced) await files.rm(temporary, { force: true })
  }
}

/** The name behind all symbolic links; also of a file that does not exist, in a directory that does. */
async function realPath (path: string): Promise<string> {
  return await ifExists(files.realpath(path)) ?? join(await files.realpath(dirname(path)), basename(path))
}

async function locked (path: string, patience: number): Promise<files.FileHandle> {
  const end = performance.now() + patience
  for (;;) {
    try {
      return await files.open(path, 'wx', 0o644)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      // The message has the whole path, however long, because a person copies it.
      if (performance.now() > end) throw new Error(`Another writer has locked the file. If none is running, remove ${escapeText(JSON.stringify(path))}.`)
    }
    await pause(RETRY)
  }
}

/** Gives a new file the mode and the owner of the old one, and a later time, even if the clock was set back. */
async function inherit (handle: files.FileHandle, { mode, uid, gid, mtimeMs }: Stats): Promise<void> {
  // Fails if the file belongs to another user, who could not read the new one.
  await handle.chown(uid, gid)
  await handle.chmod(mode & 0o7777)
  // Seconds as a number have no exact milliseconds.
  const later = Math.max(Date.now(), Math.floor(mtimeMs) + 2) / 1000
  await handle.utimes(later, later)
}

async function ifExists<T> (reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
