/** NestJS: the plugin rejects its own `enableCors()`, and works without it. */
import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'

const APP = 'https://app.example.com'

class AppModule {}
Module({})(AppModule)

type Nest = NestFastifyApplication

async function nest (options: { readonly cors?: true }, ...steps: ReadonlyArray<(app: Nest) => unknown>): Promise<Nest> {
  const app = await NestFactory.create<Nest>(AppModule, new FastifyAdapter(), { logger: false, abortOnError: false, ...options })
  for (const step of steps) await step(app)
  return app
}

// It depends on a Fastify of its own, whose types are others.
const ours = (app: Nest) => app.register(corsPlugin as never, { origins: [APP], credentials: true } as never)
const theirs = (app: Nest) => { app.enableCors({ origin: APP }) }

const REFUSED: ReadonlyArray<readonly [name: string, create: () => Promise<Nest>]> = [
  ['enableCors() before it', () => nest({}, theirs, ours)],
  ['enableCors() after it', () => nest({}, ours, theirs)],
  ['NestFactory.create(…, { cors: true })', () => nest({ cors: true }, ours)]
]

for (const [name, create] of REFUSED) {
  t.test(`${name}: the application does not start`, async (t) => {
    const app = await create()
    t.teardown(() => app.close())
    await t.rejects(app.listen(0, '127.0.0.1'), { code: 'FST_CORS_DUPLICATE', message: /enableCors\(\) of NestJS/ })
  })
}

t.test('without enableCors() of NestJS, preflights get a response', async (t) => {
  const app = await nest({}, ours)
  t.teardown(() => app.close())
  await app.listen(0, '127.0.0.1')
  const { status, headers } = await fetch(await app.getUrl(), { method: 'OPTIONS', headers: { origin: APP, 'access-control-request-method': 'PUT' } })
  t.strictSame([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')], [204, APP, 'true'])
})
