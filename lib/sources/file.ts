/** Origins in a file. */
import { resolve } from 'node:path'
import type { CorsOriginSource, CorsSourceConnection, CorsSourceOptions } from '../../types/source.ts'
import { resolveSourceOptions } from '../lookup/options.ts'
import { ChangeWatch } from './change-watch.ts'
import { FollowedFile } from './file/followed-file.ts'
import { assertComplete, isJsonFile, linesOf, parseOriginsByKey, slicesOf, type OriginsByKey } from './file/format.ts'
import { assertPath } from './file/path.ts'
import { withImport } from './initialize.ts'

export { fileWriter } from './file/writer.ts'

/** The bytes of the longest origin, and as many again for comments and white space. */
const BYTES_PER_ORIGIN = 700

/**
 * Creates a source of the origins in a file. `fileWriter` changes it; other programs replace it with `rename`, or overwrite it.
 *
 * A file `*.json` has a list of origins, or an object with a list for each key, where the key "" is for origins without a key.
 * Any other file has one origin in each line, blank lines and comments, which begin with "#", and no keys. Each line ends with a line
 * break. A file that is missing, empty, incomplete or that has changed in the last 50 milliseconds is not read as a list.
 */
export function fileOrigins (path: string, options: CorsSourceOptions = {}): CorsOriginSource {
  assertPath(path)
  const { deadline, maxOrigins, patterns } = resolveSourceOptions(options)
  const limits = { deadline, maxBytes: maxOrigins * BYTES_PER_ORIGIN + 4096 }
  const connect = isJsonFile(path) ? connectToJson : connectToText
  return {
    ...options,
    description: `file ${path}`,
    addsWith: 'fileWriter(…).allow',
    connect: () => connect(resolve(path), limits, patterns)
  }
}

interface Limits {
  readonly deadline: number
  readonly maxBytes: number
}

async function connectToText (path: string, limits: Limits): Promise<CorsSourceConnection> {
  const parse = (bytes: Buffer): Buffer => {
    assertComplete(bytes)
    return bytes
  }
  const file = new FollowedFile(path, { parse, ...limits })
  return await connected(path, file, {
    async * load () {
      // The list is in memory only until the plugin has its own.
      const bytes = file.content ?? await file.readAgain()
      file.content = undefined
      yield * linesOf(bytes)
    }
  })
}

async function connectToJson (path: string, limits: Limits, patterns: boolean): Promise<CorsSourceConnection> {
  const parse = (bytes: Buffer): { readonly lists: OriginsByKey, readonly sets: ReadonlyMap<string, ReadonlySet<unknown>> } => {
    const lists = parseOriginsByKey(bytes)
    return { lists, sets: new Map([...lists].map(([key, list]) => [key, new Set(list)])) }
  }
  const file = new FollowedFile(path, { parse, ...limits })
  return await connected(path, file, {
    // A look-up finds exact origins only.
    ...(!patterns && { has: (origin, key) => file.content!.sets.get(key ?? '')?.has(origin) ?? false }),
    async * load () {
      yield * slicesOf(file.content!.lists.get('') as readonly string[] | undefined ?? [])
    }
  })
}

async function connected (
  path: string, file: FollowedFile<unknown>, methods: Pick<CorsSourceConnection, 'has' | 'load'>
): Promise<CorsSourceConnection> {
  let watch: ChangeWatch | undefined
  const version = (): Promise<string> => file.version()
  const first = await version().catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? withImport(error) : error
  })
  return {
    version,
    ...methods,
    async listen (onChange, onGap) {
      watch = new ChangeWatch(path, version, first, { onChange, onGap })
    },
    close () {
      file.close()
      watch?.end()
    }
  }
}
