/** The difference as a script for browsers: it needs nothing of Node, and only `URL` of the web. */
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { diffPolicies } from '../../../lib/diff.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

t.test('a bundle for browsers gives the same result and the same errors', async t => {
  const { outputFiles: [{ text } = { text: '' }] } = await build({
    stdin: { contents: "import { diffPolicies } from './lib/diff.ts'\nglobalThis.diffPolicies = diffPolicies", resolveDir: root },
    bundle: true, platform: 'browser', format: 'iife', write: false, logLevel: 'silent'
  })
  const scope: { diffPolicies?: typeof diffPolicies } & object = { URL } as object
  runInNewContext(text, scope)
  const before: CorsPolicyDocument = { origins: ['https://a.test', 'https://x-*.b.test:*', 'null'], dangerouslyAllow: ['null-origin'], routes: { '/a/*': false }, maxAge: 600 }
  const after: CorsPolicyDocument = { origins: ['https://*.test', { source: 's' }], policies: { p: { origins: '*' } }, routes: { '/a/b': 'p' } }
  t.strictSame(JSON.parse(JSON.stringify(scope.diffPolicies!(before, after))), diffPolicies(before, after))
  t.throws(() => scope.diffPolicies!({ origins: ['https://ä.test/'] }, after), /has a path/)
})
