import type { CorsPolicy } from '../../../types/policy.ts'
import { coversOf } from '../lint/covers.ts'
import { overridesOf } from '../lint/overrides.ts'
import { patternsOf } from '../lint/policies.ts'
import type { DocumentRule } from '../lint/rule.ts'
import type { LintedPattern } from '../lint/subject.ts'

/** More than the scope allows. */
export const overrideWidensAccess: DocumentRule = {
  id: 'override-widens-access',
  severity: 'info',
  about: 'document',
  summary: 'an override allows what the scope\'s policy does not',
  why: 'Whoever reviews the policy of a scope takes it for the widest one there. An override with credentials, with every ' +
    'origin or with a further wildcard is worth a look of its own.',
  remedy: 'Make sure that the routes need it; a policy with a name says better what it is for.',
  exceptions: 'It is what the routes are for, such as those that anybody may read.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  check ({ document }, report) {
    let isNew: IsNew | undefined
    for (const { path, written, scope } of overridesOf(document)) {
      if (written.credentials === true && scope.credentials !== true) {
        report(`${path}/credentials`, 'turns credentials on where the scope has none. Make sure that these routes need them.')
      }
      if (written.origins === '*' && scope.origins !== '*') {
        report(`${path}/origins`, 'allows every origin where the scope has a list. Make sure that everybody may read these routes.')
      }
      if (written.origins === undefined || written.origins === '*' || scope.origins === '*') continue
      isNew ??= newTo(scope)
      for (const pattern of patternsOf({ origins: written.origins }).filter(isNew)) {
        report(path + pattern.path, 'is a wildcard that the scope does not have. Make sure that these routes need it.')
      }
    }
  },
  bad: [
    { origins: ['https://app.example.com'], routes: { '/account/*': { credentials: true } } },
    { origins: ['https://app.example.com'], notFound: { origins: '*' } },
    { origins: ['https://app.example.com'], routes: { '/shops/*': { origins: ['https://app.example.com', 'https://*.example.com'] } } },
    { origins: ['https://*.a.example.com'], routes: { '/shops/*': { origins: ['https://*.example.com'] } } },
    { origins: ['http://localhost:3000'], routes: { '/dev': { origins: ['http://localhost:*'] } } }
  ],
  good: [
    { origins: ['https://*.example.com'], credentials: true, routes: { '/a': { credentials: true, maxAge: 600 }, '/b': { origins: ['https://*.a.example.com'] } } },
    { origins: '*', routes: { '/a': { origins: '*', maxAge: 600 }, '/b': { origins: ['https://*.example.com'] } } },
    { origins: ['https://app.example.com', 'https://*.example.org'], routes: { '/a': { origins: ['https://other.example.com', 'https://*.example.org'] }, '/b': false } },
    { origins: ['https://app.example.com'], routes: { '/a': { credentials: false }, '/b': { maxAge: 600 } } },
    { routes: { '/a': { origins: ['https://*.example.com'], credentials: true } } }
  ]
}

/** Whether a pattern is a wildcard that adds to what a policy covers. */
type IsNew = (pattern: LintedPattern) => boolean

function newTo (policy: CorsPolicy): IsNew {
  const coverOf = coversOf(patternsOf(policy))
  const known = new Set(policy.origins)
  return pattern => (pattern.subdomains || pattern.port === '*') && !known.has(pattern.text) && coverOf(pattern) === undefined
}
