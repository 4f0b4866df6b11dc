/** Situations that were measured in three browsers, and what the model says about them, in the same form. */
import { readFileSync } from 'node:fs'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import type { CacheMode, CredentialsMode, Engine, HeaderLine, PageRequest, PreflightCacheEntry, SentRequest, ServerResponse } from '../../../types/browser.ts'

interface Answer {
  readonly status?: number
  readonly headers?: readonly HeaderLine[]
  readonly body?: string
  readonly raw?: string
  readonly noLength?: boolean
}

interface Hop {
  /** A list has the responses in order; the last one is for all further requests. */
  readonly preflight?: Answer | readonly Answer[]
  readonly response?: Answer | readonly Answer[]
}

interface Step {
  readonly js?: string
  /** Milliseconds before the step. */
  readonly wait?: number
  readonly request?: {
    readonly host?: Host
    readonly url?: string
    /** The part of the URL after the path. */
    readonly rest?: string
    readonly method?: string
    readonly headers?: readonly HeaderLine[]
    readonly credentials?: CredentialsMode
    readonly body?: string
    readonly mode?: PageRequest['mode']
    readonly api?: 'xhr'
    readonly uploadListener?: boolean
    readonly cache?: CacheMode
    readonly referrerPolicy?: NonNullable<PageRequest['referrerPolicy']>
    readonly redirect?: string
    readonly json?: boolean
    readonly stream?: boolean
  }
}

export interface Measured {
  readonly steps: readonly string[]
  readonly exposed: readonly (readonly string[] | null)[]
  readonly requests: readonly string[]
}

export interface Situation {
  readonly id: string
  /** The page: that of `app`, one with the referrer policy `no-referrer`, or one with the URL after `url:`. */
  readonly sender: string
  readonly hops: readonly Hop[]
  readonly steps: readonly Step[]
  readonly engines: Readonly<Record<'chromium' | 'firefox' | 'webkit', Measured>>
}

const HOSTS = { app: 'http://app.test:8001', api: 'http://api.test:8002', other: 'http://other.test:8003' }
type Host = keyof typeof HOSTS

export const { situations } = JSON.parse(readFileSync(new URL('../../vectors/engines.json', import.meta.url), 'utf8')) as
  { readonly situations: readonly Situation[] }

/** Whether the model covers a situation: requests of `fetch()` or `XMLHttpRequest` of one page. */
export function isComparable ({ id, sender, steps }: Situation): boolean {
  return (sender === 'app' || sender === 'noref') && steps.every(({ request }) => request !== undefined && request.redirect === undefined) &&
    // Here, a visit of the URL comes first.
    id !== 'ck-cross-site-visited'
}

function nth<Item> (items: Item | readonly Item[], n: number): Item {
  return Array.isArray(items) ? items[Math.min(n, items.length - 1)] : items as Item
}

function filled (value: string, id: string): string {
  return value.replace(/\{\{(\w+)\}\}/g, (_text, name: string) => name === 'k' ? id : HOSTS[name as Host])
}

function responseOf ({ raw, status = 200, headers = [], body = 'ok', noLength }: Answer, id: string): ServerResponse {
  if (raw !== undefined) {
    const [start = '', ...lines] = raw.split('\r\n\r\n')[0]!.split('\r\n')
    return { status: Number(start.split(' ')[1]), headers: lines.map((line): HeaderLine => line.split(/: (.*)/s) as unknown as HeaderLine) }
  }
  const framing: HeaderLine[] = noLength === true || status === 204 || status === 304 ? [] : [['Content-Length', String(body.length)]]
  return { status, headers: [...headers.map(([name, value]): HeaderLine => [name, filled(value, id)]), ...framing] }
}

function pageRequest ({ id, sender }: Situation, { request = {} }: Step): PageRequest {
  const { host = 'api', rest = '', url, body, json, stream, api, headers = [], referrerPolicy, ...same } = request
  const text = body !== undefined && !headers.some(([name]) => name.toLowerCase() === 'content-type')
  const type: HeaderLine[] = json ? [['Content-Type', 'application/json']] : text ? [['Content-Type', 'text/plain;charset=UTF-8']] : []
  return {
    ...same,
    origin: HOSTS.app,
    url: url === undefined ? `${HOSTS[host]}/k/${id}/0${rest}` : filled(url, id),
    headers: [...headers, ...type],
    api: api ?? 'fetch',
    body: stream ? 'stream' : body !== undefined || json ? 'bytes' : undefined,
    referrerPolicy: referrerPolicy ?? (sender === 'noref' ? 'no-referrer' : undefined)
  }
}

function described ({ kind, method, url, headers }: SentRequest): string {
  // The measurement has the first 300 characters of each value.
  const lines = headers.filter(([name]) => name === 'origin' || name.startsWith('access-control-'))
    .map(([name, value]) => `${name}: ${value.slice(0, 300)}`).sort()
  return [method, new URL(url).port, kind === 'preflight' ? kind : 'response', lines.join('; ')].join(' ').trim()
}

/** What the model says about a situation, in the words of the measurement. */
export function concluded (situation: Situation, engine: Engine): Measured {
  const { id, hops } = situation
  const steps: string[] = []
  const exposed: (readonly string[] | null)[] = []
  const requests: string[] = []
  const counts = new Map<string, number>()
  let cache: readonly PreflightCacheEntry[] = []
  let now = 0
  for (const step of situation.steps) {
    now += (step.wait ?? 0) / 1000
    const server = (sent: SentRequest): ServerResponse | undefined => {
      requests.push(described(sent))
      const hop = parseInt(new URL(sent.url).pathname.split('/')[3]!)
      const answers = hops[hop]?.[sent.kind === 'preflight' ? 'preflight' : 'response']
      if (answers === undefined) return undefined
      const key = `${sent.kind} ${hop}`
      const count = counts.get(key) ?? 0
      counts.set(key, count + 1)
      return responseOf(nth(answers, count), id)
    }
    const simulated = simulateFetch(pageRequest(situation, step), server, { engine, cache, now })
    cache = simulated.cache
    const { outcome, response } = simulated
    steps.push(outcome === 'allow' ? `allow ${response!.status}` : outcome)
    exposed.push(response === undefined ? null : response.headers.map(([name]) => name))
  }
  return { steps, exposed, requests }
}

/** A measurement in the form of the model: headers in one order, and repeated requests once, because browsers retry. */
export function normalized ({ steps, exposed, requests }: Measured): Measured {
  const sorted = requests.map(request => {
    const [, start = '', rest = ''] = /^(\S+ \d+ \w+) ?(.*)$/.exec(request) ?? []
    return `${start} ${rest.split('; ').sort().join('; ')}`.trim()
  })
  return { steps, exposed, requests: sorted.filter((request, i) => request !== sorted[i - 1]) }
}
