/**
 * The demonstration of tenants: two instances of `server.mjs`, each a process, with one store. The first instance adds and removes
 * origins, while pages of these origins send requests to both. It prints whether a browser allows each response, and how long a change took.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { scriptedServer, simulateFetch } from 'fastify-cors-policy/browser'

const USAGE = `usage: npm run demo:tenants -- [--store file|redis|postgres] [--at FILE_OR_URL]
  --store  where the origins are; a file by default
  --at     the path of the file (*.json), or the URL of the server`

const TENANTS = [['tea-house', 'https://tea.example'], ['cakes', 'https://cakes.example'], ['cakes', 'https://pies.example']]

/** Milliseconds until a change must count in each instance. Without messages, an instance reads the store each second. */
const LIMIT = 10_000

// A reader such as `head` can end before the demonstration does.
process.stdout.on('error', () => {})

/** @typedef {{ url: string, end: () => Promise<void> }} Instance */

/** @type {Instance[]} */
const instances = []
const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-demo-'))
try {
  const { store, at } = readArguments()
  const args = ['--store', store, ...at === undefined ? [] : ['--at', at]]
  for (let i = 0; i < 2; i++) instances.push(await start(args))
  console.log(`Two instances: ${instances.map(({ url }) => url).join(' and ')}, store: ${store}.`)
  console.log('The first one changes the store. Pages of the origin send requests to both, until both responses are as the store says.\n')
  await run()
} catch (error) {
  console.error(/** @type {Error} */ (error).message)
  process.exitCode = 1
} finally {
  await Promise.all(instances.map(({ end }) => end()))
  rmSync(folder, { recursive: true })
}

function readArguments () {
  try {
    const { store, at } = parseArgs({ options: { store: { type: 'string', default: 'file' }, at: { type: 'string' } } }).values
    if (!['file', 'redis', 'postgres'].includes(store)) throw new Error(`The store ${JSON.stringify(store)} is unknown, or not shared by two processes.`)
    return { store, at: at ?? (store === 'file' ? join(folder, 'tenants.json') : undefined) }
  } catch (error) {
    throw new Error(`${/** @type {Error} */ (error).message}\n${USAGE}`)
  }
}

/** @param {string[]} args @returns {Promise<Instance>} */
async function start (args) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('server.mjs', import.meta.url)), ...args], {
    env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = once(child, 'exit')
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => [])])
  const [, url] = /^listening on (.+)$/.exec(line) ?? []
  if (url === undefined) throw new Error('An instance does not start.')
  return {
    url,
    async end () {
      child.kill()
      await ended
    }
  }
}

async function run () {
  console.log(row('change', 'instance 1', 'instance 2'))
  /** @type {Record<string, number[]>} */
  const times = { add: [], remove: [] }
  for (const [tenant = '', origin = ''] of TENANTS) {
    await change('DELETE', tenant, origin)
    await follow(tenant, origin, 'blocked', `at first, ${origin}`, performance.now())
    for (const [name, method, expected] of [['add', 'PUT', 'allowed'], ['remove', 'DELETE', 'blocked']]) {
      const from = performance.now()
      const changed = change(/** @type {string} */ (method), tenant, origin)
      const slowest = await follow(tenant, origin, /** @type {string} */ (expected), `${name} ${origin} of ${tenant}`, from)
      times[/** @type {string} */ (name)]?.push(slowest)
      await changed
    }
  }
  const slowest = Object.entries(times).map(([name, each]) => `${name} ${Math.max(...each).toFixed(0)} ms`)
  console.log(`\nBoth instances followed every change. The slowest: ${slowest.join(', ')}.`)
}

/** The dashboard of a tenant. @param {string} method @param {string} tenant @param {string} origin */
async function change (method, tenant, origin) {
  const response = await fetch(`${instances[0]?.url}/tenants/${tenant}/origins`, {
    method, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ origin })
  })
  if (!response.ok) throw new Error(`The change was refused: ${await response.text()}`)
}

/**
 * Sends requests to both instances until each response is as expected, and prints the times.
 * @param {string} tenant @param {string} origin @param {string} expected @param {string} what @param {number} from
 * @returns {Promise<number>} milliseconds of the slower one
 */
async function follow (tenant, origin, expected, what, from) {
  const times = await Promise.all(instances.map(async ({ url }) => {
    for (;;) {
      const outcome = await outcomeOf(`${url}/widget/${tenant}/menu`, origin)
      const took = performance.now() - from
      if (outcome === expected) return took
      if (took > LIMIT) throw new Error(`${what}: ${url} is still ${outcome}.`)
      await pause(1)
    }
  }))
  console.log(row(what, ...times.map((time) => what.startsWith('at first') ? expected : `${expected} after ${time.toFixed(0)} ms`)))
  return Math.max(...times)
}

/** A page of the origin, in a browser: whether it can read the response. @param {string} url @param {string} origin */
async function outcomeOf (url, origin) {
  const { status, headers } = await fetch(url, { headers: { origin } })
  const { outcome } = simulateFetch({ origin, url, method: 'GET' }, scriptedServer([{ response: { status, headers: [...headers] } }]))
  return outcome === 'allow' ? 'allowed' : 'blocked'
}

/** @param {string[]} cells */
function row (...cells) {
  return cells.map((cell, i) => cell.padEnd(i === 0 ? 46 : 24)).join('').trimEnd()
}
