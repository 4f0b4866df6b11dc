/** A policy document in a file. */
import { createHash } from 'node:crypto'
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import type {
  CorsDocumentConnection, CorsDocumentStore, CorsDocumentStoreOptions, CorsDocumentWriter, CorsStoredDocument
} from '../../../types/document-store.ts'
import type { CorsPolicyIssue } from '../../../types/report.ts'
import { digestOf } from '../../digest.ts'
import { plainJson } from '../../json/plain.ts'
import { ChangeWatch } from '../change-watch.ts'
import { FollowedFile } from '../file/followed-file.ts'
import { assertPath } from '../file/path.ts'
import { updateFile } from '../file/update-file.ts'
import { documentIn, problemText, newDocument, previousIn, publicationOf, storedDocument } from './stored-text.ts'

/** The bytes of the largest file: much more than any policy has. */
const MAX_BYTES = 100_000_000

/**
 * Creates a store of the document in a file, for the option `policy`. `fileDocumentWriter` changes it; other programs replace it with
 * `rename`, or overwrite it.
 *
 * The file has JSON, and a file `*.jsonc` can have comments and trailing commas. A file that is missing, empty or that has changed in the
 * last 50 milliseconds is not read.
 *
 * @throws CorsPolicyError for a value that is not a path
 */
export function fileDocument (path: string, options: CorsDocumentStoreOptions = {}): CorsDocumentStore {
  assertPath(path)
  return { ...options, description: `file ${path}`, connect: () => connect(resolve(path), options.deadline ?? 1000) }
}

/** A text that is not a document stays so for the whole wait, so it is not a part of one that is being written. */
class NotJson extends Error {
  readonly version: string
  readonly problem: string | CorsPolicyIssue

  constructor (problem: string | CorsPolicyIssue, text: string) {
    super(problemText(problem))
    this.problem = problem
    this.version = `not JSON ${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
  }
}

async function connect (path: string, deadline: number): Promise<CorsDocumentConnection> {
  const parse = (bytes: Buffer): unknown => {
    if (bytes.length === 0) throw new Error('The file is empty.')
    const text = textOf(path, bytes)
    const stored = storedDocument('', text)
    if ('problem' in stored) throw new NotJson(stored.problem, text)
    return stored.document
  }
  const file = new FollowedFile(path, { parse, deadline, maxBytes: MAX_BYTES })
  let watch: ChangeWatch | undefined
  let last: CorsStoredDocument | undefined
  const version = async (): Promise<string> => {
    try {
      const version = await file.version()
      last = { version, document: file.content }
    } catch (error) {
      if (!(error instanceof NotJson)) throw error
      last = { version: error.version, problem: error.problem }
    }
    return last.version
  }
  const first = await version()
  return {
    version,
    read: async () => last!,
    async listen (onChange, onGap) {
      watch = new ChangeWatch(path, version, first, { onChange, onGap })
    },
    close () {
      file.close()
      watch?.end()
    }
  }
}

/**
 * Creates a writer for a file that `fileDocument` follows. Each change replaces the file as a whole, with the same mode. It has no versions,
 * and comments are lost.
 *
 * @throws CorsPolicyError for a value that is not a path
 */
export function fileDocumentWriter (path: string): CorsDocumentWriter {
  assertPath(path)
  return {
    async publish (input) {
      const next = newDocument(input)
      let before: string | undefined
      const isNew = await updateFile(path, (bytes) => {
        before = bytes === undefined ? undefined : textOf(path, bytes)
        const previous = previousIn(before)
        return previous !== undefined && digestOf(previous) === next.digest ? undefined : next.text
      })
      return publicationOf(next, undefined, isNew, before)
    },
    read: async () => documentIn(textOf(path, await files.readFile(path)), `file ${path}`)
  }
}

/** Returns the text as JSON, without a byte order mark and comments. */
function textOf (path: string, bytes: Buffer): string {
  const text = bytes.toString().replace(/^\ufeff/, '')
  return /\.jsonc$/i.test(path) ? plainJson(text).plain : text
}
