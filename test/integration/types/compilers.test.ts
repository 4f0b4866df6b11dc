/** The built declarations, read by the versions of TypeScript that users have, as each kind of module. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'
import { isLong, onlyLong } from '../../unit/properties/seed.ts'

assertBuilt()

const root = fileURLToPath(new URL('../../..', import.meta.url))
const { exports } = createRequire(import.meta.url)('../../../package.json') as { readonly exports: Readonly<Record<string, unknown>> }
const entries = Object.keys(exports).filter(name => !name.endsWith('.json'))

/** An application with every entry, and the mistakes that the types find. */
const APPLICATION = `import fastify from 'fastify'
import corsPlugin, { type CorsPolicyOverride } from 'fastify-cors-policy'
${entries.map((name, i) => `import * as entry${i} from 'fastify-cors-policy${name.slice(1)}'`).join('\n')}
export const entries = [${entries.map((_, i) => `entry${i}`).join(', ')}]
const app = fastify()
app.register(corsPlugin, { origins: ['https://app.example.com'], maxAge: 600 })
app.get('/', { config: { cors: { maxAge: 5 } satisfies CorsPolicyOverride } }, async () => app.cors.stats())
app.register(corsPlugin, { origins: '*', alowedHeaders: ['A'] })
app.register(corsPlugin, { origins: '*', maxAge: '600' })
app.get('/', { config: { cors: { maxAge: '600' } } }, async () => '')
app.get('/', { config: { cors: { maxage: 600 } satisfies CorsPolicyOverride } }, async () => '')
app.get('/', { config: { cors: true } }, async () => '')
`

/** What the errors of the last lines name, in their order. */
const NAMED = ['alowedHeaders', 'maxAge', 'maxAge', 'maxage', 'cors']

const folder = mkdtempSync(join(tmpdir(), 'compilers-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'node_modules'))
for (const name of ['fastify', '@types', '@opentelemetry']) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
symlinkSync(root, join(folder, 'node_modules/fastify-cors-policy'))
for (const extension of ['mts', 'cts', 'ts']) writeFileSync(join(folder, `app.${extension}`), APPLICATION)

/** Compiles the application. Returns the lines of the errors. */
function errorsOf (compiler: string, file: string, module: string): readonly string[] {
  const options = module === 'bundler' ? { module: 'esnext', moduleResolution: 'bundler' } : { module }
  const config = join(folder, `tsconfig.${compiler}.${module}.${file}.json`)
  writeFileSync(config, JSON.stringify({
    compilerOptions: { ...options, target: 'es2022', strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, noEmit: true, types: ['node'] },
    files: [file]
  }))
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules', compiler, 'lib/tsc.js'), '-p', config], { cwd: folder, encoding: 'utf8' })
  return stdout.split(/\n(?! )/).filter(line => line !== '')
}

/** Whether an error is at a field, or names it. */
function names (error: string, field: string): boolean {
  const [, line = '', column = ''] = /\((\d+),(\d+)\)/.exec(error) ?? []
  const marked = APPLICATION.split('\n')[Number(line) - 1]?.slice(Number(column) - 1) ?? ''
  return marked.startsWith(`${field}:`) || new RegExp(`'${field}'|\\b${field}:`).test(error)
}

/** The last version in every run, which is the fastest too; the others, and all kinds of modules, in the long one. */
const ROWS: readonly (readonly [compiler: string, file: string, module: string])[] = [
  ['typescript-7', 'app.cts', 'nodenext'],
  ...isLong
    ? ['typescript-5.6', 'typescript-5.9', 'typescript', 'typescript-7'].flatMap(compiler => [
        [compiler, 'app.mts', 'node16'], [compiler, 'app.mts', 'nodenext'], [compiler, 'app.ts', 'bundler'],
        // From 5.8 on, the compiler knows that CommonJS can require ES modules.
        ...compiler === 'typescript-5.6' ? [] : [[compiler, 'app.cts', 'nodenext']]
      ] as [string, string, string][])
    : []
]

for (const [compiler, file, module] of ROWS) {
  t.test(`${compiler} reads the types in ${file} with module ${module}, and its errors name the fields`, t => {
    const errors = errorsOf(compiler, file, module)
    t.equal(errors.length, NAMED.length, errors.join('\n'))
    // As in docs/routes.md.
    t.match(errors[3], "'maxage' does not exist in type 'CorsPolicyOverride'. Did you mean to write 'maxAge'?")
    for (const [i, name] of NAMED.entries()) t.ok(names(errors[i] ?? '', name), `${name}: ${errors[i]}`)
    t.end()
  })
}

t.test('TypeScript before 5.8, and module node16, say that CommonJS cannot require ES modules', onlyLong, t => {
  for (const error of errorsOf('typescript-7', 'app.cts', 'node16').slice(0, 2)) t.match(error, /TS1479|TS1541/)
  t.end()
})
