/** A server that does all as it should, on loopback, and ways to spoil it. */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { CheckFinding, CheckOptions } from '../../../types/check.ts'
import { checkEndpoint } from '../../../lib/check.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { certificate } from './certificate.ts'

export const APP = 'https://app.example.com'
export const ADMIN = 'https://admin.example.com'

/** Where the resource is. */
export const PATH = '/api/orders'

/** An answer that is still to be sent. */
export interface Draft {
  /** 0 hangs up. */
  status: number
  /** In their order. */
  lines: Array<[name: string, value: string]>
}

/** Spoils an answer. */
export type Change = (draft: Draft, request: IncomingMessage) => void

export const OPTIONS: CheckOptions = { allowedOrigins: [APP, ADMIN], credentials: true, methods: ['GET', 'PUT'], requestHeaders: ['content-type'], rate: 100_000 }

/** In place of what is said of pages above. */
export const NO_PAGES: CheckOptions = { allowedOrigins: [], methods: [], requestHeaders: [] }

/** In place of all lines of the name. */
export function set (name: string, ...values: string[]): Change {
  return draft => {
    draft.lines = [...draft.lines.filter(line => line[0].toLowerCase() !== name.toLowerCase()), ...values.map((value): [string, string] => [name, value])]
  }
}

/** One line more. */
export function add (name: string, value: string): Change {
  return ({ lines }) => { lines.push([name, value]) }
}

/** Leaves all lines of the names out. */
export function drop (...names: string[]): Change {
  return draft => { draft.lines = draft.lines.filter(([name]) => !names.includes(name.toLowerCase())) }
}

export function valueOf ({ lines }: Draft, name: string): string | undefined {
  return lines.find(line => line[0].toLowerCase() === name)?.[1]
}

export function isPreflight ({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

/** Only where it holds. */
export function where (holds: (request: IncomingMessage, draft: Draft) => boolean, ...changes: readonly Change[]): Change {
  return (draft, request) => {
    if (holds(request, draft)) for (const change of changes) change(draft, request)
  }
}

export function all (...changes: readonly Change[]): Change {
  return (draft, request) => { for (const change of changes) change(draft, request) }
}

/** As it should be: two origins with credentials, two methods, one header, and what browsers want to be told. */
function correct (request: IncomingMessage): Draft {
  const { method, url, headers: { origin } } = request
  const isThere = url!.split('?')[0] === PATH
  const draft: Draft = {
    status: isPreflight(request) ? 204 : !isThere ? 404 : method === 'GET' || method === 'HEAD' ? 200 : 405,
    lines: [
      ['Vary', 'Origin'],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
      ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"]
    ]
  }
  if (origin === APP || origin === ADMIN) {
    draft.lines.push(['Access-Control-Allow-Origin', origin], ['Access-Control-Allow-Credentials', 'true'])
    if (isPreflight(request)) draft.lines.push(['Access-Control-Allow-Methods', 'GET, PUT'], ['Access-Control-Allow-Headers', 'content-type'], ['Access-Control-Max-Age', '600'])
    else draft.lines.push(['Access-Control-Expose-Headers', 'x-total'])
  }
  if (!isPreflight(request)) draft.lines.push(['Content-Type', 'application/json'])
  return draft
}

function listenerOf (change: Change): RequestListener {
  return (request, response) => {
    const draft = correct(request)
    change(draft, request)
    if (draft.status === 0) {
      request.socket.destroy()
      return
    }
    response.sendDate = false
    response.writeHead(draft.status, draft.lines.flat())
    response.end(draft.status === 204 || draft.status === 304 || request.method === 'HEAD' ? undefined : '{}')
  }
}

export interface Found extends CheckFinding {
  /** Severity and id, which rows of tables compare. */
  readonly short: string
}

/** Checks a server that is changed so. */
export async function findingsOf (change: Change, options: CheckOptions = {}, path = PATH): Promise<readonly Found[]> {
  return await checkWith(createServer(listenerOf(change)), 'http://127.0.0.1', { ...OPTIONS, ...options }, path)
}

/** The same over TLS, under a name that is none of loopback's unless it is given. */
export async function findingsOverTls (change: Change, options: CheckOptions = {}, host = 'api.example.com'): Promise<readonly Found[]> {
  const server = createSecureServer(certificate(), listenerOf(change))
  const resolve = /^[\d.]+$/.test(host) ? {} : { resolve: '127.0.0.1' }
  return await checkWith(server, `https://${host}`, { ...OPTIONS, ...resolve, insecure: true, ...options }, PATH)
}

/** The same over plain http, under a name. */
export async function findingsUnder (host: string, change: Change, options: CheckOptions = {}): Promise<readonly Found[]> {
  return await checkWith(createServer(listenerOf(change)), `http://${host}`, { ...OPTIONS, resolve: '127.0.0.1', ...options }, PATH)
}

async function checkWith (server: Server, origin: string, options: CheckOptions, path: string): Promise<readonly Found[]> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const { findings } = await checkEndpoint(`${origin}:${(server.address() as AddressInfo).port}${path}`, options)
    for (const finding of findings) assertWhole(finding)
    return findings.map(finding => ({ ...finding, short: `${finding.severity} ${finding.id}` }))
  } finally {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

/** Words, what is expected, what is seen, and exchanges that show it: none of a finding is empty, and nothing absent is named. */
function assertWhole ({ id, message, expected, actual: seen, why, recommendation, reference: source, exchanges }: CheckFinding): void {
  for (const list of [expected, seen, exchanges]) assert.ok(list.length > 0, id)
  for (const text of [message, why, recommendation, ...expected, ...seen]) assert.doesNotMatch(text, /undefined|\bnull\b|NaN|^$/, `${id}: ${text}`)
  assert.match(message, /^[A-Z].*[.]$/s, id)
  assert.match(source, /^https:\/\//, id)
  assert.ok(exchanges.every(({ answer }) => answer !== undefined), id)
}

/** What one probe found, once each. */
export function ofProbe (id: string, findings: readonly Found[]): readonly string[] {
  const { kinds, area } = PROBES.find(probe => probe.id === id)!
  return [...new Set(findings.filter(finding => finding.area === area && finding.id in kinds).map(({ short }) => short))].sort()
}

/** A fault: words, what is changed, what the probe says. */
export type Fault = readonly [title: string, change: Change, found: readonly string[], options?: CheckOptions]
