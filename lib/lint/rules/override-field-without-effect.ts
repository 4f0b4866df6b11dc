import { POLICY_FIELDS } from '../../validate/policy.ts'
import type { PolicyRule } from '../rule.ts'

/** A field that says what holds anyway. */
export const overrideFieldWithoutEffect: PolicyRule = {
  id: 'override-field-without-effect',
  severity: 'info',
  about: 'policy',
  summary: 'a field of an override has the value that it has without it',
  why: 'An override says what is different somewhere. A field that is not misleads its readers, and stays behind when the ' +
    'policy whose fields it replaces is changed.',
  recommendation: 'Take the field out.',
  exceptions: 'It says in writing what must stay as it is when the policy whose fields it replaces is changed.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  reads: POLICY_FIELDS,
  check ({ policy, refined }, report) {
    if (refined === undefined) return
    for (const field of POLICY_FIELDS) {
      if (policy[field] === undefined || !refined.has(field, policy[field])) continue
      report(`/${field}`, 'is the value without this field, too. Take the field out.', { fix: { op: 'remove' }, writtenOnly: true })
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
