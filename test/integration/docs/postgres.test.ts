/** docs/sources/postgres.md: its SQL is that of the package, and its programs run on a real server and print what the page shows. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { postgresSchema } from '../../../lib/sources.ts'
import { blocksOf, withTexts, type Block } from '../readme/blocks.ts'
import { ExampleProject } from '../readme/examples.ts'
import { exchangeShown } from '../readme/exchange.ts'
import { PostgresServer } from '../sources/postgres-server.ts'
import { Relay } from '../sources/relay.ts'

const file = new URL('../../../docs/sources/postgres.md', import.meta.url)
const page = readFileSync(file, 'utf8')

t.test('every block runs and type-checks, and does what is shown', async (t) => {
  const server = await PostgresServer.start(t)
  const { address } = await Relay.start(t, server.socket)
  const blocks = blocksOf(page)
  const exampleOf = (block: Block) => ({ page: 'docs/sources/postgres.md', block, json: undefined })
  const programs = blocks.filter(({ language }) => language === 'ts').map(exampleOf)
  t.ok(programs.length >= 4)
  const project = new ExampleProject(programs, { packages: ['pg', 'postgres'], env: { DATABASE_URL: `postgres://postgres@${address.host}:${address.port}/postgres` } })
  t.teardown(() => { project.remove() })
  t.strictSame(project.problems, [])

  const texts = new Map<Block, string>()
  const [schema] = blocks
  texts.set(schema!, postgresSchema().trimEnd())
  for (const [i, block] of blocks.entries()) {
    if (block.language === 'sql') {
      await server.sql(texts.get(block) ?? block.text)
    } else if (block.language === 'ts') {
      const next = blocks.slice(i + 1).findIndex(({ language }) => language !== 'text' && language !== 'http')
      const shown = blocks.slice(i + 1, next === -1 ? undefined : i + 1 + next)
      const exchanges = shown.filter(({ language }) => language === 'http')
      const { output, exchanged } = await project.run(exampleOf(block), exchanges.map(({ text }) => text), exchangeShown)
      exchanges.forEach((exchange, i) => { texts.set(exchange, exchanged[i]!) })
      const printed = shown.find(({ language }) => language === 'text')
      if (printed === undefined) t.equal(output, '', `the program in line ${block.line} prints nothing`)
      else texts.set(printed, output)
    }
  }
  t.equal(texts.size, blocks.filter(({ language }) => ['http', 'text'].includes(language)).length + 1)
  if (t.writeSnapshot) writeFileSync(file, withTexts(page, texts))
  else for (const [block, text] of texts) t.equal(block.text, text, `the block in line ${block.line}`)
})
