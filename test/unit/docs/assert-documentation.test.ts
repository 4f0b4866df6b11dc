/** Tests how the renderers of documentation validate their argument. */
import Fastify from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { documentPolicies, renderHtml, renderMarkdown } from '../../../lib/tools.ts'

const documentation = documentPolicies({ origins: '*' })
const renderers = { renderHtml, renderMarkdown }

const WRONG: [given: unknown, what: string][] = [
  [Promise.resolve(documentation), 'a Promise'], [{}, 'another value'], [null, 'another value'], [undefined, 'another value'], ['# CORS policies', 'another value'],
  [{ origins: '*' }, 'another value'], [{ ...documentation, routes: undefined }, 'another value'], [{ ...documentation, sources: null }, 'another value'], [{ ...documentation, version: 2 }, 'one of version 2']
]

for (const [name, print] of Object.entries(renderers)) {
  for (const [given, what] of WRONG) {
    t.test(`${name} rejects ${JSON.stringify(given)?.slice(0, 40)} (${what})`, async t => {
      t.throws(() => print(given as never), {
        name: 'TypeError',
        message: `${name}: The argument must be a documentation of version 1, not ${what}. Pass \`await app.cors.documentation()\`, or \`documentPolicies(document)\`.`
      })
    })
  }
}

t.test('renderers accept documentation that was serialized as JSON', async t => {
  t.equal(renderMarkdown(JSON.parse(JSON.stringify(documentation))), renderMarkdown(documentation))
})

t.test('renderers reject the promise of app.cors.documentation()', async t => {
  const app = Fastify()
  await app.register(cors, { origins: '*' })
  await app.ready()
  t.throws(() => renderMarkdown(app.cors.documentation() as never), /not a Promise/)
  await app.close()
})
