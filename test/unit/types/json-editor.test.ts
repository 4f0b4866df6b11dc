/** Completion, hover texts and diagnostics for a policy file, from the JSON language service of VS Code. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import type * as Service from 'vscode-json-languageservice'
import { CorsPolicyOverrideSchema, CorsPolicyDocumentSchema } from '../../../types/policy.ts'

// As an ES module it is made for bundlers.
const { getLanguageService, TextDocument } = createRequire(import.meta.url)('vscode-json-languageservice') as typeof Service

const ADDRESS = './node_modules/fastify-cors-policy/types/policy.schema.json'

const editor = getLanguageService({
  schemaRequestService: async (uri) => {
    t.equal(uri, 'file:///project/node_modules/fastify-cors-policy/types/policy.schema.json', 'the schema is loaded from `$schema`')
    return readFileSync(new URL('../../../types/policy.schema.json', import.meta.url), 'utf8')
  },
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
  clientCapabilities: { textDocument: { completion: { completionItem: { documentationFormat: ['plaintext'] } } } }
})
editor.configure({ validate: true })

/** A policy file that names the schema; `|` in the text is where the cursor stands. */
function open (members: string) {
  const text = members === '' ? `{ "$schema": "${ADDRESS}" }` : `{ "$schema": "${ADDRESS}", ${members} }`
  const document = TextDocument.create('file:///project/policy.json', 'json', 1, text.replace('|', ''))
  return { document, json: editor.parseJSONDocument(document), cursor: document.positionAt(text.indexOf('|')) }
}

interface Offered { readonly label: string, readonly text: string | undefined }

async function offeredAt (members: string): Promise<Offered[]> {
  const { document, json, cursor } = open(members)
  const list = await editor.doComplete(document, cursor, json)
  return list!.items.map(({ label, documentation }) => ({ label, text: typeof documentation === 'object' ? documentation.value : documentation }))
}

const labelsAt = async (members: string) => (await offeredAt(members)).map(({ label }) => label)

/** The text shown where the mouse rests, without the escapes of Markdown. */
async function hoverAt (members: string): Promise<string> {
  const { document, json, cursor } = open(members)
  const hover = await editor.doHover(document, cursor, json)
  return String(hover!.contents).replaceAll(/\\(?=[!-/:-@[-`{-~])/g, '')
}

/** What is underlined, and why. */
async function underlined (members: string): Promise<Array<readonly [string, string]>> {
  const { document, json } = open(members)
  const diagnostics = await editor.doValidation(document, json)
  return diagnostics.map(({ range, message }) => [document.getText(range), String(message)] as const)
}

const descriptions = new Map(Object.entries(CorsPolicyDocumentSchema.properties).map(([name, { description }]) => [name, description!]))
const fields = [...descriptions.keys()].filter(name => name !== '$schema')
const policyFields = Object.keys(CorsPolicyOverrideSchema.properties)

t.test('JSON editors offer the fields at every place of a document with their descriptions', async t => {
  const places: [members: string, names: readonly string[]][] = [
    ['|', fields],
    ['"policies": { "public": { | } }', policyFields],
    ['"routes": { "/prices/*": { | } }', policyFields],
    ['"notFound": { | }', policyFields]
  ]
  for (const [members, names] of places) {
    const offered = await offeredAt(members)
    t.strictSame(offered.map(({ label }) => label).sort(), [...names].sort(), members)
    for (const { label, text } of offered) t.equal(text, descriptions.get(label), `${label} in ${members}`)
  }
})

t.test('JSON editors show the description of each field', async t => {
  for (const name of fields) t.equal(await hoverAt(`"${name.slice(0, 2)}|${name.slice(2)}": ${name === 'notFound' ? 'false' : '[]'}`), descriptions.get(name), name)
})

t.test('JSON editors offer values and explain strings', async t => {
  const places: [members: string, values: readonly string[]][] = [
    ['"origins": |', ['"*"']],
    ['"origins": ["|"]', ['"https://app.example.com"', '"https://*.example.com"', '"http://localhost:*"']],
    ['"origins": [{ | }]', ['source', 'key']],
    ['"origins": [{ "source": "tenants", | }]', ['key']],
    ['"origins": [{ "source": "tenants", "key": | }]', ['"host"', '{"param":"tenant"}']],
    ['"origins": [{ "source": "tenants", "key": { | } }]', ['param']],
    ['"credentials": |', ['true', 'false']],
    ['"methods": ["|"]', ['"GET"', '"PUT"', '"DELETE"', '"QUERY"']],
    ['"allowedHeaders": |', ['"*"']],
    ['"allowedHeaders": ["|"]', ['"Authorization"', '"Content-Type"']],
    ['"exposedHeaders": ["|"]', ['"ETag"', '"Location"']],
    ['"dangerouslyAllow": ["|"]', ['"insecure-origins"', '"public-suffix-wildcards"', '"null-origin"']],
    ['"routes": { "/a": | }', ['false']],
    ['"notFound": |', ['false']]
  ]
  for (const [members, values] of places) {
    const labels = await labelsAt(members)
    t.strictSame(values.filter(value => !labels.includes(value)), [], members)
  }
  for (const { label, text } of await offeredAt('"dangerouslyAllow": ["|"]')) t.match(text, /^With(out)? credentials: /, label)
  t.match(await hoverAt('"origins": ["https|://app.example.com"]'), /^Origin pattern\n\nA serialized origin\. With http and https, the leftmost label can be "\*"/)
  t.match(await hoverAt('"methods": ["PU|T"]'), /^Method name\n\n/)
  t.match(await hoverAt('"origins": [|{ "source": "tenants" }]'), /^Source of origins\n\nThe origins that a store outside the process has\./)
  t.match(await hoverAt('"origins": [{ "sou|rce": "tenants" }]'), /^A name in the option `sources` of `register`\.$/)
  t.match(await hoverAt('"origins": [{ "source": "tenants", "ke|y": "host" }]'), /^Limits the entry to the origins of one tenant/)
  t.match(await hoverAt('"origins": [{ "source": "tenants", "key": { "par|am": "realm" } }]'), /^The name of a parameter of the route\.$/)
})

t.test('JSON editors report no problem in a valid policy', async t => {
  t.strictSame(await underlined('"origins": ["https://*.example.com"], "credentials": true, "methods": ["PUT"], "routes": { "/a": { "maxAge": 0 } }'), [])
  const sources = '{ "source": "tenants" }, { "source": "tenants", "key": "host" }, { "source": "tenants", "key": { "param": "realm" } }'
  t.strictSame(await underlined(`"origins": ["https://app.example.com", ${sources}], "credentials": true`), [])
})

/** What is written, what of it is underlined, and what is said. */
const MISTAKES: [members: string, where: string, message: RegExp][] = [
  ['', '{', /Missing property "origins"/],
  ['"policies": { "public": {} }', '"public"', /Missing property "origins"/],
  ['"routes": { "/a": { "credentials": true } }', '"/a"', /Missing property "origins"/],
  ['"origins": "*", "credentails": true', '"credentails"', /not allowed/],
  ['"origins": "https://app.example.com"', '"https://app.example.com"', /Expected "array"/],
  ['"origins": ["https://app.example.com/"]', '"https://app.example.com/"', /does not match the pattern/],
  ['"origins": ["https://app.example.com", "https://*"]', '"https://*"', /does not match the pattern/],
  ['"origins": "*", "methods": ["GET", "put"]', '"put"', /Valid values: "GET", "HEAD"/],
  ['"origins": "*", "maxAge": 86401', '86401', /maximum of 86400/],
  ['"origins": "*", "maxAge": "10m"', '"10m"', /Expected "integer"/],
  ['"origins": "*", "allowedHeaders": ["Cookie"]', '"Cookie"', /does not match the pattern/],
  ['"origins": "*", "dangerouslyAllow": ["null"]', '"null"', /Valid values: "insecure-origins"/],
  ['"origins": "*", "routes": { "api/*": false }', '"api/*"', /does not match the pattern/],
  ['"policies": { "scope": { "origins": "*" } }', '"scope"', /does not match the pattern/],
  ['"origins": "*", "credentials": true', '"*"', /Expected "array"/],
  ['"origins": ["https://a.test"], "credentials": true, "exposedHeaders": "*"', '"*"', /Expected "array"/],
  ['"origins": ["http://app.example.com"], "credentials": true', '"http://app.example.com"', /does not match the pattern/],
  ['"origins": [{ "source": "tenants", "keys": "host" }]', '"keys"', /not allowed/],
  ['"origins": [{ "source": 7 }]', '7', /Expected "string"/],
  ['"origins": [{ "source": "tenants", "key": "path" }]', '"path"', /Expected "object"/],
  ['"origins": ["null"]', '{', /Missing property "dangerouslyAllow"/]
]

for (const [members, where, message] of MISTAKES) {
  t.test(`{ ${members} } has only ${where} underlined`, async t => {
    const found = await underlined(members)
    t.strictSame(found.map(([text]) => text), [where])
    t.match(found[0]![1], message)
  })
}
