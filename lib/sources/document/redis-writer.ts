/** Changes of the policy document in Redis or Valkey. */
import type { CorsVersionedDocumentWriter } from '../../../types/document-store.ts'
import { assertClient, plainError, sendCommand, type CorsRedisClient } from '../redis/client.ts'
import { noDocument, redisDocumentKeys } from './redis.ts'
import { assertNote, assertVersion, documentIn, newDocument, publicationOf } from './stored-text.ts'

/** The number of versions that are kept. */
const KEPT = '100'

/**
 * The time is part of the version, so that it is new even after a loss of the data. The history comes first: if it cannot be written, such as
 * without memory, nothing has changed. The message comes last, so that a read after it has the new document.
 *
 * KEYS: the hash, the history. ARGV: the channel, the text, the digest, the note, the number of versions.
 */
const PUBLISH = `
local before = redis.call('HGET', KEYS[1], 'document')
local number = tonumber(string.match(redis.call('HGET', KEYS[1], 'version') or '', '^%d+') or 0)
if before == ARGV[2] then return {0, number, before} end
local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
if newest then number = math.max(number, tonumber(string.match(newest[1], '^%d+'))) end
number = string.format('%d', number + 1)
local time = redis.call('TIME')
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[5], number .. '-0', 'at', time[1], 'digest', ARGV[3], 'note', ARGV[4], 'document', ARGV[2])
redis.call('HSET', KEYS[1], 'version', string.format('%s.%s%06d', number, time[1], time[2]), 'document', ARGV[2])
redis.call('PUBLISH', ARGV[1], number)
return {1, tonumber(number), before}`

type Entry = readonly [id: unknown, fields: readonly unknown[]]

/**
 * Creates a writer for a document that `redisDocument` follows. Each change is one script: the document, its version, the history and the
 * message to all instances change together.
 *
 * @param client  a connected client of ioredis, iovalkey or redis, which stays open
 * @throws        CorsPolicyError for an invalid name of the hash, TypeError for another client
 */
export function redisDocumentWriter (client: CorsRedisClient, { key }: { readonly key: string }): CorsVersionedDocumentWriter {
  assertClient(client, 'The client of redisDocumentWriter')
  const keys = redisDocumentKeys(key)

  async function send (...command: [name: string, ...args: string[]]): Promise<unknown> {
    try {
      return await sendCommand(client, command)
    } catch (error) {
      throw plainError(error)
    }
  }

  const writer: CorsVersionedDocumentWriter = {
    async publish (input, note = '') {
      assertNote(note)
      const next = newDocument(input)
      const [isNew, number, before] = await send('EVAL', PUBLISH, '2', keys.hash, keys.history, keys.channel, next.text, next.digest, note, KEPT) as
        [unknown, unknown, unknown]
      return publicationOf(next, Number(number), Number(isNew) === 1, textIn(before))
    },
    async read () {
      const text = textIn(await send('HGET', keys.hash, 'document'))
      if (text === undefined) throw noDocument(keys)
      return documentIn(text, `Redis hash ${key}`)
    },
    async history () {
      const entries = await send('XREVRANGE', keys.history, '+', '-') as readonly Entry[]
      return entries.map((entry) => {
        const { at, digest, note } = fieldsOf(entry)
        return { version: Number.parseInt(String(entry[0])), at: new Date(Number(at) * 1000).toISOString(), digest: digest!, note: note! }
      })
    },
    async rollBack (version, note = `roll back to version ${version}`) {
      assertVersion(version)
      const [entry] = await send('XRANGE', keys.history, `${version}-0`, `${version}-0`) as readonly Entry[]
      if (entry === undefined) throw new Error(`Redis has no version ${version} of the document. \`history\` lists the versions.`)
      return await writer.publish(documentIn(fieldsOf(entry)['document']!, `version ${version}`), note)
    }
  }
  return writer
}

function textIn (reply: unknown): string | undefined {
  return reply === null || reply === undefined ? undefined : String(reply)
}

/** The fields of an entry of a stream, which alternate with their values. */
function fieldsOf ([, fields]: Entry): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.flatMap((name, i) => i % 2 === 0 ? [[String(name), String(fields[i + 1])]] : []))
}
