/** Tests findings of lint in the documentation. */
import Fastify from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { renderMarkdown, documentPolicies } from '../../../lib/tools.ts'
import { quotingPhrase } from '../../../lib/docs/findings.ts'
import { documentationPage } from '../../../lib/docs/html.ts'

t.test('findings about a document are sorted by severity', async t => {
  const documentation = documentPolicies({ origins: ['https://*.a.test', 'http://b.test'] })
  t.match(documentation.findings, [
    { id: 'insecure-origin', severity: 'warning', where: [{ code: '/origins/1' }, ' ', { code: '"http://b.test"' }] },
    { id: 'subdomain-wildcard', severity: 'info', where: [{ code: '/origins/0' }, ' ', { code: '"https://*.a.test"' }] },
    { id: 'apex-not-covered', severity: 'info', what: ['The pattern does not cover ', { code: '"https://a.test"' }, '. List that origin too if its pages call the API.'] }
  ])
  t.ok(Object.isFrozen(documentation.findings[0]?.where))
  t.match(renderMarkdown(documentation), /\n## Findings of lint\n\n\| Severity .*\n.*\n\| warning \| `\/origins\/1` `"http:\/\/b\.test"` \| The origin uses plain http, /)
})

t.test('findings in the documentation do not depend on NODE_ENV', async t => {
  const before = process.env['NODE_ENV']
  t.teardown(() => { if (before === undefined) delete process.env['NODE_ENV']; else process.env['NODE_ENV'] = before })
  const made = ['production', 'test'].map(environment => {
    process.env['NODE_ENV'] = environment
    return documentPolicies({ origins: ['http://localhost:3000'] })
  })
  t.same(made[0], made[1])
})

t.test('findings about an application contain route names, which are escaped', async t => {
  const app = Fastify()
  await app.register(cors, { origins: ['https://a.test'], maxAge: 600, lint: 'off' })
  app.put('/<b>|`x`', () => '')
  await app.ready()
  const documentation = await app.cors.documentation()
  t.match(documentation.findings, [{ id: 'json-without-content-type', where: [{ code: 'registration' }] }])
  t.match(renderMarkdown(documentation), /PUT \/&lt;b&gt;\\\|`x`/)
  t.notMatch(documentationPage(documentation, { script: '', style: '' }).html, /<b>/)
})

t.test('documentation without findings has no section for them', async t => {
  const documentation = documentPolicies({ origins: ['https://a.test'], maxAge: 600 })
  t.same(documentation.findings, [])
  t.notMatch(renderMarkdown(documentation), /lint/)
})

t.test('quotingPhrase turns quotations into code', async t => {
  t.same(quotingPhrase('write `x` or "y\\"z", not w'), ['write ', { code: 'x' }, ' or ', { code: '"y\\"z"' }, ', not w'])
  t.same(quotingPhrase('`x`'), [{ code: 'x' }])
})
