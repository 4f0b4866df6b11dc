/** Tests when the output of commands has colors. */
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { commandIn } from './command.ts'
import { EXAMPLE_FILES } from './example-files.ts'

const folder = t.testdir({ 'policy.json': EXAMPLE_FILES['policy.json'] })

t.test('colors are used only on terminals, and not with NO_COLOR', async t => {
  const line = 'explain policy.json --origin https://example.com'
  const plain = await commandIn(folder, line)
  const colored = await commandIn(folder, line, { colors: true })
  t.match(colored.stdout, '\u001b[31m')
  t.equal(stripVTControlCharacters(colored.stdout), plain.stdout)
  t.equal((await commandIn(folder, line, { colors: true, env: { NO_COLOR: '1' } })).stdout, plain.stdout)
  t.equal((await commandIn(folder, line, { colors: true, env: { NO_COLOR: '' } })).stdout, colored.stdout)
  for (const env of [{ FORCE_COLOR: '1' }, { FORCE_COLOR: 'true' }, { FORCE_COLOR: '3', NO_COLOR: '1' }]) t.equal((await commandIn(folder, line, { env })).stdout, colored.stdout)
  for (const FORCE_COLOR of ['0', 'false']) t.equal((await commandIn(folder, line, { colors: true, env: { FORCE_COLOR } })).stdout, plain.stdout)
  t.equal((await commandIn(folder, line, { env: { FORCE_COLOR: '' } })).stdout, plain.stdout)
  t.equal((await commandIn(folder, line, { colors: false })).stdout, plain.stdout)
})
