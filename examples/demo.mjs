/**
 * The runnable demonstration: an API whose policy is a JSON file, requests to it over real sockets, and a
 * page that sends them from a browser. Build the package first.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { DOCS, buildApi } from './api.mjs'
import { API, OTHER, PAGE, exchanges } from './exchanges.mjs'
import { buildPageServer } from './page-server.mjs'
import { heading, row, summary } from './table.mjs'
import { perform } from './wire.mjs'

const USAGE = `usage: node examples/demo.mjs [--once] [--policy FILE]
  --once         end after the table; the exit code is 1 if a response differs from what the policy says
  --policy FILE  another policy than examples/policy.json`

// A reader such as `head` can end before the demonstration does.
process.stdout.on('error', () => {})

const options = readArguments()
if (options !== undefined) {
  /** @type {import('fastify').FastifyInstance[]} */
  const servers = []
  try {
    await run(options, servers)
  } catch (error) {
    console.error(explain(/** @type {NodeJS.ErrnoException & { port?: number }} */ (error)))
    process.exitCode = 1
    await close(servers)
  }
}

/**
 * @param {{ once: boolean, policy: string | URL }} options
 * @param {import('fastify').FastifyInstance[]} servers
 */
async function run ({ once, policy }, servers) {
  const api = buildApi(JSON.parse(await readFile(policy, 'utf8')))
  servers.push(api, buildPageServer(), buildPageServer())
  for (const [index, origin] of [API, PAGE, OTHER].entries()) {
    await servers[index]?.listen({ host: 'localhost', port: Number(new URL(origin).port) })
  }

  const outcomes = []
  console.log(heading())
  for await (const outcome of perform(exchanges)) {
    outcomes.push(outcome)
    console.log(row(outcome))
  }
  console.log(summary(outcomes))

  if (once) {
    if (outcomes.some(({ ok }) => !ok)) process.exitCode = 1
    await close(servers)
    return
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => close(servers))
  console.log(`\nThe policies as a page: ${API}${DOCS}`)
  console.log(`The exchanges in your own browser: ${PAGE}/ (stop with Ctrl+C)`)
}

/** @param {import('fastify').FastifyInstance[]} servers */
async function close (servers) {
  await Promise.all(servers.map((server) => server.close()))
}

function readArguments () {
  try {
    const { values } = parseArgs({
      options: { once: { type: 'boolean' }, policy: { type: 'string' }, help: { type: 'boolean' } }
    })
    if (values.help) console.log(USAGE)
    else return { once: values.once ?? false, policy: values.policy ?? new URL('policy.json', import.meta.url) }
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n${USAGE}`)
    process.exitCode = 2
  }
}

/** @param {NodeJS.ErrnoException & { port?: number }} error */
function explain (error) {
  if (error.code === 'EADDRINUSE') return `Port ${error.port} is in use: the demonstration needs 8090, 8091 and 8092.`
  return error.message
}
