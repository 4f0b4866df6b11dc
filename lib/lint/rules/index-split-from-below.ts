import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'
import { splitIndexes } from '../split-indexes.ts'

/** One prefix, two policies. */
export const indexSplitFromBelow: DocumentRule = {
  id: 'index-split-from-below',
  severity: 'info',
  about: 'document',
  summary: 'an index has another policy than what is below it',
  why: 'Readers of a pattern such as `/admin/*` take it for the policy of everything under the prefix. An exact key or `/admin/+` gives ' +
    'the index, `/admin` and `/admin/`, another one.',
  recommendation: 'Make sure that this is meant. Otherwise keep `/admin/*` alone, which covers both.',
  exceptions: 'The index is for others than what is below it, such as a public list of what only some may change.',
  source: 'https://fastify.dev/docs/latest/Reference/Routes/#handling-of--route-inside-prefixed-plugins',
  check (subject, report) {
    for (const { key, index, decides, effect } of splitIndexes(subject)) {
      const path = pointer('/routes', key)
      if (!key.endsWith('/+')) {
        report(path, 'gives the index another policy than what is below it has. Make sure that this is meant.')
      } else if (effect === false || effect.credentials !== true) {
        const where = decides === undefined ? 'the scope' : JSON.stringify(decides)
        report(path, `leaves ${JSON.stringify(index)} to the policy of ${where}. Write ${JSON.stringify(`${key.slice(0, -1)}*`)} to cover both.`)
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
