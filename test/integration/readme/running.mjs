/**
 * A process that runs examples, one after another, so that Fastify and the package are loaded once for all. The parent sends
 * the folder, the file and the environment of each. An example has ended when nothing of it is left that Node would wait for,
 * which its own process would end by. Then a NUL ends its output and its errors, and the parent gets its exit status.
 */
import { subscribe } from 'node:diagnostics_channel'
import { pathToFileURL } from 'node:url'

/** @typedef {{ readonly cwd: string, readonly file: string, readonly env: Record<string, string> }} Job */
/** @typedef {{ addHook (name: 'onListen', hook: () => Promise<void>): void, close (): Promise<void> }} App */

/** The applications of the example. @type {App[]} */
let apps = []
/** Settled when one of them listens on all addresses. Fastify cannot be closed before. */
let listening = newPromise()

subscribe('fastify.initialization', message => {
  const app = /** @type {{ fastify: App }} */ (message).fastify
  apps.push(app)
  const { resolve } = listening
  app.addHook('onListen', async () => resolve())
})

let isRunning = false
let isLoaded = false

function newPromise () {
  let settle = () => {}
  const promise = /** @type {Promise<void>} */ (new Promise(resolve => { settle = resolve }))
  return { promise, resolve: settle }
}

/** @param {Job} job */
async function start ({ cwd, file, env }) {
  isRunning = true
  isLoaded = false
  apps = []
  listening = newPromise()
  // Otherwise the process waits for the parent, and never for nothing.
  process.channel?.unref()
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  // An error ends the process, as it does where the example is the program.
  await import(pathToFileURL(file).href)
  isLoaded = true
}

/** Ends an example that serves until someone stops it. */
async function stop () {
  await listening.promise
  for (const app of apps) await app.close()
}

process.on('message', (/** @type {Job | 'stop'} */ message) => {
  if (message === 'stop') stop()
  else start(message)
})

process.on('beforeExit', () => {
  if (!isRunning) return
  isRunning = false
  // https://nodejs.org/api/process.html#exit-codes: 13 if an await of the program never ends
  const status = process.exitCode ?? (isLoaded ? 0 : 13)
  process.exitCode = undefined
  process.stdout.write('\0')
  process.stderr.write('\0')
  process.channel?.ref()
  process.send?.({ status })
})
