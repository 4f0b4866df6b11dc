import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'
import { splitIndexes } from '../split-indexes.ts'

export const indexSplitFromBelow: DocumentRule = {
  id: 'index-split-from-below',
  severity: 'info',
  about: 'document',
  summary: 'an index and the paths below it have different policies',
  why: 'Readers assume that a pattern such as `/admin/*` sets the policy for the whole prefix. An exact key or `/admin/+` gives the ' +
    'index (`/admin` and `/admin/`) a different policy.',
  recommendation: 'Check that the difference is intended. Otherwise use only `/admin/*`, which covers both.',
  exceptions: 'The index has other readers than the paths below it, for example a public list of items that only some users may change.',
  source: 'https://fastify.dev/docs/latest/Reference/Routes/#handling-of--route-inside-prefixed-plugins',
  check (subject, report) {
    for (const { key, index, decides, effect } of splitIndexes(subject)) {
      const path = pointer('/routes', key)
      if (!key.endsWith('/+')) {
        report(path, 'The key gives the index a different policy than the paths below it. Check that this is intended.')
      } else if (effect === false || effect.credentials !== true) {
        const where = decides === undefined ? 'the scope' : JSON.stringify(decides)
        report(path, `The key does not cover ${JSON.stringify(index)}, which has the policy of ${where}. Use ` +
          `${JSON.stringify(`${key.slice(0, -1)}*`)} to cover both.`)
      }
    }
  },
  bad: [
    { policies: { public: { origins: '*' } }, routes: { '/prices': 'public', '/prices/*': false } },
    { origins: '*', routes: { '/prices/+': false } }, { routes: { '/+': { origins: '*' } } },
    { origins: ['https://app.example.com'], credentials: true, routes: { '/prices/*': { maxAge: 600 }, '/prices/': { maxAge: 60 } } },
    { policies: { public: { origins: '*' } }, routes: { '/a/+': 'public', '/a/*': { origins: ['https://app.example.com'] } } }, `
app.register(corsPlugin, { origins: ['https://app.example.com'], routes: { '/orders/+': false } })
app.register(async app => { app.put('/', handler); app.get('/:id', handler) }, { prefix: '/orders' })`
  ],
  good: [
    { policies: { public: { origins: '*' } }, routes: { '/prices/*': 'public', '/health': false } },
    { policies: { public: { origins: '*' } }, routes: { '/': 'public', '/*': false } },
    { policies: { public: { origins: '*' }, same: { origins: '*', description: 'The same.' } }, routes: { '/a/+': 'public', '/a': 'same' } },
    { origins: '*', routes: { '/prices/+': { origins: '*' } } },
    { origins: ['https://app.example.com'], credentials: true, routes: { '/admin/+': false } }, `
app.register(corsPlugin, { origins: ['https://app.example.com'], routes: { '/orders/+': false } })
app.register(async app => { app.get('/:id', handler) }, { prefix: '/orders' })`
  ]
}
