/** What CORS adds to a request over a real socket: CPU time of the server for each, and how many it handles in a time. */
import { request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { assertResponse, exchangesOf, type Exchange, type ExchangeName } from './exchange.ts'
import type { Server } from './listening.ts'
import type { Elapsed, Load } from './load.ts'
import { interleave, ratio, type Round, type Summary, type Turns } from './measure.ts'
import { startChild, type Child } from './processes.ts'
import { FEW, type ContenderName, type Setting } from './setting.ts'

export interface ServerPlan extends Omit<Turns, 'turns'> {
  /** How often all servers are started anew. */
  readonly generations: number
  /** Requests of a turn. */
  readonly amount: number
  readonly connections: number
}

export const SERVER_PLAN: ServerPlan = { generations: 5, rounds: 6, warmUps: 3, amount: 3_000, connections: 10 }

/** Compared with the hook; the throughput of one is the higher, the better. */
export type ServerFigures = ReadonlyArray<{
  exchange: ExchangeName, contender: ContenderName, cpuTime: Summary, throughput: Summary
}>

const CONTENDERS: readonly ContenderName[] = ['bare', 'hook', 'plugin', '@fastify/cors']
const EXCHANGES: readonly ExchangeName[] = ['actual request', 'preflight']

export async function measureServers (plan: ServerPlan = SERVER_PLAN): Promise<ServerFigures> {
  const cpuTimes = EXCHANGES.map((): Round<ContenderName>[] => [])
  const durations = EXCHANGES.map((): Round<ContenderName>[] => [])
  for (let generation = 0; generation < plan.generations; generation++) {
    const settings = CONTENDERS.map((contender): Setting => ({ contender, ...FEW }))
    const servers = await Promise.all(settings.map(setting => startChild('listening.ts', setting)))
    const load = await startChild('load.ts', null)
    for (const [i, name] of EXCHANGES.entries()) {
      const elapsed: Map<ContenderName, number>[] = []
      const turns = settings.map((setting, j) => {
        const exchange = exchangesOf(setting).find(exchange => exchange.name === name)!
        return [setting.contender, turnOf(servers[j]!, load, exchange, setting.contender, plan, elapsed)] as const
      })
      for (const turn of turns) await turn[1].prove()
      cpuTimes[i]!.push(...await interleave(new Map(turns.map(([name, { take }]) => [name, take])), { ...plan, turns: 1 }))
      durations[i]!.push(...elapsed.slice(plan.warmUps))
    }
    await Promise.all([...servers, load].map(child => child.end()))
  }
  return EXCHANGES.flatMap((exchange, i) => CONTENDERS.map(contender => ({
    exchange,
    contender,
    cpuTime: ratio(cpuTimes[i]!, contender, 'hook'),
    throughput: ratio(durations[i]!, 'hook', contender)
  })))
}

/**
 * @param elapsed  where each round's time between request and response is noted
 * @returns        how to prove that the server responds as it should, and its turn
 */
function turnOf (
  server: Child, load: Child, exchange: Exchange, contender: ContenderName, { amount, connections }: ServerPlan,
  elapsed: Map<ContenderName, Elapsed>[]
) {
  const { method, status } = exchange
  let round = 0
  return {
    async prove (): Promise<void> {
      const { address } = await server.ask() as Server
      const headers = exchange.headers()
      const sent = request(`${address}${exchange.url}`, { method, headers }).end()
      const [response] = await once(sent, 'response') as [IncomingMessage]
      response.resume()
      assertResponse(contender, exchange, headers['origin'], response.statusCode!, response.headers as Record<string, string>)
    },
    async take (): Promise<number> {
      const before = await server.ask() as Server
      const question: Load = { url: before.address + exchange.url, method, headers: exchange.headers(), connections, amount, status }
      const duration = await load.ask(question) as Elapsed
      const after = await server.ask() as Server
      const durations = elapsed[round++] ??= new Map()
      durations.set(contender, duration)
      return (after.cpuTime - before.cpuTime) / amount
    }
  }
}
