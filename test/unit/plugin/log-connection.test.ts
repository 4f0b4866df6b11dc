/** Tests what the log says about the store of a source. */
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { ScriptedStore, until } from '../lookup/scripted-store.ts'
import { OTHER, source, TENANT } from './source-application.ts'

t.test('the log has what happens to a source', async (t) => {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  store.set('https://not an origin', true)
  const lines: { level: number, msg: string, source?: string }[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { lines.push(JSON.parse(line)) } } } })
  const deaf = new ScriptedStore()
  deaf.instead.announce = undefined
  const refusing = new ScriptedStore()
  refusing.before.listen = () => { throw new Error('no') }
  await app.register(corsPlugin, {
    origins: [source, { source: 'tenants', key: 'host' }, { source: 'large' }, { source: 'deaf' }, { source: 'refusing' }],
    lint: 'off',
    sources: {
      tenants: store.source(['load']),
      large: store.source(['has', 'load'], { maxOrigins: 1 }),
      deaf: deaf.source(['has', 'listen', 'announce'], { deadline: 10 }),
      refusing: refusing.source(['has', 'listen'])
    }
  })
  await app.ready()
  const has = (name: string, text: RegExp): boolean => lines.some(({ source, msg }) => source === name && text.test(msg))
  t.ok(has('tenants', /entries that are not valid origins/))
  t.ok(has('tenants', /has no origins of keys/))
  t.ok(has('refusing', /has no subscription/))
  await until(() => has('deaf', /sends no messages/))
  store.before.version = () => { throw new Error('lost') }
  await until(() => has('tenants', /cannot be read\. Its origins are blocked/))
  store.before = {}
  await until(() => has('tenants', /can be read again/))
  store.set(OTHER, true)
  await until(() => has('large', /too large for a snapshot/))
  await app.close()
})

t.test('the log of a store that was never read does not speak of a limit for what was read', async (t) => {
  const lines: { readonly msg: string, readonly source?: string }[] = []
  const store = new ScriptedStore()
  store.before.version = () => { throw new Error('not initialized') }
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  app.register(corsPlugin, { origins: [source], lint: 'off', sources: { tenants: store.source(['has'], { start: 'closed', startDeadline: 20, pollInterval: 10 }) } })
  await app.ready()
  t.strictSame(lines.map(({ msg }) => msg), ['A source of origins cannot be read. It has never been read, so its origins are blocked until it can be read.'])
  store.before = {}
  await until(() => app.cors.status().sources['tenants']!.state === 'current')
  store.before.version = () => { throw new Error('lost') }
  await until(() => lines.length > 1)
  t.equal(lines.at(-1)!.msg, 'A source of origins cannot be read. Its origins are blocked after `maxStale`.')
  await app.close()
})
