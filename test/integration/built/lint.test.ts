/** Tests that the policies and routes of the demonstration have no errors and no warnings. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import type { CorsLintFinding } from '../../../types/report.ts'
import { assertBuilt } from '../../dist.ts'

assertBuilt()

const root = new URL('../../../', import.meta.url)

const serious = (findings: readonly CorsLintFinding[]) => findings.filter(({ severity }) => severity !== 'info').map(({ id, path }) => `${id} ${path}`)

t.test('lint finds no problems in the demonstration, including its routes', async t => {
  const { buildApi } = await import('../../../examples/api.mjs')
  const { lintApp } = await import('fastify-cors-policy/tools')
  const app = buildApi(JSON.parse(readFileSync(new URL('examples/policy.json', root), 'utf8')))
  await app.ready()
  t.same(serious(await lintApp(app)), [])
  await app.close()
})
