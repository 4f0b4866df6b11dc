import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'
import { splitIndexes } from '../split-indexes.ts'

/** An index that nobody has thought of. */
export const indexLeftWithCredentials: DocumentRule = {
  id: 'index-left-with-credentials',
  severity: 'warning',
  about: 'document',
  summary: 'a key that ends with "/+" leaves the index to another policy, which has credentials',
  why: 'Fastify makes `/admin` and `/admin/` of `get(\'/\')` under the prefix `/admin`. The key `/admin/+` covers neither, so that pages of ' +
    'other origins than those below may read the index, with the user\'s session.',
  recommendation: 'Write `/admin/*`, which covers the index too; or write the index as a key of its own, so that its policy is visible.',
  exceptions: 'The index is meant to have the policy that it has.',
  source: 'https://fastify.dev/docs/latest/Reference/Routes/#handling-of--route-inside-prefixed-plugins',
  check (subject, report) {
    for (const { key, index, decides, effect } of splitIndexes(subject)) {
      if (!key.endsWith('/+') || effect === false || effect.credentials !== true) continue
      const where = decides === undefined ? 'the scope' : JSON.stringify(decides)
      report(pointer('/routes', key), `leaves ${JSON.stringify(index)} to the policy of ${where}, which has credentials. Write ` +
        `${JSON.stringify(`${key.slice(0, -1)}*`)} to cover both, or add the key ${JSON.stringify(index)}.`)
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
