import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'

/** A policy that nothing has. */
export const namedPolicyUnused: DocumentRule = {
  id: 'named-policy-unused',
  severity: 'info',
  about: 'document',
  summary: 'no route of the application has a policy of `policies`',
  why: 'A policy in effect nowhere misleads whoever reads the file: what it allows, nobody may do, and what it forbids may be allowed.',
  recommendation: 'Name it in `routes` or in the `config.cors` of a route, or take it out.',
  exceptions: 'A document that several applications share, each of which uses some of its policies.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  check ({ document, chosenNames }, report) {
    if (chosenNames === null) return
    for (const name of Object.keys(document.policies ?? {})) {
      if (!chosenNames.has(name)) report(pointer('/policies', name), 'is in effect nowhere. Name it where it is meant to be, or take it out.')
    }
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], policies: { public: { origins: '*' } } })
app.register(async app => { app.get('/orders', handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], policies: { public: { origins: '*' } } })
app.register(async app => { app.get('/prices', { config: { cors: 'public' } }, handler) })`]
}
