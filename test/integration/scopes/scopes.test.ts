/** The innermost registration decides, wherever and whenever it was registered, and leaves nothing behind elsewhere. */
import Fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { POLICIES, isUnder, type Expected, type PolicyName } from './policies.ts'

const cors = (app: FastifyInstance, name: PolicyName) => app.register(corsPlugin, POLICIES[name])
const get = (app: FastifyInstance, ...urls: string[]) => { for (const url of urls) app.get(url, async () => url) }

/** A registration in a scope of its own, with routes before it and after it. */
const scope = (app: FastifyInstance, prefix: string, name: PolicyName, more?: (child: FastifyInstance) => void) =>
  app.register(async (child) => {
    get(child, '/before')
    cors(child, name)
    get(child, '/after')
    more?.(child)
  }, { prefix })

const ALL_ROOT: Expected[] = [
  ['/before', 'root'], ['/after', 'root'], ['/plain/x', 'root'], ['/nowhere', 'root'], ['/plain/nowhere', 'root']
]
const plain = (app: FastifyInstance) => { app.register(async (child) => { get(child, '/x') }, { prefix: '/plain' }) }

type SetUp = (app: FastifyInstance) => unknown

const SET_UPS: ReadonlyArray<readonly [name: string, setUp: SetUp, expected: readonly Expected[]]> = [
  ['at the root, with routes and scopes before it and after it', (app) => {
    get(app, '/before')
    plain(app)
    cors(app, 'root')
    get(app, '/after')
  }, ALL_ROOT],
  ['at the root, awaited', async (app) => {
    get(app, '/before')
    await cors(app, 'root')
    plain(app)
    get(app, '/after')
  }, ALL_ROOT],
  ['at the root, after everything else', (app) => {
    plain(app)
    get(app, '/before', '/after')
    cors(app, 'root')
  }, ALL_ROOT],
  ['in a plugin that is not encapsulated', (app) => {
    app.register(fp(async (app) => { await cors(app, 'root') }))
    get(app, '/before', '/after')
    plain(app)
  }, ALL_ROOT],
  ['in a child with a prefix', (app) => {
    scope(app, '/child', 'child', (child) => { get(child, '/', '/deep/er') })
    get(app, '/', '/childish', '/child-x')
  }, [
    ['/child/before', 'child'], ['/child/after', 'child'], ['/child/deep/er', 'child'], ['/child', 'child'],
    ['/child/', 'child'], ['/child?x=/childish', 'child'], ['/', undefined], ['/childish', undefined], ['/child-x', undefined],
    ['/nowhere', undefined], ['/child/nowhere', undefined]
  ]],
  ['in a child whose prefix ends in a slash', (app) => {
    app.register(async (child) => {
      cors(child, 'child')
      get(child, 'x')
    }, { prefix: '/child/' })
  }, [['/child/x', 'child'], ['/child', undefined], ['/child/nowhere', undefined]]],
  ['in siblings without a prefix', (app) => {
    app.register(async (left) => { cors(left, 'child'); get(left, '/left') })
    app.register(async (right) => { get(right, '/right'); await cors(right, 'other') })
    get(app, '/root')
  }, [['/left', 'child'], ['/right', 'other'], ['/root', undefined], ['/nowhere', undefined]]],
  ['one inside the other, with prefixes', (app) => {
    cors(app, 'root')
    get(app, '/')
    scope(app, '/child', 'child', (child) => { scope(child, '/inner', 'inner'); scope(child, '/other', 'other') })
  }, [
    ['/', 'root'], ['/child/before', 'child'], ['/child/after', 'child'], ['/child/inner/before', 'inner'],
    ['/child/inner/after', 'inner'], ['/child/other/before', 'other'], ['/child/other/after', 'other'],
    ['/nowhere', 'root'], ['/child/nowhere', 'root'], ['/child/inner/nowhere', 'root']
  ]],
  ['one inside the other, without prefixes', (app) => {
    scope(app, '', 'child', (child) => {
      child.register(async (inner) => { cors(inner, 'inner'); get(inner, '/inner') })
    })
    app.register(async (last) => { get(last, '/last') })
    cors(app, 'root')
    get(app, '/')
  }, [
    ['/', 'root'], ['/before', 'child'], ['/after', 'child'], ['/inner', 'inner'], ['/last', 'root'], ['/nowhere', 'root']
  ]],
  ['two levels down, with a scope without a registration in between', (app) => {
    cors(app, 'other')
    app.register(async (child) => { get(child, '/x'); scope(child, '/inner', 'inner') }, { prefix: '/child' })
  }, [['/child/x', 'other'], ['/child/inner/before', 'inner'], ['/child/inner/after', 'inner'], ['/nowhere', 'other']]],
  ['in a child before its parent', (app) => {
    scope(app, '/child', 'child', (child) => { scope(child, '/inner', 'inner') })
    cors(app, 'root')
    scope(app, '/other', 'other')
    get(app, '/')
  }, [
    ['/', 'root'], ['/child/before', 'child'], ['/child/after', 'child'], ['/child/inner/after', 'inner'],
    ['/other/after', 'other'], ['/nowhere', 'root'], ['/child/nowhere', 'root']
  ]],
  ['in a child before its parent, each awaited', async (app) => {
    await scope(app, '/child', 'child')
    await cors(app, 'root')
    get(app, '/')
  }, [['/', 'root'], ['/child/before', 'child'], ['/child/after', 'child'], ['/nowhere', 'root']]],
  ['in several children before their parent', (app) => {
    scope(app, '/a', 'child')
    scope(app, '', 'inner')
    cors(app, 'other')
    get(app, '/')
  }, [['/', 'other'], ['/a/after', 'child'], ['/after', 'inner'], ['/a/nowhere', 'other']]],
  ['under a prefix with a parameter', (app) => {
    scope(app, '/:tenant', 'child')
    scope(app, '/fixed', 'other')
    get(app, '/', '/one/own')
    app.get('/:tenant/:last', async () => '')
  }, [
    ['/one/before', 'child'], ['/two/after', 'child'], ['/fixed/before', 'other'], ['/fixed/after', 'other'],
    ['/fix/after', 'child'], ['/one/own', undefined], ['/one/else', undefined], ['/', undefined],
    ['/one/after/more', undefined]
  ]],
  ['under two prefixes whose parameters differ in name', (app) => {
    app.register(async (child) => { cors(child, 'child'); get(child, '/one') }, { prefix: '/:left' })
    app.register(async (child) => { cors(child, 'inner'); get(child, '/two') }, { prefix: '/:right' })
  }, [['/x/one', 'child'], ['/x/two', 'inner'], ['/x/three', undefined]]],
  ['with prefixes that start with the same text', (app) => {
    app.register(async (child) => { cors(child, 'child'); get(child, '/', '/*') }, { prefix: '/a' })
    app.register(async (child) => { cors(child, 'other'); get(child, '/', '/x') }, { prefix: '/abc' })
    get(app, '/ab', '/abcd', '/ab/c')
  }, [
    ['/a', 'child'], ['/a/', 'child'], ['/a/b/c', 'child'], ['/a/bc', 'child'], ['/abc', 'other'], ['/abc/x', 'other'],
    ['/ab', undefined], ['/abcd', undefined], ['/ab/c', undefined], ['/abc/nowhere', undefined], ['/abcde', undefined]
  ]],
  ['in scopes that share URLs and differ by host', (app) => {
    cors(app, 'root')
    for (const [name, host] of [['child', 'child.test'], ['other', /^(x|y)\.test$/]] as const) {
      app.register(async (app) => {
        cors(app, name)
        app.route({ method: 'GET', url: '/x', constraints: { host }, handler: async () => '' })
      })
    }
    get(app, '/x')
  }, [
    ['/x', 'child', { host: 'child.test' }], ['/x', 'other', { host: 'y.test' }], ['/x', 'root', { host: 'z.test' }],
    ['/nowhere', 'root', { host: 'child.test' }]
  ]]
]

for (const [name, setUp, expected] of SET_UPS) {
  t.test(`registered ${name}`, async (t) => {
    const app = Fastify({ forceCloseConnections: true })
    await setUp(app)
    await isUnder(t, app, expected)
  })
}
