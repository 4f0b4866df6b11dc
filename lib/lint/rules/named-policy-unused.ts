import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'

export const namedPolicyUnused: DocumentRule = {
  id: 'named-policy-unused',
  severity: 'info',
  about: 'document',
  summary: 'no route of the application uses a policy in `policies`',
  why: 'An unused policy misleads readers, because it neither allows nor blocks any request.',
  recommendation: 'Use its name in `routes` or in the `config.cors` of a route, or remove it.',
  exceptions: 'Several applications share the document, and each of them uses some of the policies.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  check ({ document, chosenNames }, report) {
    if (chosenNames === null) return
    for (const name of Object.keys(document.policies ?? {})) {
      if (!chosenNames.has(name)) {
        report(pointer('/policies', name), 'No route uses this policy. Use its name in `routes` or in ' +
        '`config.cors`, or remove it.')
      }
    }
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], policies: { public: { origins: '*' } } })
app.register(async app => { app.get('/orders', handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], policies: { public: { origins: '*' } } })
app.register(async app => { app.get('/prices', { config: { cors: 'public' } }, handler) })`]
}
