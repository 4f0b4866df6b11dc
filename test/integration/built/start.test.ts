/** What every application loads that imports the plugin: which modules, why, and how much of each. A row that grows needs a reason. */
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'

assertBuilt()

/** Modules in thousands of bytes, at most, each with what needs it before the first request or without waiting for an import. */
const TABLE: Readonly<Record<string, readonly [most: number, why: string]>> = {
  types: [7, 'the shape of documents'],
  'lib/apply': [11, 'requests'],
  'lib/browser': [58, '`explain`, and what a page could read, for the log'],
  'lib/command-setting': [1, 'commands that start applications'],
  'lib/compile': [16, 'the policies of routes'],
  'lib/cookies': [17, '`explain`, and sites for lint'],
  'lib/decide': [3, 'requests'],
  'lib/deep-freeze': [1, 'findings'],
  'lib/development-origins': [4, 'the entry'],
  'lib/digest': [2, '`app.cors.status()`'],
  'lib/docs': [75, 'the pages of the options `docs` and `report`, half of it a compressed script; examples of URLs for lint'],
  'lib/errors': [3, 'the errors of the start'],
  'lib/explain': [68, '`explain`, and the causes of refusals for the log'],
  'lib/fastify': [6, 'the routes of Fastify'],
  'lib/guard-rule': [1, 'guards'],
  'lib/index': [2, 'the entry'],
  'lib/lint': [95, 'findings at the start'],
  'lib/lookup': [32, 'sources'],
  'lib/origin-entries': [2, 'the policies of routes'],
  'lib/parse-origins': [2, 'the entry'],
  'lib/plugin': [140, 'the start and requests'],
  'lib/remembered-policy': [4, '`app.cors.replace()`'],
  'lib/routes': [50, 'the policies of routes, and preflights'],
  'lib/severities': [1, 'findings'],
  'lib/standard': [16, 'validation and requests'],
  'lib/text': [6, 'messages'],
  'lib/validate': [145, 'documents, and the text of each issue, which is thrown at once; a quarter is the public suffix list'],
  'lib/version': [1, 'copies of the package']
}

/** Packages other than Fastify. Fastify itself loads find-my-way. */
const PACKAGES = ['fastify-plugin', 'find-my-way']

const dist = new URL('../../../dist/lib/', import.meta.url)
const files = new Map<string, string>()
const packages = new Set<string>()

function load (file: URL): void {
  if (files.has(file.href)) return
  const text = readFileSync(file, 'utf8')
  files.set(file.href, text)
  for (const [, name = ''] of text.matchAll(/^(?:import|import .+ from|\} from) "(.+)";$/gm)) {
    if (name.startsWith('.')) load(new URL(name, file))
    else if (!isBuiltin(name)) packages.add(name)
  }
}

load(new URL('index.js', dist))

/** The characters of each module. The build writes the path of a source before its code. */
function sizes (): Map<string, number> {
  const found = new Map<string, number>()
  for (const text of files.values()) {
    for (const part of text.split(/^\/\/ (?=(?:lib|types)\/)/m).slice(1)) {
      const module = part.replace(/^(types|lib\/[^/.]+)[^]*/, '$1')
      found.set(module, (found.get(module) ?? 0) + part.length)
    }
  }
  return found
}

t.test('an application loads only these modules with the plugin, each up to its size', async t => {
  const loaded = sizes()
  t.strictSame([...loaded.keys()].filter(module => !(module in TABLE)), [], 'other modules are not needed to start; load them from another entry')
  for (const [module, [most, why]] of Object.entries(TABLE)) {
    const size = loaded.get(module) ?? 0
    t.ok(size <= most * 1000, `${module} has ${size} characters, for ${why}`)
    if (most > 2) t.ok(size > most * 500, `${module} has ${size} characters; lower its row`)
  }
})

t.test('all of it is at most 680,000 bytes in 22 files', async t => {
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  t.ok(bytes <= 680_000, `${bytes} bytes`)
  t.ok(files.size <= 22, `${files.size} files`)
})

t.test('an application loads no other packages with the plugin', async t => {
  t.strictSame([...packages].sort(), PACKAGES)
})
