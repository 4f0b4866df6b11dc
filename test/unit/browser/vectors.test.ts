/** Tests the model with exchanges that were measured in Chromium, and with the results of the standard. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import type { SimulatedFetch, CredentialsMode, Engine, HeaderLine, ServerResponse } from '../../../types/browser.ts'

interface Answer {
  readonly status?: number
  readonly headers: readonly HeaderLine[]
}

interface Vector {
  readonly id: string
  readonly group: string
  readonly pageOrigin: string
  readonly request: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly credentials?: CredentialsMode
    readonly body?: string
  }
  readonly preflight: Answer | null
  readonly response: Answer
  readonly outcome: 'allow' | 'block'
  readonly corsError: string | null
  readonly failedParameter: string | null
  readonly requestsSeen: readonly string[]
  /** The names that the page could read, in rows about exposed headers. */
  readonly exposed?: readonly string[]
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../../vectors/chromium.json', import.meta.url), 'utf8')
) as { readonly vectors: readonly Vector[] }

/** The host of the vectors, which differs from the host of the page. */
const URL_OF_API = 'http://api.test:8002/r'

function converse ({ pageOrigin, request, preflight, response }: Vector, engine: Engine): SimulatedFetch {
  const { method, credentials, headers = {}, body } = request
  const answer = (status: number, given: Answer): ServerResponse => ({ status, ...given })
  return simulateFetch(
    {
      origin: pageOrigin,
      url: URL_OF_API,
      method,
      credentials,
      headers: Object.entries(headers),
      body: body === undefined ? undefined : 'bytes'
    },
    scriptedServer([{ preflight: preflight === null ? undefined : answer(204, preflight), response: answer(200, response) }]),
    { engine }
  )
}

function seen ({ requests }: SimulatedFetch): string[] {
  return requests.map(({ method }) => method)
}

t.test('the model of Chromium has the same results as Chromium', async (t) => {
  for (const vector of vectors) {
    const conversation = converse(vector, 'chromium')
    const { outcome, failure, response } = conversation
    t.same({
      outcome,
      corsError: failure?.corsError ?? null,
      failedParameter: failure?.parameter ?? null,
      requestsSeen: seen(conversation)
    }, {
      outcome: vector.outcome,
      corsError: vector.corsError,
      failedParameter: vector.failedParameter,
      requestsSeen: vector.requestsSeen
    }, vector.id)
    if (vector.exposed !== undefined) {
      t.same(response?.headers.map(([name]) => name), vector.exposed, `${vector.id}: what the page may read`)
    }
  }
})

/** Where Chromium differs: the result of the standard, and the requests. */
const STANDARD: Readonly<Record<string, [outcome: string, code: string | undefined, requests: string[]]>> = {
  'authorization-118': ['block', 'authorization-not-listed', ['OPTIONS']],
  'safelisted-header-205': ['block', 'authorization-not-listed', ['OPTIONS']],
  'safelisted-header-208': ['allow', undefined, ['OPTIONS', 'POST']]
}

t.test('the model of the standard has the same results, except the listed deviations', async (t) => {
  for (const vector of vectors) {
    const conversation = converse(vector, 'standard')
    const deviation = STANDARD[vector.id]
    const { outcome, failure } = conversation
    if (deviation === undefined) {
      t.same([outcome, failure?.corsError ?? null, seen(conversation)],
        [vector.outcome, vector.corsError, vector.requestsSeen], vector.id)
    } else {
      t.same([outcome, failure?.code, seen(conversation)], deviation, `${vector.id} deviates`)
    }
  }
})

t.test('in Firefox and Safari, "*" covers Authorization and client hints need a preflight', async (t) => {
  for (const engine of ['firefox', 'safari'] as const) {
    for (const vector of vectors) {
      const conversation = converse(vector, engine)
      const requests = vector.id === 'safelisted-header-208' ? ['OPTIONS', 'POST'] : vector.requestsSeen
      t.same([conversation.outcome, seen(conversation)], [vector.outcome, requests], `${engine}: ${vector.id}`)
    }
  }
})
