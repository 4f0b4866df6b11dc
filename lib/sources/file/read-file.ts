/** Reads a file as it is at one moment, and what identifies that moment. */
import { createHash } from 'node:crypto'
import { constants, promises as files, type BigIntStats } from 'node:fs'

/** The content of a file at one moment. */
export interface FileState {
  /** Differs if the file may have changed, without a look at its content. */
  readonly identity: string
  /** Differs if the content differs. */
  readonly version: string
  readonly bytes: Buffer
}

/** The number of bytes that are read and hashed without a pause. */
const CHUNK = 256 * 1024

/** With the second flag, which Windows does not have, opening a pipe does not wait for a writer. */
const READ_ONLY = constants.O_RDONLY | constants.O_NONBLOCK

/**
 * Reads a file, unless it is still the known one.
 *
 * @param known     the identity for which undefined is returned
 * @param maxBytes  the maximum size
 * @throws          the error of the system; an Error if the file changes meanwhile, is too large, or is not a regular file
 */
export async function readFileState (path: string, maxBytes: number, known?: string): Promise<FileState | undefined> {
  // Systems that cache the attributes of remote files get new ones when a file is opened.
  const handle = await files.open(path, READ_ONLY)
  try {
    const stat = await handle.stat({ bigint: true })
    const identity = identityOf(stat)
    if (identity === known) return undefined
    if (!stat.isFile()) throw new Error('It is not a regular file.')
    if (stat.size > maxBytes) throw new Error(`The file has ${stat.size} bytes, and the maximum is ${maxBytes}. Use a smaller file, or increase \`maxOrigins\` of a source.`)
    const bytes = Buffer.allocUnsafeSlow(Number(stat.size))
    const hash = createHash('sha256')
    let length = 0
    let bytesRead: number
    do {
      ({ bytesRead } = await handle.read(bytes, length, Math.min(CHUNK, bytes.length - length), length))
      hash.update(bytes.subarray(length, length + bytesRead))
      length += bytesRead
    } while (bytesRead > 0)
    if (identityOf(await handle.stat({ bigint: true })) !== identity) throw new Error('The file has changed while it was read.')
    const version = `${stat.ino}-${stat.size}-${stat.mtimeNs}-${hash.digest('hex').slice(0, 32)}`
    return { identity, version, bytes: bytes.subarray(0, length) }
  } finally {
    await handle.close()
  }
}

/** The time of the last change of attributes is part of it, because programs can set the time of the last change of the content. */
function identityOf ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev}-${ino}-${size}-${mtimeNs}-${ctimeNs}`
}
