import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'
import { splitIndexes } from '../split-indexes.ts'

export const indexLeftWithCredentials: DocumentRule = {
  id: 'index-left-with-credentials',
  severity: 'warning',
  about: 'document',
  summary: 'a key with "/+" leaves the index to another policy, which has credentials',
  why: 'With the prefix `/admin`, `get(\'/\')` creates the routes `/admin` and `/admin/`. The key `/admin/+` covers neither of them. ' +
    'Other origins may therefore be allowed to read the index, with the user\'s session.',
  recommendation: 'Use `/admin/*`, which also covers the index. Alternatively, add a key for the index to make its policy explicit.',
  exceptions: 'The index is intended to have that policy.',
  source: 'https://fastify.dev/docs/latest/Reference/Routes/#handling-of--route-inside-prefixed-plugins',
  check (subject, report) {
    for (const { key, index, decides, effect } of splitIndexes(subject)) {
      if (!key.endsWith('/+') || effect === false || effect.credentials !== true) continue
      const where = decides === undefined ? 'the scope' : JSON.stringify(decides)
      report(pointer('/routes', key), `The key does not cover ${JSON.stringify(index)}, which has the policy of ${where}, with ` +
        `credentials. Use ${JSON.stringify(`${key.slice(0, -1)}*`)} to cover both, or add the key ${JSON.stringify(index)}.`)
    }
  },
  bad: [
    { origins: ['https://app.example.com'], credentials: true, policies: { admin: { origins: ['https://admin.example.com'] } }, routes: { '/admin/+': 'admin' } },
    { routes: { '/*': { origins: ['https://app.example.com'], credentials: true }, '/admin/+': false } }, `
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true, routes: { '/admin/+': false } })
app.register(async app => { app.get('/', handler); app.get('/users', handler) }, { prefix: '/admin' })`
  ],
  good: [
    { origins: ['https://app.example.com'], credentials: true, policies: { admin: { origins: ['https://admin.example.com'] } }, routes: { '/admin/*': 'admin' } },
    { origins: ['https://app.example.com'], credentials: true, routes: { '/admin/+': { maxAge: 600 }, '/admin': false } },
    { origins: ['https://app.example.com'], routes: { '/admin/+': false } },
    { origins: ['https://app.example.com'], credentials: true, routes: { '/admin/+': { credentials: true } } }, `
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true, routes: { '/admin/+': false } })
app.register(async app => { app.get('/users', handler) }, { prefix: '/admin' })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true, routes: { '/admin/+': false } })
app.register(async app => { app.get('/', { config: { cors: false } }, handler); app.get('/users', handler) }, { prefix: '/admin' })`
  ]
}
