/**
 * Prints the CPU time of starting an application of 1,000 routes, in microseconds: `booting.mjs CONTENDER`. That is the time from
 * the first line to the end of `ready()`; where the contender says so, of `ready()` alone.
 */
import corsPlugin from 'fastify-cors-policy'
import fastify from 'fastify'

/**
 * Options of the plugin (none without it), what routes choose, and whether registration is awaited and `ready()` alone counts.
 * @typedef {object} Contender
 * @property {import('fastify-cors-policy').CorsPluginOptions} [options]
 * @property {(i: number) => import('fastify-cors-policy').CorsPolicyChoice | undefined} [choiceOf]
 * @property {boolean} [isAwaited]
 * @property {boolean} [isReadyAlone]
 */

/** @type {Contender} */
const small = {
  options: { origins: ['https://a.test'], policies: { other: { origins: '*' } }, routes: { '/r1/*': 'other' }, lint: 'off' },
  choiceOf: i => i % 10 === 0 ? { maxAge: i + 1 } : undefined
}

/** Something for many rules to look at. @type {(lint: 'off' | 'warn') => Contender} */
const large = lint => ({
  options: {
    origins: Array.from({ length: 50 }, (_, i) => `https://app-${i}.example.com`),
    credentials: true,
    methods: ['GET', 'PUT'],
    policies: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, { origins: [`https://*.p${i}.example.com`] }])),
    routes: { '/r1/*': 'p1', '/nowhere': false },
    lint
  },
  choiceOf: i => i % 7 === 0 ? { maxAge: i % 3 } : i % 5 === 0 ? `p${i % 20}` : undefined,
  isReadyAlone: true
})

/** @type {Readonly<Record<string, Contender>>} */
const contenders = {
  bare: {},
  'bare, ready() alone': { isReadyAlone: true },
  'registration awaited': { ...small, isAwaited: true },
  'nothing awaited': small,
  'lint off': large('off'),
  'lint on': large('warn')
}

const contender = contenders[String(process.argv[2])]
if (contender === undefined) throw new Error(`unknown contender: ${process.argv[2]}`)
const { options, choiceOf = () => undefined, isAwaited = false, isReadyAlone = false } = contender
const start = process.cpuUsage()
const app = fastify({ logger: { level: 'info', stream: { write () {} } } })
if (options !== undefined) {
  const registered = app.register(corsPlugin, options)
  if (isAwaited) await registered
}
app.register(async app => {
  for (let i = 0; i < 1000; i++) {
    const cors = choiceOf(i)
    app.get(`/r${i % 40}/${i}/:id`, { config: cors === undefined ? {} : { cors } }, () => '')
  }
})
const declared = process.cpuUsage()
await app.ready()
const { user, system } = process.cpuUsage(isReadyAlone ? declared : start)
console.log(user + system)
