/** The names of sources in documents and choices. */
import t from 'tap'
import { issuesOfSourceNames, unknownSources } from '../../../lib/validate/source-names.ts'

const from = (...sources: readonly string[]): { origins: { source: string }[] } => ({ origins: sources.map(source => ({ source })) })

t.test('an unknown source is reported wherever it is', async t => {
  const document = {
    ...from('known', 'a'),
    policies: { 'x/y': from('b') },
    routes: { '/orders': from('known', 'known', 'c'), '/off': false as const, '/named': 'x/y', '/any': { origins: '*' as const } },
    notFound: from('d')
  }
  t.strictSame(issuesOfSourceNames(document, new Set(['known'])).map(({ id, path, value }) => [id, path, value]), [
    ['unknown-source', '/origins/1/source', 'a'],
    ['unknown-source', '/policies/x~1y/origins/0/source', 'b'],
    ['unknown-source', '/routes/~1orders/origins/2/source', 'c'],
    ['unknown-source', '/notFound/origins/0/source', 'd']
  ])
  t.strictSame(issuesOfSourceNames({ origins: '*' }, new Set()), [])
})

t.test('a choice without sources has no issue', async t => {
  for (const choice of [undefined, false, 'name', {}, { origins: '*' }, { origins: ['https://a.test'] }, from('known')]) {
    t.strictSame(unknownSources(choice, '', new Set(['known'])), [], JSON.stringify(choice))
  }
})

t.test('the message says what to write instead', async t => {
  const rows: ReadonlyArray<readonly [names: readonly string[], message: string, fix?: string]> = [
    [[], 'No source has the name "tenant". Add it to the option `sources` of `register`.'],
    [['partners', 'own'], 'No source has the name "tenant". The known sources are "partners", "own".'],
    [['partners', 'tenants'], 'No source has the name "tenant". Did you mean "tenants"?', 'tenants']
  ]
  for (const [names, message, value] of rows) {
    const path = '/config/cors/origins/0/source'
    const issue = { id: 'unknown-source', path, value: 'tenant', message }
    t.strictSame(unknownSources(from('tenant'), '/config/cors', new Set(names)), [value === undefined ? issue : { ...issue, fix: { op: 'replace', path, value } }])
  }
})
