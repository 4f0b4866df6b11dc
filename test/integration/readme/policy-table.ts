/** The schema → the tables of fields in docs/policy.md. What a field sends, and where that is specified, stands here. */
import { CorsPolicySchema, CorsPolicyDocumentSchema } from '../../../types/policy.ts'
import { row } from './blocks.ts'

interface Schema {
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly type?: string
  readonly items?: Schema
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly patternProperties?: Readonly<Record<string, Schema>>
}

/** What the entries of a list or the names in an object are called, and the header that the field makes. */
const FIELDS: Readonly<Record<string, { readonly entries?: string, readonly header?: string }>> = {
  origins: { entries: 'origin patterns and sources', header: 'Access-Control-Allow-Origin' },
  credentials: { header: 'Access-Control-Allow-Credentials' },
  methods: { entries: 'method names', header: 'Access-Control-Allow-Methods' },
  allowedHeaders: { entries: 'request-header names', header: 'Access-Control-Allow-Headers' },
  exposedHeaders: { entries: 'response-header names', header: 'Access-Control-Expose-Headers' },
  maxAge: { header: 'Access-Control-Max-Age' },
  preflightStatus: {},
  preflightCacheControl: {},
  dangerouslyAllow: { entries: 'the flags' },
  description: {},
  $schema: {},
  policies: { entries: 'name' },
  routes: { entries: 'route pattern' },
  notFound: {},
  privateSuffixes: { entries: 'host names' },
  lint: {}
}

/** The table of a policy's fields. */
export function policyTable (): string {
  const required: readonly string[] = CorsPolicySchema.required ?? []
  let table = row('field', 'type', 'default', 'meaning', 'header that it makes') + '|---|---|---|---|---|\n'
  for (const [name, schema] of Object.entries<Schema>(CorsPolicySchema.properties)) {
    const preset = schema.default === undefined ? 'none' : `\`${JSON.stringify(schema.default)}\``
    table += row(`\`${name}\``, typeText(schema, name), required.includes(name) ? 'required' : preset, meaning(schema), headerLink(name))
  }
  return table
}

/** The table of what stands beside them in a document. */
export function documentTable (): string {
  let table = row('field', 'type', 'meaning') + '|---|---|---|\n'
  for (const [name, schema] of Object.entries<Schema>(CorsPolicyDocumentSchema.properties)) {
    if (!(name in CorsPolicySchema.properties)) table += row(`\`${name}\``, typeText(schema, name), meaning(schema))
  }
  return table
}

function headerLink (name: string): string {
  const { header } = factsOf(name)
  return header === undefined ? '' : `[\`${header}\`](https://fetch.spec.whatwg.org/#http-${header.toLowerCase()})`
}

function factsOf (name: string): { readonly entries?: string, readonly header?: string } {
  const facts = FIELDS[name]
  if (facts === undefined) throw new Error(`${name} is a new field: say in this file what it sends`)
  return facts
}

function typeText (schema: Schema, name: string): string {
  if (schema.anyOf !== undefined) {
    const texts = schema.anyOf.map(member => typeText(member, name))
    return [...new Set(texts)].join(' or ')
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  switch (schema.type) {
    case 'array': return `list of ${factsOf(name).entries}`
    case 'integer': return `whole number, ${schema.minimum} to ${schema.maximum}`
    case 'boolean': return 'boolean'
    case 'object':
      if (name === 'lint') return 'object with `mode` and `ignore`'
      return schema.patternProperties === undefined ? 'override' : mapText(schema.patternProperties, name)
    case 'string': return schema.title?.toLowerCase() ?? 'text'
    default: throw new Error(`${name} has a new kind of type`)
  }
}

/** A record: what its names stand for. */
function mapText (members: Readonly<Record<string, Schema>>, name: string): string {
  const [member] = Object.values(members)
  return `object: ${factsOf(name).entries} → ${member!.anyOf === undefined ? 'policy' : typeText(member!, name)}`
}

/** As written for editors, with what is code set as code. */
function meaning (schema: Schema): string {
  return (schema.description ?? '').replaceAll(/"[^" ]*"/g, code => `\`${code}\``)
}
