/** What pages send without `fetch()`: fonts, scripts, beacons and others, and which responses they accept. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { HeaderLine } from '../../../types/browser.ts'
import type { LiteralServer } from './literal-server.ts'

const vitepress = dirname(createRequire(import.meta.url).resolve('vitepress/package.json'))
const FONT = readFileSync(join(vitepress, 'dist/client/theme-default/fonts/inter-italic-cyrillic.woff2'), 'latin1')
const IMAGE = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64').toString('latin1')

interface Kind {
  readonly title: string
  readonly type: string
  readonly body?: string
}

/** By the name that `load` knows. */
export const KINDS: Readonly<Record<string, Kind>> = {
  font: { title: 'font', type: 'font/woff2', body: FONT },
  module: { title: 'module script', type: 'text/javascript' },
  script: { title: 'script with `crossorigin`', type: 'text/javascript' },
  'script-credentials': { title: 'script with `crossorigin="use-credentials"`', type: 'text/javascript' },
  'script-plain': { title: 'script without `crossorigin`', type: 'text/javascript' },
  stylesheet: { title: 'style sheet with `crossorigin`', type: 'text/css' },
  image: { title: 'image with `crossorigin`', type: 'image/gif', body: IMAGE },
  'image-plain': { title: 'image without `crossorigin`', type: 'image/gif', body: IMAGE },
  events: { title: '`EventSource`', type: 'text/event-stream', body: 'data: x\n\n' },
  'events-credentials': { title: '`EventSource` with credentials', type: 'text/event-stream', body: 'data: x\n\n' },
  socket: { title: '`WebSocket`', type: 'text/plain' },
  'beacon-text': { title: '`sendBeacon` of a text', type: 'text/plain' },
  'beacon-json': { title: '`sendBeacon` of JSON', type: 'text/plain' },
  keepalive: { title: '`fetch()` of JSON with `keepalive`', type: 'text/plain' },
  form: { title: 'form with POST', type: 'text/html' }
}

const RESPONSES = ['nothing', 'star', 'origin'] as const

/** What a browser sends for a kind, and the least that makes it accept the response. */
export interface OtherRequest {
  /** Methods in order. The preflight is `OPTIONS`. */
  readonly sent: string
  /** `page` for the origin of the page, or what it is instead. */
  readonly origin: string
  /** The weakest response that the page can use. `not known` if the page cannot see it. */
  readonly accepts: 'any' | '*' | 'origin and credentials' | 'none' | 'not known'
}

export type Results = Readonly<Record<string, OtherRequest>>

export interface OtherCase { readonly name: string, readonly url: string }

/** Performs each kind with each response. `run` runs `load` in a page of the origin. */
export async function otherRequests (
  server: LiteralServer, page: string, api: string, run: (cases: readonly OtherCase[]) => Promise<Record<string, string>>
): Promise<Results> {
  const cases: OtherCase[] = []
  for (const [name, { type, body }] of Object.entries(KINDS)) {
    for (const response of RESPONSES) {
      const key = `${name}-${response}`
      const allows: HeaderLine[] = response === 'nothing'
        ? []
        : response === 'star'
          ? [['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Headers', '*']]
          : [['Access-Control-Allow-Origin', page], ['Access-Control-Allow-Headers', 'content-type'], ['Access-Control-Allow-Credentials', 'true']]
      server.respondAt(key, [{
        preflight: { status: 204, headers: allows },
        response: { status: name === 'socket' ? 400 : 200, headers: [...allows, ['Content-Type', type], ['Cache-Control', 'no-store']] }
      }], body)
      cases.push({ name, url: `${api}/${key}/0` })
    }
  }
  const seen = await run(cases)
  await arrived(server)
  return Object.fromEntries(Object.keys(KINDS).map((name) => {
    const received = server.receivedFor(`${name}-origin`)
    const weakest = RESPONSES.find((response) => seen[`${api}/${name}-${response}/0`] === 'loads')
    const isSeen = RESPONSES.some((response) => seen[`${api}/${name}-${response}/0`] !== 'sent')
    const origin = received.at(-1)?.headers['origin'] ?? 'absent'
    return [name, {
      sent: received.map(({ method }) => method).join(', '),
      origin: origin === page ? 'page' : origin,
      accepts: !isSeen ? 'not known' : weakest === undefined ? 'none' : ({ nothing: 'any', star: '*', origin: 'origin and credentials' } as const)[weakest]
    }]
  }))
}

/** Waits for what a browser sends in the background. */
async function arrived (server: LiteralServer): Promise<void> {
  const isMissing = (name: string): boolean => server.receivedFor(`${name}-origin`).every(({ method }) => method === 'OPTIONS')
  for (let waited = 0; Object.keys(KINDS).some(isMissing) && waited < 120_000; waited += 20) await delay(20)
}

/** Runs in the page. Returns, by URL, whether it loads, fails, or is sent without any sign. */
export async function load (cases: readonly OtherCase[]): Promise<Record<string, string>> {
  const { document } = globalThis as any
  const element = (tag: string, properties: object, attribute = 'src') => (url: string): Promise<string> => new Promise((resolve) => {
    const one = document.createElement(tag)
    one.onload = () => resolve('loads')
    one.onerror = () => resolve('fails')
    Object.assign(one, properties)
    one[attribute] = url
    document.body.append(one)
  })
  const events = (withCredentials: boolean) => (url: string): Promise<string> => new Promise((resolve) => {
    const source = new (globalThis as any).EventSource(url, { withCredentials })
    source.onmessage = () => { source.close(); resolve('loads') }
    source.onerror = () => { source.close(); resolve('fails') }
  })
  const beacon = (data: unknown) => async (url: string): Promise<string> => {
    (globalThis as any).navigator.sendBeacon(url, data)
    return 'sent'
  }
  const json = new Blob(['{}'], { type: 'application/json' })
  const loaders: Record<string, (url: string) => Promise<string>> = {
    font: (url) => new (globalThis as any).FontFace('f', `url(${url})`).load().then(() => 'loads', () => 'fails'),
    module: element('script', { type: 'module' }),
    script: element('script', { crossOrigin: 'anonymous' }),
    'script-credentials': element('script', { crossOrigin: 'use-credentials' }),
    'script-plain': element('script', {}),
    stylesheet: element('link', { rel: 'stylesheet', crossOrigin: 'anonymous' }, 'href'),
    image: element('img', { crossOrigin: 'anonymous' }),
    'image-plain': element('img', {}),
    events: events(false),
    'events-credentials': events(true),
    socket: (url) => new Promise((resolve) => {
      const socket = new (globalThis as any).WebSocket(url.replace('http:', 'ws:'))
      socket.onerror = () => resolve('sent')
    }),
    'beacon-text': beacon('text'),
    'beacon-json': beacon(json),
    keepalive: (url) => fetch(url, { method: 'POST', body: json, keepalive: true }).then(() => 'loads', () => 'fails'),
    form: async (url) => {
      const frame = document.createElement('iframe')
      frame.name = url
      const form = document.createElement('form')
      Object.assign(form, { method: 'post', action: url, target: url })
      document.body.append(frame, form)
      const loaded = new Promise((resolve) => { frame.onload = resolve })
      form.submit()
      await loaded
      return 'sent'
    }
  }
  const results: Record<string, string> = {}
  for (const { name, url } of cases) results[url] = await loaders[name]!(url)
  return results
}
