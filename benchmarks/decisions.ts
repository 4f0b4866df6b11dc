/** A process that measures decisions, with a heap that is not collected meanwhile. */
import assert from 'node:assert/strict'
import { compilePolicy, decide, type CompiledCorsPolicy, type CorsRequest } from 'fastify-cors-policy'
import { NORMAL, POLICY, fresh, hostileRows, type Row } from './decision-values.ts'
import { interleave, rounded, summarize, type Turns } from './measure.ts'
import type { DecideFigures } from './decide.ts'
import { answerWith, argument } from './processes.ts'

export interface DecisionsPlan extends Turns {
  /** Batches of a turn. */
  readonly batches: number
  /** Characters of a long field. Node takes 16 KiB, for all fields together. */
  readonly headerLength: number
  readonly windows: number
  readonly callsOfWindow: number
}

export type Decisions = DecideFigures

/** So few that long strings are still in the processor's cache when they are looked at, as they are on a server. */
const BATCH = 16

type Decide = (policy: CompiledCorsPolicy, request: CorsRequest) => unknown

/** Where results go, so that they are worth computing. */
export let sink: unknown

const plan = argument<DecisionsPlan>()
const policy = compilePolicy(POLICY)

/** Nanoseconds of a call. The time of the clock itself is in it. */
function timeOf (make: () => CorsRequest, decide: Decide): number {
  let time = 0
  for (let batch = 0; batch < plan.batches; batch++) {
    const requests = Array.from({ length: BATCH }, make)
    // Too short for the CPU time of a process. What interrupts one batch does not change the median of all.
    const start = process.hrtime.bigint()
    for (let i = 0; i < BATCH; i++) sink = decide(policy, requests[i]!)
    time += Number(process.hrtime.bigint() - start)
  }
  return time / (plan.batches * BATCH)
}

function prove (row: Row): void {
  assert.equal(decide(policy, fresh(row)()).reason, row.reason, row.value)
}

async function hostile (): Promise<DecideFigures['hostile']> {
  const rows = hostileRows(plan.headerLength)
  const all: readonly Row[] = [...Object.values(NORMAL), ...rows]
  for (const row of all) prove(row)
  const nothing = fresh(NORMAL.exact)
  const rounds = await interleave(new Map([
    ['nothing', () => timeOf(nothing, () => policy)],
    ...all.map(row => {
      const make = fresh(row)
      return [row.value, () => timeOf(make, decide)] as const
    })
  ]), plan)
  return rows.map(({ value, against, isLong }) => {
    const normal = NORMAL[against].value
    const time = summarize(rounds, cost => (cost(value) - cost('nothing')) / (cost(normal) - cost('nothing')))
    return { value, against: normal, isLong, time }
  })
}

/** Bytes by which the heap grows in a window, in the middle of many: the collector runs in few of them. */
function growth (work: (request: CorsRequest) => unknown, request: CorsRequest): number {
  const grown = Array.from({ length: plan.windows }, () => {
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < plan.callsOfWindow; i++) sink = work(request)
    return process.memoryUsage().heapUsed - before
  })
  return grown.sort((a, b) => a - b)[plan.windows >> 1]!
}

/** Bytes of memory that calls take, less what it takes to ask. */
function bytesOf (work: (request: CorsRequest) => unknown, row: Row): number {
  const request = fresh(row)()
  growth(work, request)
  const nothing = growth(() => policy, request)
  return rounded(Math.round(Math.max(0, growth(work, request) - nothing) / plan.callsOfWindow * 10) / 10)
}

function memory (): DecideFigures['memory'] {
  const one = bytesOf(request => ({ request }), NORMAL.exact)
  assert.ok(one >= 16, `an object of one field takes ${one} bytes: the measurement is blind`)
  return Object.values(NORMAL).map(row => ({ request: row.value, bytes: bytesOf(request => decide(policy, request), row) }))
}

answerWith(async (): Promise<Decisions> => ({ memory: memory(), hostile: await hostile() }))
