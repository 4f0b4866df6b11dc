/** The option --watch with a real application: Node reports each module that it loads, and each place where it has looked for one. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'

assertBuilt()

const root = fileURLToPath(new URL('../../..', import.meta.url))

const APPLICATION = `import fastify from 'fastify'
import corsPlugin from 'fastify-cors-policy'
import { origins } from './origins.mjs'
const app = fastify()
app.register(corsPlugin, { origins })
export default app
`

t.test('an application is read again after a change of a module, until Ctrl+C', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'watched-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const write = (origin: string): void => { writeFileSync(join(folder, 'origins.mjs'), `export const origins = ['${origin}']\n`) }
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'node_modules/fastify'), join(folder, 'node_modules/fastify'))
  symlinkSync(root, join(folder, 'node_modules/fastify-cors-policy'))
  writeFileSync(join(folder, 'app.mjs'), APPLICATION)
  write('http://a.example')
  const command = spawn(process.execPath, [join(root, 'dist/lib/cli/bin.js'), 'lint', 'app.mjs', '--watch'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const ready = async (): Promise<void> => {
    output = ''
    while (!output.includes('Waiting for changes')) {
      const [text] = await once(command.stderr, 'data') as [Buffer]
      output += String(text)
    }
  }
  let found = ''
  command.stdout.setEncoding('utf8').on('data', (text: string) => { found += text })
  await ready()
  t.match(found, '"http://a.example": The origin uses plain http')
  const again = ready()
  write('http://b.example')
  await again
  t.match(output, 'origins.mjs has changed.')
  t.match(found, '"http://b.example": The origin uses plain http')
  command.kill('SIGINT')
  t.strictSame(await once(command, 'exit'), [0, null])
})
