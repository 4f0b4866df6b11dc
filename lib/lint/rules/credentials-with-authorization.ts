import type { PolicyRule } from '../rule.ts'

export const credentialsWithAuthorization: PolicyRule = {
  id: 'credentials-with-authorization',
  severity: 'info',
  about: 'policy',
  summary: 'credentials and the header `Authorization` are both allowed',
  why: 'A token in `Authorization` does not need `credentials`. With `credentials`, browsers also send cookies, so pages of allowed ' +
    'origins can act as the signed-in user.',
  recommendation: 'Remove `credentials` if the API reads only tokens in `Authorization`.',
  exceptions: 'The API accepts both cookies and tokens.',
  source: 'https://fetch.spec.whatwg.org/#credentials',
  reads: ['credentials', 'allowedHeaders'],
  check ({ policy, credentials }, report) {
    if (!credentials) return
    // Validation rejects "*" in a policy with credentials.
    const index = (policy.allowedHeaders as readonly string[] | undefined)?.findIndex(name => name.toLowerCase() === 'authorization') ?? -1
    if (index !== -1) {
      report(`/allowedHeaders/${index}`, 'Tokens in Authorization do not need `credentials`. Remove `credentials` if ' +
      'the API does not read cookies.')
    }
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
