/** Random sequences of requests to one URL, for the preflight cache: immediately and later. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Engine, HeaderLine, ScriptedResponses, PageRequest, PreflightCacheEntry } from '../../../types/browser.ts'
import { random, type Random } from '../../unit/properties/seeded-random.ts'
import type { Exchange, ExchangeCase } from './exchange.ts'
import { converse, type Comparison } from './conclusion.ts'

/** Milliseconds after which an entry for 5 seconds has expired. */
const LATER = 7_000
/** Number of URLs per turn: as many as Firefox keeps, and so few that the last one is requested again within 5 seconds. */
const BATCH = 100

const MAX_AGES = [
  undefined, '0', '-1', '60', '600', '600', '600', '600', ' 600 ', '0600', '600,600', 'abc', '60s', '1.5', '',
  '99999999999999999999', '-99999999999999999999', '9223372036854775807', '9223372036854775808', '-abc', '+600', '-0', '\v600', '600\f', '+', '++6'
]

/** One request to the URL of a sequence, and its responses. */
function step (source: Random, key: string, url: string, sender: ExchangeCase['sender'], maxAge: HeaderLine[]): ExchangeCase {
  const names = ['x-a', 'X-B', 'Authorization', 'Accept'].filter(() => source.chance(0.2))
  if (source.chance(0.1)) names.push(source.pick(['If-Match', 'If-None-Match', 'If-Modified-Since', 'If-Unmodified-Since', 'If-Range']))
  const credentials = source.pick<PageRequest['credentials']>(['omit', 'omit', 'omit', 'include'])
  const origin = sender === 'null' ? 'null' : new URL(url.replace('api.test', sender)).origin
  const sharing: HeaderLine[] = [
    ['Access-Control-Allow-Origin', source.chance(0.05) ? 'null' : origin], ['Access-Control-Allow-Credentials', 'true']
  ]
  const methods = source.pick(['*', 'PUT', 'PUT, DELETE', 'DELETE, *', 'PUT, DELETE, PATCH', 'PUT, HEAD', ''])
  const allowed = source.pick(['*', '*, authorization', 'x-a', 'x-a, x-b, authorization', 'X-A, X-B', '', 'x-a, if-match, if-none-match, if-modified-since, if-unmodified-since, if-range'])
  const preflight: ScriptedResponses['preflight'] = {
    status: source.chance(0.9) ? 204 : 500,
    headers: [...sharing, ['Access-Control-Allow-Methods', methods], ['Access-Control-Allow-Headers', allowed], ...maxAge]
  }
  const fragment = source.chance(0.05) ? '#part' : ''
  const isXhr = source.chance(0.15)
  return {
    key,
    sender,
    request: {
      api: isXhr ? 'xhr' : 'fetch',
      url: url + fragment,
      method: source.pick(['GET', 'HEAD', 'POST', 'PUT', 'PUT', 'PUT', 'DELETE', 'PATCH']),
      headers: names.map((name) => [name, '1']),
      credentials: isXhr && credentials === 'omit' ? 'same-origin' : credentials,
      cache: !isXhr && source.chance(0.1) ? source.pick(['no-store', 'reload', 'no-cache', 'force-cache']) : undefined
    },
    // The HTTP cache must not respond either.
    hops: [{ preflight, response: { status: 200, headers: [...sharing, ['Cache-Control', 'no-store']] } }]
  }
}

interface Sequence {
  readonly steps: ExchangeCase[]
  cache: readonly PreflightCacheEntry[]
  /** An entry may have just expired, so the following requests cannot be predicted. */
  isUncertain: boolean
}

function sequence (source: Random, key: string, origins: Exchange['origins']): Sequence {
  const value = source.pick(MAX_AGES)
  const line: HeaderLine[] = value === undefined ? [] : [['Access-Control-Max-Age', value]]
  const maxAge = source.chance(0.05) ? [...line, ...line] : line
  const sender = source.pick<ExchangeCase['sender']>(['app.test', 'app.test', 'app.test', 'app.test', 'null'])
  const length = source.chance(0.05) ? 1_100 : 1
  const url = `${origins['api.test']}/${key}/0?${'q'.repeat(length)}`
  return { steps: Array.from({ length: 4 }, () => step(source, key, url, sender, maxAge)), cache: [], isUncertain: false }
}

/** Equal requests whose preflight every browser keeps for minutes, so that it is found in the cache however slow the machine is. */
function keptSequence (key: string, origins: Exchange['origins']): Sequence {
  const sharing: HeaderLine[] = [['Access-Control-Allow-Origin', origins['app.test']]]
  const kept: ExchangeCase = {
    key,
    sender: 'app.test',
    request: { api: 'fetch', url: `${origins['api.test']}/${key}/0`, method: 'PUT', headers: [], credentials: 'omit' },
    hops: [{
      preflight: { status: 204, headers: [...sharing, ['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Max-Age', '600']] },
      response: { status: 200, headers: [...sharing, ['Cache-Control', 'no-store']] }
    }]
  }
  return { steps: [kept, kept, kept, kept], cache: [], isUncertain: false }
}

/** Performs sequences at a number of URLs. Returns how many requests found their preflight in the cache, and the differences. */
export async function runSequences (
  exchange: Exchange, engine: Engine, { ofModel, ofBrowser }: Comparison, urls: number, seed: number
): Promise<{ disagreements: unknown[], hits: number }> {
  const source = random(seed)
  const disagreements: unknown[] = []
  let hits = 0
  for (let n = 0; n < urls; n += BATCH) {
    // Seconds between the first and the last preflight of a turn.
    let longest = 0
    const sequences = Array.from({ length: Math.min(BATCH, urls - n) },
      (_, i) => sequence(source, `url-${n + i}`, exchange.origins))
    sequences[0] = keptSequence(`url-${n}`, exchange.origins)
    for (const turn of [0, 1, 2, 3]) {
      if (turn === 3) await delay(LATER)
      const now = Date.now() / 1000
      const observed = await exchange.perform(sequences.map(({ steps }) => steps[turn]!))
      const end = Date.now() / 1000
      longest = Math.max(longest, end - now)
      for (const one of sequences) {
        one.isUncertain ||= one.cache.some(({ expires }) => expires > now - longest && expires < end + longest)
        if (one.isUncertain) continue
        const asked = one.steps[turn]!
        const conversation = converse(asked, exchange.origins, { engine, cache: one.cache, now })
        const model = ofModel(asked, conversation)
        const actual = ofBrowser(asked, observed.get(asked.key)!, conversation)
        hits += conversation.hops.filter(({ cached }) => cached).length
        if (JSON.stringify(model) !== JSON.stringify(actual)) {
          disagreements.push({ steps: one.steps.slice(0, turn + 1), cache: one.cache, model, actual })
        }
        one.cache = conversation.cache
      }
    }
  }
  return { disagreements, hits }
}
