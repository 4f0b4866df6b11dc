/** What reaches the log. */
import Fastify from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import { listening } from '../../listening.ts'
import { exchange } from '../wire/raw-exchange.ts'
import { EVIL, LIST, type DeedVector } from './vector.ts'

export const log: readonly DeedVector[] = [
  {
    id: 'V17',
    name: 'neither a path nor an Origin can inject a log line',
    deed: async (t) => {
      const written: string[] = []
      const stream = { write: (text: string) => { written.push(text) } }
      const app = Fastify({ forceCloseConnections: true, logger: { level: 'debug', stream } })
      app.register(corsPlugin, LIST)
      app.get('/', async () => '')
      const { port } = await listening(app, { t })
      const linesFor = async (start: string, origin: string): Promise<number> => {
        written.length = 0
        const acrm = start.startsWith('OPTIONS') ? 'Access-Control-Request-Method: PUT\r\n' : ''
        const head = `Host: api.test\r\nConnection: close\r\nOrigin: ${origin}\r\n${acrm}`
        await exchange(port, `${start} HTTP/1.1\r\n${head}\r\n`)
        for (const text of written) {
          t.equal(text.indexOf('\n'), text.length - 1, 'a record is one line')
          t.equal(typeof JSON.parse(text).level, 'number', 'which is JSON')
          t.notMatch(text.slice(0, 5), 'FAKE')
        }
        return written.length
      }
      for (const method of ['GET', 'OPTIONS']) {
        const usual = await linesFor(`${method} /nowhere`, EVIL)
        t.ok(usual > 0)
        for (const path of ['/%0d%0aFAKE', '/%0aFAKE%20LOG%20LINE', '/?%0d%0aFAKE']) {
          t.equal(await linesFor(`${method} ${path}`, EVIL), path.includes('?') ? await linesFor(`${method} /`, EVIL) : usual, path)
        }
        for (const origin of ['https://evil.test%0d%0aFAKE', 'https://evil.test\\r\\nFAKE', '"}', '\x85FAKE', '\t']) {
          t.equal(await linesFor(`${method} /nowhere`, origin), usual, JSON.stringify(origin))
        }
      }
      written.length = 0
      await app.inject({ url: '/', headers: { origin: `${EVIL}\r\nFAKE` } })
      const [record, ...others] = written.filter((text) => text.includes('FAKE'))
      t.same([(JSON.parse(record!) as { cors: { origin: string } }).cors.origin, others], ['https://evil.test\\u000d\\u000aFAKE', []], 'what no socket delivers is escaped too')
    }
  }
]
