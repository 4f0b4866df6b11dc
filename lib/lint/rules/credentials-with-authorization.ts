import type { PolicyRule } from '../rule.ts'

/** Two ways to say who asks. */
export const credentialsWithAuthorization: PolicyRule = {
  id: 'credentials-with-authorization',
  severity: 'info',
  about: 'policy',
  summary: 'credentials and the header `Authorization` are both allowed',
  why: 'A token in `Authorization` needs no `credentials`: with them browsers send cookies too, and what a page of an allowed ' +
    'origin does with these it does as the user.',
  recommendation: 'If tokens in `Authorization` are all that the API looks at, take `credentials` out.',
  exceptions: 'The API takes both cookies and tokens, each from some of its pages.',
  source: 'https://fetch.spec.whatwg.org/#credentials',
  reads: ['credentials', 'allowedHeaders'],
  check ({ policy, credentials }, report) {
    if (!credentials) return
    // With credentials it is never "*".
    const index = (policy.allowedHeaders as readonly string[] | undefined)?.findIndex(name => name.toLowerCase() === 'authorization') ?? -1
    if (index !== -1) report(`/allowedHeaders/${index}`, 'carries tokens, which need no credentials. If the API looks at no cookie, take `credentials` out.')
  },
  bad: [
    { origins: ['https://app.example.com'], credentials: true, allowedHeaders: ['Content-Type', 'Authorization'] },
    { origins: ['https://app.example.com'], credentials: true, allowedHeaders: ['authorization'] }
  ],
  good: [
    { origins: ['https://app.example.com'], credentials: true, allowedHeaders: ['Content-Type', 'X-Authorization'] },
    { origins: ['https://app.example.com'], credentials: true },
    { origins: ['https://app.example.com'], allowedHeaders: ['Authorization'] }
  ]
}
