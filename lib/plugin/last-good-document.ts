/** A copy of the last good document on disk, for a start without the store. What fails here is only logged. */
import { randomUUID } from 'node:crypto'
import { promises as files } from 'node:fs'
import type { FastifyBaseLogger } from 'fastify'
import type { CorsPolicyDocument } from '../../types/policy.ts'

export class LastGood {
  readonly #path: string
  readonly #log: FastifyBaseLogger

  constructor (path: string, log: FastifyBaseLogger) {
    this.#path = path
    this.#log = log
  }

  /** Returns the copy; undefined if there is none yet, or if it cannot be used. */
  async read (validate: (document: unknown) => CorsPolicyDocument | Promise<CorsPolicyDocument>): Promise<CorsPolicyDocument | undefined> {
    try {
      return await validate(JSON.parse(await files.readFile(this.#path, 'utf8')))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#log.warn({ file: this.#path, err: error }, 'The copy of the last good policy cannot be used.')
      }
      return undefined
    }
  }

  /** Replaces the copy as a whole. Several instances can share it. Never rejects. */
  async write (document: CorsPolicyDocument): Promise<void> {
    const temporary = `${this.#path}.${randomUUID()}`
    try {
      const handle = await files.open(temporary, 'wx')
      try {
        await handle.writeFile(`${JSON.stringify(document, null, 2)}\n`)
        // Otherwise, a loss of power could leave an empty file with the name of the copy.
        await handle.sync()
      } finally {
        await handle.close()
      }
      await files.rename(temporary, this.#path)
    } catch (error) {
      // `force` is for a file that is missing, not for a folder that cannot be used.
      await files.rm(temporary, { force: true }).catch(() => undefined)
      this.#log.warn({ file: this.#path, err: error }, 'The copy of the last good policy cannot be written.')
    }
  }
}
