/** A process that puts load on a server. */
import assert from 'node:assert/strict'
import autocannon from 'autocannon'
import { answerWith } from './processes.ts'

export interface Load {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly connections: number
  /** Requests, of all connections together. */
  readonly amount: number
  /** Of every response. */
  readonly status: number
}

/** Milliseconds between the first request and the last response. */
export type Elapsed = number

answerWith(async ({ status, ...load }: Load): Promise<Elapsed> => {
  const start = performance.now()
  let last = start
  const run = autocannon({ ...load, sampleInt: 10 })
  run.on('response', () => { last = performance.now() })
  const { errors, statusCodeStats } = await run
  assert.equal(errors, 0, `errors at ${load.url}`)
  assert.equal(statusCodeStats[status]?.count, load.amount, `responses ${status} at ${load.url}`)
  return last - start
})
