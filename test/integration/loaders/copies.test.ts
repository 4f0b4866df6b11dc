/** Two installed copies of the package in one application: refused, whichever is registered first and wherever. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { VERSION } from '../../../lib/version.ts'
import { Project } from './project.ts'

const project = new Project()
t.teardown(() => project.remove())
t.setTimeout(600_000)

/** A later version of which nothing else is different. */
const LATER = '7.8.9'
const INSTALLED = {
  '@example/orders': 'node_modules/@example/orders/node_modules/fastify-cors-policy',
  alias: 'node_modules/cors-of-the-same-version'
}

const later = project.install(INSTALLED['@example/orders'])
for (const file of ['package.json', ...readdirSync(join(later, 'dist/lib/parts')).map(name => `dist/lib/parts/${name}`)]) {
  writeFileSync(join(later, file), readFileSync(join(later, file), 'utf8').replaceAll(`"${VERSION}"`, `"${LATER}"`))
}
project.write('node_modules/@example/orders/package.json', JSON.stringify({ type: 'module', exports: './index.js' }))
project.write('node_modules/@example/orders/index.js', "export { default } from 'fastify-cors-policy'\nexport { CorsPolicyError } from 'fastify-cors-policy'\n")
project.install(INSTALLED.alias)

project.write('module/copies.js', `
import { writeFileSync } from 'node:fs'
import fastify from 'fastify'
import ours, { CorsPolicyError } from 'fastify-cors-policy'
import theirs from '@example/orders'
import same from 'cors-of-the-same-version'

const POLICY = { origins: ['https://app.example.com'], credentials: true }
const SHAPES = {
  'the second one inside' (app, first, second) {
    app.register(first, POLICY)
    app.register(async app => { app.register(second, POLICY) }, { prefix: '/inner' })
  },
  'the first one inside' (app, first, second) {
    app.register(async app => { app.register(first, POLICY) }, { prefix: '/inner' })
    app.register(second, POLICY)
  },
  'side by side' (app, first, second) {
    for (const plugin of [first, second]) app.register(async app => { app.register(plugin, POLICY) })
  },
  'in one scope' (app, first, second) {
    for (const plugin of [first, second]) app.register(plugin, POLICY)
  }
}
const answers = {}
for (const [name, [first, second]] of Object.entries({ 'ours, theirs': [ours, theirs], 'theirs, ours': [theirs, ours], 'ours, same': [ours, same] })) {
  for (const [shape, register] of Object.entries(SHAPES)) {
    const app = fastify()
    register(app, first, second)
    try {
      await app.ready()
      answers[name + ', ' + shape] = 'started'
    } catch (error) {
      answers[name + ', ' + shape] = { isOurs: error instanceof CorsPolicyError, code: error.code, message: error.message }
    }
  }
}
// Two applications in one process may use two copies.
for (const plugin of [ours, theirs]) {
  const app = fastify()
  app.register(plugin, POLICY)
  await app.ready()
}
writeFileSync(process.env.ANSWERS, JSON.stringify(answers))
`)

const { answers, output } = await project.run('module', ['copies.js'])

const OURS = `version ${VERSION} in node_modules/fastify-cors-policy`
const THEIRS = `version ${LATER} in ${INSTALLED['@example/orders']}`
const SAME = `version ${VERSION} in ${INSTALLED.alias}`
const ORDERS = { 'ours, theirs': [OURS, THEIRS], 'theirs, ours': [THEIRS, OURS], 'ours, same': [OURS, SAME] } as const
for (const [order, [first, second]] of Object.entries(ORDERS)) {
  for (const shape of ['the second one inside', 'the first one inside', 'side by side', 'in one scope']) {
    t.test(`two copies in one application are an error: ${order}, ${shape}`, async t => {
      const { isOurs, code, message } = answers![`${order}, ${shape}`] as Readonly<Record<string, unknown>>
      t.equal(isOurs, true)
      t.equal(code, 'FST_CORS_LOADED_TWICE')
      t.match(message, `${first[0]!.toUpperCase()}${first.slice(1)} was registered first, then ${second}`)
      t.notMatch(message, project.folder, 'no absolute path')
    })
  }
}
t.equal(output, '')
