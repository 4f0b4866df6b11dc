import { POLICY_FIELDS } from '../../validate/policy.ts'
import type { PolicyRule } from '../rule.ts'

export const overrideFieldWithoutEffect: PolicyRule = {
  id: 'override-field-without-effect',
  severity: 'info',
  about: 'policy',
  summary: 'a field of an override repeats the inherited value',
  why: 'An override should contain only differences. A redundant field misleads readers and stays the same when the inherited policy ' +
    'changes.',
  recommendation: 'Remove the field.',
  exceptions: 'The field documents a value that must not change when the inherited policy changes.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  reads: POLICY_FIELDS,
  check ({ policy, refined }, report) {
    if (refined === undefined) return
    for (const field of POLICY_FIELDS) {
      if (policy[field] === undefined || !refined.has(field, policy[field])) continue
      report(`/${field}`, 'The field has the same value as the inherited policy. Remove the ' +
        'field.', { fix: { op: 'remove' }, writtenOnly: true })
    }
  },
  bad: [
    { origins: ['https://app.example.com'], credentials: true, routes: { '/a/*': { credentials: true, maxAge: 600 } } },
    { origins: ['https://app.example.com'], maxAge: 600, notFound: { maxAge: 600 } },
    { origins: ['https://app.example.com'], routes: { '/a': { credentials: false }, '/b': { allowedHeaders: [] }, '/c': { exposedHeaders: [], dangerouslyAllow: [] } } },
    { origins: ['https://a.test', 'https://b.test'], routes: { '/a': { origins: ['https://b.test', 'https://a.test', 'https://b.test'] } } },
    { origins: '*', allowedHeaders: ['X-A', 'X-B'], exposedHeaders: ['ETag'], routes: { '/a': { allowedHeaders: ['x-b', 'x-a'] }, '/b': { exposedHeaders: ['etag'] } } },
    { origins: '*', allowedHeaders: '*', description: 'All.', routes: { '/a': { origins: '*' }, '/b': { allowedHeaders: '*', description: 'All.' } } }, `
app.register(corsPlugin, { origins: ['https://app.example.com'], policies: { public: { origins: '*', maxAge: 600 } }, routes: { '/prices/*': 'public' } })
app.register(async app => { app.get('/prices/:item', { config: { cors: { maxAge: 600, exposedHeaders: ['ETag'] } } }, handler) })`
  ],
  good: [
    { origins: ['https://app.example.com'], credentials: true, maxAge: 600, routes: { '/a': { maxAge: 60 }, '/b': { origins: '*', credentials: false } } },
    { origins: '*', methods: ['GET'], routes: { '/a': { methods: ['PUT', 'GET'] }, '/b': false } },
    { origins: '*', routes: { '/a': { methods: [], maxAge: 0, description: 'Some.' } } },
    { origins: ['https://a.test', 'https://b.test'], routes: { '/a': { origins: ['https://a.test'] }, '/b': { origins: ['https://a.test', 'https://c.test'] } } },
    { routes: { '/a': { origins: '*', credentials: false } } }, `
app.register(corsPlugin, { origins: ['https://app.example.com'], maxAge: 600, policies: { public: { origins: '*' } }, routes: { '/prices/*': 'public' } })
app.register(async app => { app.get('/prices/:item', { config: { cors: { maxAge: 600 } } }, handler) })`
  ]
}
