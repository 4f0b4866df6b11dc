import { POLICY_FIELDS } from '../../validate/policy.ts'
import { overridesOf } from '../lint/overrides.ts'
import type { DocumentRule } from '../lint/rule.ts'
import { SameValues } from '../lint/same-values.ts'

/** A field that says what holds anyway. */
export const overrideFieldWithoutEffect: DocumentRule = {
  id: 'override-field-without-effect',
  severity: 'info',
  about: 'document',
  summary: 'a field of an override has the value that it has without it',
  why: 'An override says what is different somewhere. A field that is not misleads its readers, and stays behind when the ' +
    'scope\'s policy is changed.',
  remedy: 'Take the field out.',
  exceptions: 'It says in writing what must stay as it is when the scope\'s policy is changed.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  check ({ document }, report) {
    const values = new SameValues()
    for (const { path, written, scope } of overridesOf(document)) {
      for (const field of POLICY_FIELDS) {
        if (!Object.hasOwn(written, field) || !values.areSame(field, written[field], scope[field])) continue
        report(`${path}/${field}`, 'is what the scope\'s policy has too. Take the field out.', { fix: { op: 'remove' } })
      }
    }
  },
  bad: [
    { origins: ['https://app.example.com'], credentials: true, routes: { '/a/*': { credentials: true, maxAge: 600 } } },
    { origins: ['https://app.example.com'], maxAge: 600, notFound: { maxAge: 600 } },
    { origins: ['https://app.example.com'], routes: { '/a': { credentials: false }, '/b': { allowedHeaders: [] }, '/c': { exposedHeaders: [], dangerouslyAllow: [] } } },
    { origins: ['https://a.test', 'https://b.test'], routes: { '/a': { origins: ['https://b.test', 'https://a.test', 'https://b.test'] } } },
    { origins: '*', allowedHeaders: ['X-A', 'X-B'], exposedHeaders: ['ETag'], routes: { '/a': { allowedHeaders: ['x-b', 'x-a'] }, '/b': { exposedHeaders: ['etag'] } } },
    { origins: '*', allowedHeaders: '*', description: 'All.', routes: { '/a': { origins: '*' }, '/b': { allowedHeaders: '*', description: 'All.' } } }
  ],
  good: [
    { origins: ['https://app.example.com'], credentials: true, maxAge: 600, routes: { '/a': { maxAge: 60 }, '/b': { origins: '*', credentials: false } } },
    { origins: '*', methods: ['GET'], routes: { '/a': { methods: ['PUT', 'GET'] }, '/b': false } },
    { origins: '*', routes: { '/a': { methods: [], maxAge: 0, description: 'Some.' } } },
    { origins: ['https://a.test', 'https://b.test'], routes: { '/a': { origins: ['https://a.test'] }, '/b': { origins: ['https://a.test', 'https://c.test'] } } },
    { routes: { '/a': { origins: '*', credentials: false } } }
  ]
}
