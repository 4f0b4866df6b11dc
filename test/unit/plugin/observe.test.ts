/** Tests the option `observe`: its values, what is rejected without it, and what the log says of guards. */
import fastifyCors from '@fastify/cors'
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

const OWN = 'https://app.example.com'
const OTHER = 'https://other.example.com'
const OLD = { origin: [OWN, OTHER], credentials: true, methods: ['GET', 'PUT'], maxAge: 60 }

t.test('wrong options are rejected', async (t) => {
  const message = async (options: object, inner?: object): Promise<string> => {
    const app = Fastify()
    t.teardown(() => app.close())
    try {
      await app.register(corsPlugin, { origins: [OWN], ...options } as CorsPluginOptions)
      await app.register(async (scope) => { if (inner !== undefined) await scope.register(corsPlugin, { origins: [OWN], ...inner } as CorsPluginOptions) })
      await app.ready()
      await app.cors.shadow.set({ origins: [OTHER] })
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  t.match(await message({ observe: 'yes' }), '/observe: The value must be true or false'.slice(1))
  t.match(await message({ observe: true, shadow: { origins: [OTHER] } }), 'absent where `observe` is true')
  t.match(await message({ observe: true }), 'absent where `observe` is true')
  t.match(await message({}, { observe: true }), 'that of the enclosing registration')
  t.match(await message({ observe: true }, { observe: false }), 'that of the enclosing registration')
  t.equal(await message({}, { observe: false }), '')
})

t.test('without observe, a second library is rejected, with the advice to observe it', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fastifyCors, OLD)
  await app.register(corsPlugin, { origins: [OWN] })
  await t.rejects(async () => app.ready(), { code: 'FST_CORS_DUPLICATE', message: /observe/ })
})

t.test('the log says that a guard rejects nothing', async (t) => {
  for (const observe of [true, false]) {
    const lines: string[] = []
    const app = Fastify({ logger: { level: 'warn', stream: { write (line: string) { lines.push(line) } } } })
    t.teardown(() => app.close())
    await app.register(corsPlugin, { origins: [OWN], observe, lint: 'off' })
    app.get('/', { onRequest: app.cors.originGuard() }, () => '')
    t.equal((await app.inject({ url: '/', headers: { origin: OTHER } })).statusCode, observe ? 200 : 403)
    t.equal(lines.filter((line) => line.includes('the hook `originGuard` rejects no request')).length, observe ? 1 : 0)
  }
})
