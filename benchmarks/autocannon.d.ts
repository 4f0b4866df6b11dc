/** As much of autocannon as is used; it has no declarations of its own. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  interface Options {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly connections: number
    /** Requests, of all connections together. */
    readonly amount: number
    /** Milliseconds between two checks that all responses have arrived. */
    readonly sampleInt: number
  }

  interface Result {
    readonly errors: number
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>
  }

  export default function autocannon (options: Options): EventEmitter & PromiseLike<Result>
}
