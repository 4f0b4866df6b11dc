/** A correct server on loopback, and changes that introduce faults. */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { CheckFinding, CheckOptions } from '../../../types/check.ts'
import { withExplained } from '../../../lib/check/diagnosis.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { listening } from '../../listening.ts'
import { certificate } from './certificate.ts'
import { checkBy } from './check-by.ts'

export const APP = 'https://app.example.com'
export const ADMIN = 'https://admin.example.com'

/** Path of the resource. */
export const PATH = '/api/orders'

/** A response before it is sent. */
export interface Draft {
  /** 0 closes the connection without a response. */
  status: number
  /** Header lines in order. */
  lines: Array<[name: string, value: string]>
}

/** Changes a response. */
export type Change = (draft: Draft, request: IncomingMessage) => void

export const OPTIONS: CheckOptions = { allowedOrigins: [APP, ADMIN], credentials: true, methods: ['GET', 'PUT'], requestHeaders: ['content-type'], rate: 100_000 }

/** Overrides the options about pages. */
export const NO_PAGES: CheckOptions = { allowedOrigins: [], methods: [], requestHeaders: [] }

/** Replaces all header lines of a name. */
export function set (name: string, ...values: string[]): Change {
  return draft => {
    draft.lines = [...draft.lines.filter(line => line[0].toLowerCase() !== name.toLowerCase()), ...values.map((value): [string, string] => [name, value])]
  }
}

/** Adds a header line. */
export function add (name: string, value: string): Change {
  return ({ lines }) => { lines.push([name, value]) }
}

/** Removes all header lines of the names. */
export function drop (...names: string[]): Change {
  return draft => { draft.lines = draft.lines.filter(([name]) => !names.includes(name.toLowerCase())) }
}

export function valueOf ({ lines }: Draft, name: string): string | undefined {
  return lines.find(line => line[0].toLowerCase() === name)?.[1]
}

export function isPreflight ({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

/** Applies changes if a condition holds. */
export function where (holds: (request: IncomingMessage, draft: Draft) => boolean, ...changes: readonly Change[]): Change {
  return (draft, request) => {
    if (holds(request, draft)) for (const change of changes) change(draft, request)
  }
}

export function all (...changes: readonly Change[]): Change {
  return (draft, request) => { for (const change of changes) change(draft, request) }
}

/** A correct response: two origins with credentials, two methods, one header, and security headers. */
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
  /** Severity and id, which the tables of tests compare. */
  readonly short: string
}

const ALL_PROBES = PROBES.map(({ id }) => id)

/** Returns the findings about a server with a change. */
export async function findingsOf (change: Change, options: CheckOptions = {}, path = PATH): Promise<readonly Found[]> {
  return await findingsBy(ALL_PROBES, change, options, path)
}

/** The same with some probes, see `checkBy`. */
export async function findingsBy (probes: readonly string[], change: Change, options: CheckOptions = {}, path = PATH): Promise<readonly Found[]> {
  return await checkWith(probes, createServer(listenerOf(change)), 'http://127.0.0.1', { ...OPTIONS, ...options }, path)
}

/** The same over TLS, with a host name that is not loopback by default. */
export async function findingsOverTls (probe: string, change: Change, options: CheckOptions = {}, host = 'api.example.com'): Promise<readonly Found[]> {
  const server = createSecureServer(certificate(), listenerOf(change))
  const resolve = /^[\d.]+$/.test(host) ? {} : { resolve: '127.0.0.1' }
  return await checkWith([probe], server, `https://${host}`, { ...OPTIONS, ...resolve, insecure: true, ...options }, PATH)
}

/** The same over plain HTTP, with a host name. */
export async function findingsUnder (probe: string, host: string, change: Change, options: CheckOptions = {}): Promise<readonly Found[]> {
  return await checkWith([probe], createServer(listenerOf(change)), `http://${host}`, { ...OPTIONS, resolve: '127.0.0.1', ...options }, PATH)
}

async function checkWith (probes: readonly string[], server: Server, origin: string, options: CheckOptions, path: string): Promise<readonly Found[]> {
  const { port, close } = await listening(server)
  try {
    const { findings } = await checkBy(probes, `${origin}:${port}${path}`, options)
    const all = withExplained(findings)
    for (const finding of all) assertWhole(finding)
    return all.map(finding => ({ ...finding, short: `${finding.severity} ${finding.id}` }))
  } finally {
    await close()
  }
}

/** Asserts that all texts and lists of a finding are complete. */
function assertWhole ({ id, message, expected, actual, why, recommendation, reference: source, exchanges }: CheckFinding): void {
  for (const list of [expected, actual, exchanges]) assert.ok(list.length > 0, id)
  for (const text of [message, why, recommendation, ...expected, ...actual]) assert.doesNotMatch(text, /undefined|(?<!Origin: )\bnull\b|NaN|^$/, `${id}: ${text}`)
  assert.match(message, /^[A-Z].*[.]$/s, id)
  assert.match(source, /^https:\/\//, id)
  assert.ok(exchanges.every(({ response }) => response !== undefined), id)
}

/** The unique findings of one probe. */
export function ofProbe (id: string, findings: readonly Found[]): readonly string[] {
  const { kinds, area } = PROBES.find(probe => probe.id === id)!
  return [...new Set(findings.filter(finding => finding.area === area && finding.id in kinds).map(({ short }) => short))].sort()
}

/** A row of a test table: title, change, expected findings, options. */
export type Fault = readonly [title: string, change: Change, found: readonly string[], options?: CheckOptions]
