/** A process with one contender that listens on a socket, and reports the CPU time that it has used. */
import { build } from './contenders.ts'
import { answerWith, argument } from './processes.ts'
import type { Setting } from './setting.ts'

const app = await build(argument<Setting>())
const address = await app.listen({ host: '127.0.0.1', port: 0 })

/** Microseconds since the process began. */
export interface Server {
  readonly address: string
  readonly cpuTime: number
}

answerWith((): Server => {
  const { user, system } = process.cpuUsage()
  return { address, cpuTime: user + system }
})
