/** Checks the demonstration of the project, which sets security headers with @fastify/helmet. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { buildApi } from '../../../examples/api.mjs'
import { checkEndpoint } from '../../../lib/check.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { assertBuilt } from '../../dist.ts'
import { listening } from '../../listening.ts'

assertBuilt()

const policy = JSON.parse(readFileSync(new URL('../../../examples/policy.json', import.meta.url), 'utf8')) as CorsPolicyDocument
const app = buildApi(policy)
const { origin } = await listening(app, { t })

/** The route of the policy for each URL. */
const URLS = {
  '/api/orders': '/api/orders',
  '/api/orders/1': '/api/orders/:id',
  '/api/public': '/api/public',
  '/api/private': '/api/private',
  '/cors': '/cors',
  '/nowhere': '*'
}

for (const [path, route] of Object.entries(URLS)) {
  t.test(`the demonstration has no errors and warnings at ${path}`, async t => {
    const { findings, probes } = await checkEndpoint(`${origin}${path}`, { policy, route, rate: 100_000 })
    t.strictSame(findings.filter(({ severity }) => severity !== 'info').map(({ id, message }) => [id, message]), [])
    t.ok(probes.filter(({ skipped }) => skipped === null).length > 10)
  })
}

t.test('the demonstration has no errors and warnings if it is checked without its policy', async t => {
  for (const [path, credentials] of [['/api/orders', true], ['/api/public', false]] as const) {
    const { findings } = await checkEndpoint(`${origin}${path}`, { allowedOrigins: ['https://app.example.com'], credentials, errorPath: '/api/broken', rate: 100_000 })
    t.strictSame(findings.filter(({ severity }) => severity !== 'info').map(({ id, message }) => [id, message]), [], path)
  }
})

t.test('a route that always fails, and a URL that does not exist, are reported and not graded', async t => {
  for (const [path, id] of [['/api/broken', 'endpoint-always-fails'], ['/api/order', 'url-not-found']] as const) {
    const { findings, isReached, grades } = await checkEndpoint(`${origin}${path}`, { policy, rate: 100_000 })
    t.strictSame([findings.map(finding => finding.id), isReached, [...new Set(Object.values(grades))]], [[id], false, ['-']])
  }
})

t.test('the demonstration has the headers of @fastify/helmet', async t => {
  const { headers } = await app.inject('/api/public')
  t.match(headers, { 'content-security-policy': 'default-src \'none\';frame-ancestors \'none\'', 'x-content-type-options': 'nosniff' })
})
