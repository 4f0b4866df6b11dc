/** Completion and hover texts for a policy in TypeScript, from the language service of TypeScript. */
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import { CorsPolicyOverrideSchema, CorsPolicyDocumentSchema } from '../../../types/policy.ts'
import { assertBuilt } from '../../dist.ts'

// The declarations that are published are made by a compiler, which can lose comments.
assertBuilt()

const file = fileURLToPath(new URL('written-in-an-editor.ts', import.meta.url))

/** One program for all questions: to read it again for each would take a second a question. */
let text = "import fastify from 'fastify'\nimport corsPlugin, { type CorsPolicyOverride } from '../../../dist/lib/index.js'\nconst app = fastify()\n"

/** Adds a statement; `|` in it is where the cursor stands. Returns that place. */
function write (statement: string): number {
  const cursor = text.length + statement.indexOf('|')
  text += `${statement.replace('|', '')}\n`
  return cursor
}

/** A way to write each field that is right in every place where a policy stands. */
const written: Record<string, string> = {
  $schema: "''",
  origins: "['https://app.example.com']",
  credentials: 'true',
  methods: "['PUT']",
  allowedHeaders: "['Content-Type']",
  exposedHeaders: "['ETag']",
  maxAge: '600',
  dangerouslyAllow: '[]',
  description: "''",
  policies: '{}',
  routes: '{}',
  notFound: 'false',
  preflightStatus: '200',
  preflightCacheControl: "'no-store'",
  privateSuffixes: '[]',
  lint: '{ ignore: [] }'
}

const usualNames = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'],
  allowedHeaders: ['Authorization', 'Content-Type'],
  exposedHeaders: ['ETag', 'Location'],
  dangerouslyAllow: ['insecure-origins', 'public-suffix-wildcards', 'null-origin']
}

const documentFields = Object.entries(CorsPolicyDocumentSchema.properties)
  .map(([name, { description }]) => ({ name, description, field: `|${name}: ${written[name]}` }))
const policyFields = documentFields.filter(({ name }) => name in CorsPolicyOverrideSchema.properties)

const emptyDocument = write('app.register(corsPlugin, { | })')
const emptyPolicy = write('app.register(corsPlugin, { policies: { partners: { | } } })')
const emptyOverride = write("app.register(corsPlugin, { routes: { '/a': { | } } })")
const emptyRoute = write("app.get('/', { config: { cors: { | } } }, () => '')")

const fieldPlaces = [
  ...documentFields.map(({ name, description, field }) => ({
    where: name, description, at: write(`app.register(corsPlugin, { ${field} })`)
  })),
  ...policyFields.map(({ name, description, field }) => {
    const policy = name === 'origins' ? field : `origins: ['https://app.example.com'], ${field}`
    return {
      where: `${name} of a named policy`,
      description,
      at: write(`app.register(corsPlugin, { policies: { partners: { ${policy} } } })`)
    }
  }),
  ...policyFields.map(({ name, description, field }) => ({
    where: `${name} of an override`, description, at: write(`app.register(corsPlugin, { routes: { '/a': { ${field} } } })`)
  })),
  ...policyFields.map(({ name, description, field }) => ({
    where: `${name} of config.cors`, description, at: write(`app.get('/', { config: { cors: { ${field} } satisfies CorsPolicyOverride } }, () => '')`)
  })),
  ...policyFields.map(({ name, description, field }) => ({
    where: `${name} of config.cors in a whole route`,
    description,
    at: write(`app.route({ method: 'GET', url: '/', config: { cors: { ${field} } satisfies CorsPolicyOverride }, handler: () => '' })`)
  }))
]

const namePlaces = Object.entries(usualNames).map(([field, names]) => ({
  field, names, at: write(`app.register(corsPlugin, { origins: ['https://app.example.com'], ${field}: ['|'] })`)
}))

const wildcardPlaces = ['origins', 'allowedHeaders', 'exposedHeaders'].map(field => ({
  field, at: write(`app.register(corsPlugin, { ${field}: '|' })`)
}))

// At the end, because it is for the whole program: the names of all other places are the same for any names of sources.
const declared = write("declare module '../../../dist/lib/index.js' { interface CorsSourceNames { tenants: true, regions: true } }|")
const sourcePlaces: [at: number, names: string[]][] = [
  [write('app.register(corsPlugin, { origins: [{ | }] })'), ['source', 'key']],
  [write("app.register(corsPlugin, { origins: ['https://app.example.com', { source: '|' }] })"), ['regions', 'tenants']],
  [write("app.register(corsPlugin, { origins: [{ source: 'tenants', key: '|' }] })"), ['host']],
  [write("app.register(corsPlugin, { origins: [{ source: 'tenants', key: { | } }] })"), ['param']],
  [write("app.register(corsPlugin, { policies: { partners: { origins: [{ source: '|' }] } } })"), ['regions', 'tenants']],
  [write("app.get('/b', { config: { cors: { origins: [{ source: '|' }] } } }, () => '')"), ['regions', 'tenants']],
  [write('app.register(corsPlugin, { origins: [], sources: { | } })'), ['regions', 'tenants']]
]
const sourceField = write("app.register(corsPlugin, { origins: [{ |source: 'tenants', key: 'host' }] })")
const keyField = write("app.register(corsPlugin, { origins: [{ source: 'tenants', |key: 'host' }] })")

const { options } = ts.getParsedCommandLineOfConfigFile(
  fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => { throw new Error(String(messageText)) } }
)!

const editor = ts.createLanguageService({
  ...ts.sys,
  useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  getCompilationSettings: () => options,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  getScriptFileNames: () => [file],
  getScriptVersion: () => '1',
  getScriptSnapshot: name => {
    const content = name === file ? text : ts.sys.readFile(name)
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
  }
})

/** The names offered at a place. */
function completions (at: number): string[] {
  return editor.getCompletionsAtPosition(file, at, {})?.entries.map(({ name }) => name) ?? []
}

/** The text shown beside a name that is offered at a place. */
function completionText (at: number, name: string): string {
  return ts.displayPartsToString(
    editor.getCompletionEntryDetails(file, at, name, {}, undefined, {}, undefined)?.documentation
  )
}

/** The text shown where the mouse rests on what is written at a place. */
function hoverText (at: number): string {
  return ts.displayPartsToString(editor.getQuickInfoAtPosition(file, at)?.documentation)
}

t.test('editors complete the fields of a policy document with their descriptions', async t => {
  const names = completions(emptyDocument)
  for (const { name, description } of documentFields) {
    t.ok(names.includes(name), `${name} is offered`)
    // `register` takes more values for lint than a document.
    const text = completionText(emptyDocument, name)
    t.equal(name === 'lint' ? text.slice(0, description!.length) : text, description, `${name} is explained`)
  }
})

t.test('editors complete the fields of a policy at every place of a document', async t => {
  for (const [where, at] of Object.entries({ emptyPolicy, emptyOverride, emptyRoute })) {
    const names = completions(at)
    t.same(policyFields.map(({ name }) => name).filter(name => !names.includes(name)), [], where)
  }
})

t.test('the comment of each field equals the description in the JSON Schema', async t => {
  for (const { where, description, at } of fieldPlaces) {
    t.ok(description, `${where} has a description`)
    const text = hoverText(at)
    t.equal(where === 'lint' ? text.slice(0, description!.length) : text, description, where)
  }
})

t.test('editors complete names inside lists', async t => {
  for (const { field, names, at } of namePlaces) {
    const offered = completions(at)
    t.same(names.filter(name => !offered.includes(name)), [], field)
  }
})

t.test('editors complete wildcards', async t => {
  for (const { field, at } of wildcardPlaces) t.ok(completions(at).includes('*'), field)
})

t.test('editors complete an entry of a source with the declared names, and explain its fields', async t => {
  t.ok(declared > 0)
  for (const [at, names] of sourcePlaces) t.strictSame(completions(at).filter(name => name !== '').sort(), [...names].sort(), text.slice(at - 60, at))
  t.equal(hoverText(sourceField), 'A name in the option `sources`.')
  t.equal(hoverText(keyField), 'Limits the entry to the origins of one tenant: that of the Host of the request, or of a parameter of its route.')
})
