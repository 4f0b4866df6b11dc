/** Tests migrate on applications of NestJS. Each runs in a process of its own, as people run it: NestJS keeps the plugin that it loaded first. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'

assertBuilt()

const BIN = fileURLToPath(new URL('../../../dist/lib/cli/bin.js', import.meta.url))

const folder = t.testdir({
  'nest.cjs': `
    const { Module } = require('@nestjs/common'), { NestFactory } = require('@nestjs/core'), { FastifyAdapter } = require('@nestjs/platform-fastify')
    class Root {}
    Module({})(Root)
    module.exports = async () => {
      const app = await NestFactory.create(Root, new FastifyAdapter(), { logger: false })
      app.enableCors({ origin: process.env.ORIGIN ?? 'https://app.example.com', credentials: true, allowedHeaders: [] })
      await app.init()
      const instance = app.getHttpAdapter().getInstance()
      instance.get('/items', (_request, reply) => { reply.send('') })
      return instance
    }`
})

t.test('an application of NestJS has one policy for all of its routes', async t => {
  const { ORIGIN, ...env } = process.env
  const stdout = execFileSync(process.execPath, [BIN, 'migrate', 'nest.cjs'], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  t.match(stdout, /Exact: [^]*The application reads ORIGIN from the environment, which is not set\. If the configuration depends on it, /)
  t.match(stdout, /Replace app\.enableCors\(options\) by: await app\.register\(corsPlugin, policy\)/)
  t.notMatch(stdout, /"routes"|"notFound"/)
})
