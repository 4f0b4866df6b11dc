/**
 * One application, whatever loads it: what it answers is written to the file that `ANSWERS` names. Everything is given by an entry,
 * which is written for the loader, or changed by it.
 */
const { writeFileSync } = require('node:fs')
const { request } = require('node:http')

const APP = 'https://app.example.com'
const ADMIN = 'https://admin.example.com'

const POLICY = {
  origins: [APP, 'https://*.customers.example.com'],
  credentials: true,
  policies: { public: { origins: '*' } },
  routes: { '/internal/*': false },
  docs: { url: '/docs' }
}

const ROUTES = {
  '/plain': {},
  '/off': { cors: false },
  '/narrow': { cors: { origins: [ADMIN] } },
  '/named': { cors: 'public' },
  '/internal/users': {}
}

module.exports = async function application ({ fastify, corsPlugin, CorsPolicyError, validatePolicy, tools, again }) {
  const answers = {}
  const app = fastify()
  app.addHook('onRequest', async () => {})
  app.register(corsPlugin, POLICY)
  for (const [url, config] of Object.entries(ROUTES)) app.route({ method: ['GET', 'PUT'], url, config, handler: () => 'secret' })
  app.get('/hijacked', (_request, reply) => { reply.hijack().raw.end('secret') })
  answers.start = await outcomeOf(() => app.ready())
  if (answers.start === 'started') {
    await app.listen({ port: 0, host: '127.0.0.1' })
    for (const url of Object.keys(ROUTES)) {
      for (const origin of [APP, ADMIN]) {
        answers[`GET ${url} from ${origin}`] = await ask(app, { path: url, headers: { origin } })
        const headers = { origin, 'access-control-request-method': 'PUT' }
        answers[`preflight of ${url} from ${origin}`] = await ask(app, { method: 'OPTIONS', path: url, headers })
      }
    }
    answers['GET /hijacked'] = await ask(app, { path: '/hijacked', headers: { origin: APP } })
    answers['GET /none'] = await ask(app, { path: '/none', headers: { origin: APP } })
    const page = (await answerTo(app, { path: '/docs' })).body
    answers['page of the documentation'] = /^<!doctype html>[^]*<style>\S[^]*<script>\S/.test(page)
    // The page of the application also says when and where it was made.
    const policies = html => html.slice(html.indexOf('id="documentation"'))
    answers['the same by the tools'] = policies(tools.renderHtml(await app.cors.documentation())) === policies(page)
    answers.lint = [...new Set((await tools.lintApp(app)).map(({ id }) => id))].sort().join(' ')
    answers.explained = (await app.cors.explain({ origin: APP, url: '/off', method: 'PUT' })).outcome
    await app.close()
  }

  const wrong = fastify()
  wrong.register(corsPlugin, POLICY)
  wrong.get('/', { config: { cors: 'nope' } }, () => '')
  answers['unknown name'] = await outcomeOf(() => wrong.ready(), CorsPolicyError)
  const policies = { 'on a suffix': 'https://*.github.io', 'above a suffix': 'https://*.amazonaws.com', 'on a domain': 'https://*.example.com' }
  for (const [name, origin] of Object.entries(policies)) {
    answers[`wildcard ${name}`] = await outcomeOf(() => validatePolicy({ origins: [origin], credentials: true }), CorsPolicyError)
  }

  // The same package once more, by `import()`: one copy with most loaders, another one with some.
  const other = await again()
  answers.copies = other.CorsPolicyError === CorsPolicyError ? 1 : 2
  answers['error of the other'] = await outcomeOf(() => other.validatePolicy({ origins: [] }), CorsPolicyError)
  answers['error for the other'] = await outcomeOf(() => validatePolicy({ origins: [] }), other.CorsPolicyError)
  for (const [name, outer, inner] of [['outside', corsPlugin, other.default], ['inside', other.default, corsPlugin]]) {
    const nested = fastify()
    nested.register(outer, POLICY)
    nested.register(async scope => { scope.register(inner, { origins: [ADMIN] }) }, { prefix: '/nested' })
    answers[`both, the required one ${name}`] = await outcomeOf(() => nested.ready())
  }
  writeFileSync(process.env.ANSWERS, JSON.stringify(answers))
}

/** Status, origin, credentials, methods. */
async function ask (app, given) {
  const { statusCode, headers } = await answerTo(app, given)
  const names = ['origin', 'credentials', 'methods'].map(name => headers[`access-control-allow-${name}`])
  return [statusCode, ...names.filter(value => value !== undefined)].join(' ')
}

/** Over a socket, which is closed with the answer. */
function answerTo (app, given) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: app.server.address().port, agent: false, ...given }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', text => { body += text })
      response.on('end', () => resolve({ statusCode: response.statusCode, headers: response.headers, body }))
    })
    asked.on('error', reject).end()
  })
}

/** The code of what is thrown; where a class of errors is given, whether it is one of them. */
async function outcomeOf (action, Class) {
  try {
    await action()
    return 'started'
  } catch (error) {
    return Class === undefined || error instanceof Class ? error.code ?? error.stack : `not a ${Class.name}: ${error.stack}`
  }
}
