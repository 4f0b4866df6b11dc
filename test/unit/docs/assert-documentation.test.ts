/** What the printers of documentation are given. */
import Fastify from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { documentPolicies, renderHtml, renderMarkdown } from '../../../lib/tools.ts'

const documentation = documentPolicies({ origins: '*' })
const printers = { renderHtml, renderMarkdown }

const WRONG: [given: unknown, what: string][] = [
  [Promise.resolve(documentation), 'a Promise'], [{}, 'what is none'], [null, 'what is none'], [undefined, 'what is none'], ['# CORS policies', 'what is none'],
  [{ origins: '*' }, 'what is none'], [{ ...documentation, routes: undefined }, 'what is none'], [{ ...documentation, version: 2 }, 'one of version 2']
]

for (const [name, print] of Object.entries(printers)) {
  for (const [given, what] of WRONG) {
    t.test(`${name} is not given ${JSON.stringify(given)?.slice(0, 40)}: ${what}`, async t => {
      t.throws(() => print(given as never), {
        name: 'TypeError',
        message: `${name}: takes a documentation of version 1, not ${what}. Pass \`await app.cors.documentation()\`, or \`documentPolicies(document)\`.`
      })
    })
  }
}

t.test('what came through JSON is taken', async t => {
  t.equal(renderMarkdown(JSON.parse(JSON.stringify(documentation))), renderMarkdown(documentation))
})

t.test('what an application gives without await is not', async t => {
  const app = Fastify()
  await app.register(cors, { origins: '*' })
  await app.ready()
  t.throws(() => renderMarkdown(app.cors.documentation() as never), /not a Promise/)
  await app.close()
})
