/**
 * What the table of loaders would say of a package whose parts are loaded by `import()`, as they once were. Without the proof
 * at boot its row for tsx goes red: the table can fail.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { buildPrograms } from '../../../lib/build.mjs'
import { verdictOf } from './expected.ts'
import { Project } from './project.ts'
import { isLong, onlyLong } from '../../unit/properties/seed.ts'

type Change = readonly [file: string, text: string, instead: string]

const DEFERRED: readonly Change[] = [
  ['lib/plugin/application.ts', "import { boot } from './boot.ts'\n", "let boot: typeof import('./boot.ts').boot\n"],
  ['lib/plugin/application.ts', '  async boot (): Promise<void> {\n', "  async boot (): Promise<void> {\n    ({ boot } = await import('./boot.ts'))\n"]
]

const UNPROVEN: Change = ['lib/plugin/boot.ts', '  assertScopes(scopes, allInstances)\n', '']

/** Builds the package with other texts in its sources. */
function buildChanged (project: Project, changes: readonly Change[]): Promise<void> {
  return buildPrograms(join(project.folder, 'node_modules/fastify-cors-policy/dist'), [{
    name: 'changes',
    setup ({ onLoad }) {
      onLoad({ filter: /[\\/]lib[\\/]plugin([\\/]\w+)?\.ts$/ }, ({ path }) => {
        let contents = readFileSync(path, 'utf8')
        for (const [file, text, instead] of changes) {
          if (!path.replaceAll('\\', '/').endsWith(`/${file}`)) continue
          if (!contents.includes(text)) throw new Error(`${file} has no ${text}`)
          contents = contents.replace(text, instead)
        }
        return { contents, loader: 'ts' }
      })
    }
  }])
}

const project = new Project()
t.teardown(() => project.remove())
t.setTimeout(600_000)

const tsx = () => project.run('commonjs', ['--import', 'tsx', 'entry.ts'])
const node = () => project.run('commonjs', ['entry.js'])

t.test('parts by import(), with the proof: tsx refuses to start', async t => {
  await buildChanged(project, DEFERRED)
  if (isLong) t.equal(verdictOf(await node(), 1), 'right')
  const outcome = await tsx()
  t.equal(outcome.answers?.['start'], 'FST_CORS_LOADED_TWICE', outcome.output)
  t.equal(verdictOf(outcome, 2), 'refused')
})

// It tests the table, and not the package.
t.test('parts by import(), without the proof: the row for tsx goes red', onlyLong, async t => {
  await buildChanged(project, [...DEFERRED, UNPROVEN])
  t.equal(verdictOf(await node(), 1), 'right')
  const { answers } = await tsx()
  t.equal(verdictOf({ answers, output: '' }, 2), 'open')
  t.equal(answers?.['GET /off from https://app.example.com'], '200 https://app.example.com true', 'config.cors: false is not heard')
})
