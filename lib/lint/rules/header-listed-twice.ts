import type { PolicyRule, Report } from '../rule.ts'

export const headerListedTwice: PolicyRule = {
  id: 'header-listed-twice',
  severity: 'warning',
  about: 'policy',
  summary: 'a header name is listed twice',
  why: 'Browsers ignore the case of header names, so the second entry has no effect. If only one of the two is removed later, the ' +
    'header stays allowed.',
  recommendation: 'Remove the duplicate.',
  exceptions: 'None.',
  source: 'https://fetch.spec.whatwg.org/#header-name',
  reads: ['allowedHeaders', 'exposedHeaders'],
  check ({ policy }, report) {
    for (const field of ['allowedHeaders', 'exposedHeaders'] as const) {
      const names = policy[field]
      if (names !== '*') checkNames(names ?? [], field, report)
    }
  },
  bad: [
    { origins: ['https://app.example.com'], allowedHeaders: ['Content-Type', 'content-type'] },
    { origins: ['https://app.example.com'], exposedHeaders: ['ETag', 'Link', 'ETag'] }
  ],
  good: [
    { origins: ['https://app.example.com'], allowedHeaders: ['X-Request-Id'], exposedHeaders: ['X-Request-Id'] },
    { origins: '*', allowedHeaders: '*', exposedHeaders: '*' }
  ]
}

function checkNames (names: readonly string[], field: string, report: Report): void {
  const seen = new Set<string>()
  for (const [i, name] of names.entries()) {
    const lower = name.toLowerCase()
    if (seen.has(lower)) {
      report(`/${field}/${i}`, 'The header is already listed (case does not matter). Remove the ' +
      'duplicate.', { fix: { op: 'remove' } })
    }
    seen.add(lower)
  }
}
