/**
 * What it costs to change a policy while serving: `node benchmarks/changes.ts`, on Node 22.18 or newer, on a machine that does nothing else.
 * The exit code is 1 if a figure is beyond what it must not exceed.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Fastify, { type FastifyInstance } from 'fastify'
import { corsPlugin, validatePolicy, type CorsPolicyDocument } from '../lib/index.ts'

const ORIGINS = 100_000
const ROUNDS = 15
const REQUESTS = 4_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

let made = 0

/** A document as it comes from a file. No two have an origin in common. */
function documentOf (origins: number): CorsPolicyDocument {
  const number = ++made
  return JSON.parse(JSON.stringify({
    origins: Array.from({ length: origins }, (_, i) => `https://shop-${number}-${i}.example.com`), credentials: true, maxAge: 600
  }))
}

/** Milliseconds of the processor, with those of garbage collection. */
function cpuTime (): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

async function application (options: object): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { origins: ['https://app.example.com'], maxAge: 600, ...options })
  for (let i = 0; i < 20; i++) app.get(`/${i}`, async () => 'fine')
  await app.ready()
  return app
}

interface Replacing {
  readonly ratio: number
  /** In what must be done at least: the validation, and one `Set` of the origins. */
  readonly toLeast: number
  /** What must be done at least, in the validation. */
  readonly least: number
  readonly stall: number
}

async function replacing (): Promise<Replacing> {
  const app = await application({})
  const ratios: number[] = []
  const toLeast: number[] = []
  const leasts: number[] = []
  const stalls: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const [alone, replaced] = [documentOf(ORIGINS), documentOf(ORIGINS)]
    collect()
    const before = cpuTime()
    const { origins } = validatePolicy(alone)
    const validated = cpuTime() - before
    if (new Set(origins).size !== ORIGINS) throw new Error('Origins are equal.')
    const least = cpuTime() - before
    collect()
    let stall = 0
    let isDone = false
    const watch = (): void => {
      const start = cpuTime()
      setImmediate(() => {
        stall = Math.max(stall, cpuTime() - start)
        if (!isDone) watch()
      })
    }
    watch()
    const start = cpuTime()
    await app.cors.replace(replaced)
    const taken = cpuTime() - start
    ratios.push(taken / validated)
    toLeast.push(taken / least)
    leasts.push(least / validated)
    // What is logged comes after the change.
    await pause(100)
    isDone = true
    stalls.push(stall)
  }
  await app.close()
  return { ratio: median(ratios), toLeast: median(toLeast), least: median(leasts), stall: median(stalls) }
}

async function costOf (app: FastifyInstance): Promise<number> {
  const start = cpuTime()
  for (let i = 0; i < REQUESTS; i++) await app.inject({ url: '/7', headers: { origin: 'https://app.example.com' } })
  return cpuTime() - start
}

async function shadowing (): Promise<number> {
  const plain = await application({})
  const trying = await application({ shadow: { origins: ['https://app.example.com', 'https://www.example.com'], maxAge: 600 } })
  const ratios: number[] = []
  await costOf(plain)
  await costOf(trying)
  for (let round = 0; round < ROUNDS; round++) ratios.push(await costOf(trying) / await costOf(plain))
  await plain.close()
  await trying.close()
  return median(ratios)
}

const { ratio, toLeast, least, stall } = await replacing()
const shadow = await shadowing()
const figures: readonly (readonly [what: string, value: number, most: number, isGoal?: true])[] = [
  [`replace with ${ORIGINS} origins ÷ validatePolicy`, ratio, 1.3, true],
  ['the same ÷ validatePolicy and one `Set` of the origins', toLeast, 1.3],
  ['the longest turn of the event loop meanwhile, in milliseconds of the processor', stall, 50],
  ['a request with a shadow ÷ without', shadow, 1.15]
]
for (const [what, value, most, isGoal] of figures) {
  const isMet = value <= most
  console.log(`${what}: ${value.toFixed(2)}, at most ${most}${isMet ? '' : isGoal === true ? ' (not reached)' : ' (EXCEEDED)'}`)
  if (!isMet && isGoal !== true) process.exitCode = 1
}
console.log(`for comparison: validatePolicy and one \`Set\` of the origins ÷ validatePolicy: ${least.toFixed(2)}`)
