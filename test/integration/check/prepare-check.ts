/** The command `check` in a folder of files, with three servers to check. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { Test } from 'tap'
import { run } from '../../../lib/cli.ts'
import { listening } from '../../listening.ts'

export const APP = 'https://app.example.com'
export const ALLOW = `--allow ${APP} --credentials --method PUT`
export const TOKEN = 'Bearer 0123456789.t0ken'
const SESSION = 'session-of-the-server-0123456789'

interface Output {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Allows one origin with credentials and PUT. */
const respondCorrectly: RequestListener = ({ method, headers: { origin, 'access-control-request-method': requestedMethod } }, response) => {
  const isPreflight = method === 'OPTIONS' && requestedMethod !== undefined
  const lines = ['Vary', 'Origin', 'Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff', 'Content-Security-Policy', 'default-src \'none\'; frame-ancestors \'none\'']
  if (origin === APP) {
    lines.push('Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true')
    if (isPreflight) lines.push('Access-Control-Allow-Methods', 'GET, PUT', 'Access-Control-Max-Age', '600')
  }
  response.writeHead(isPreflight ? 204 : 200, isPreflight ? lines : [...lines, 'Content-Type', 'application/json']).end(isPreflight ? undefined : '{}')
}

/** Allows any origin with credentials, and repeats secrets of the request. */
const respondOpenly: RequestListener = ({ headers: { origin, authorization, cookie } }, response) => {
  const lines = ['Set-Cookie', `sid=${SESSION}; HttpOnly`, 'Vary', `X-Echo-${String(authorization).split(' ').at(-1)}, ${String(cookie)}`, 'X-Evil', '\u009b31m|<b>']
  if (origin !== undefined) lines.push('Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true')
  response.writeHead(200, lines).end('ok')
}

const filesOf = (t: Test) => ({
  'policy.jsonc': `{ "origins": ["${APP}"], "credentials": true, // those\n "methods": ["GET", "PUT"], "maxAge": 600, "routes": { "/public/*": { "origins": "*", "credentials": false }, "/off": false } }`,
  'bad.json': '{\n  "origins": ["https://a.test/"]\n}',
  'document.mjs': `export default { origins: ['${APP}'], credentials: true }`,
  'app.mjs': `import fastify from ${JSON.stringify(new URL('../../../node_modules/fastify/fastify.js', import.meta.url).href)}\nexport default fastify()`,
  'no-report.json': '{ "version": 1, "reports": [{ "findings": [{ "id": 1 }] }] }',
  'no-findings.json': '{ "version": 1, "reports": [null] }',
  'later.json': '{ "version": 2, "reports": [] }',
  'null.json': 'null',
  'text.txt': 'no JSON',
  'report.json': '{ "version": 1, "reports": [] }',
  'copy-of-report.json': t.fixture('link', 'report.json'),
  'name-of-report.json': t.fixture('symlink', 'report.json'),
  'copy-of-policy.jsonc': t.fixture('link', 'policy.jsonc'),
  inner: { 'name-of-policy.jsonc': t.fixture('symlink', '../policy.jsonc') }
})

export async function prepareCheck (t: Test) {
  /** Received requests, by server. */
  const received = { correct: [] as IncomingMessage[], open: [] as IncomingMessage[] }
  const serve = async (listener: RequestListener, requests: IncomingMessage[] = []): Promise<string> => (await listening(createServer((request, response) => {
    requests.push(request)
    response.sendDate = false
    listener(request, response)
  }), { t })).origin
  const correct = await serve(respondCorrectly, received.correct)
  const open = await serve(respondOpenly, received.open)
  const limited = await serve((_request, response) => { response.writeHead(429).end() })
  const folder = t.testdir(filesOf(t))

  /** @param args  arguments, or a string of arguments separated by single spaces */
  async function check (args: string | readonly string[], { env = {}, terminal = false }: { env?: Record<string, string>, terminal?: boolean } = {}): Promise<Output> {
    const out: string[] = []
    const err: string[] = []
    const words = (typeof args === 'string' ? args.split(' ') : args).filter(word => word !== '')
    const isTerminal = terminal && { hasColors: () => true }
    const status = await run(['check', ...words, ...words.includes('--rate') ? [] : ['--rate', '100000']], {
      stdout: { write: text => out.push(text), ...isTerminal },
      stderr: { write: text => err.push(text), ...isTerminal },
      env,
      cwd: () => folder
    })
    return { status, stdout: out.join(''), stderr: err.join('') }
  }

  return { check, received, correct, open, limited, folder }
}
