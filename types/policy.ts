/**
 * The schema of a policy, written once with TypeBox. The static types, the validation and the JSON Schema derive from it. Each
 * field has its documentation twice: as `description` (JSON Schema, documentation) and as a comment (editors). A test checks
 * that both are equal.
 */
import { Type, type Static } from '@sinclair/typebox'
import {
  DangerFlagSchema, MethodNameSchema, OriginPattern, POLICY_NAME, PrivateSuffixSchema, RequestHeaderNameSchema,
  ResponseHeaderNameSchema, ROUTE_PATTERN, SourceEntrySchema, type CorsDangerFlag, type MethodName, type RequestHeaderName,
  type ResponseHeaderName
} from './entries.ts'
import type { CorsOriginEntry, OriginEntries } from './source.ts'
import { LintSchema, type CorsLintIgnore, type CorsLintSettings } from './lint.ts'
import { FIELDS_THAT_NEED_ORIGINS, RULES_OF_DOCUMENTS, RULES_OF_OVERRIDES, RULES_OF_POLICIES } from './rules.ts'

export type { CorsDangerFlag, CorsLintIgnore, CorsLintSettings, CorsOriginEntry, MethodName, RequestHeaderName, ResponseHeaderName }

const fields = {
  /** Origins that can read responses: "*" for any origin without credentials, or a list of origin patterns and sources. */
  origins: Type.Unsafe<'*' | OriginEntries>(Type.Union([
    // The list comes first, because editors name the first alternative if a value matches none.
    Type.Array(Type.Union([OriginPattern, SourceEntrySchema]), { minItems: 1 }),
    Type.Literal('*')
  ], {
    description: 'Origins that can read responses: "*" for any origin without credentials, or a list of origin patterns and sources.',
    examples: ['*', ['https://app.example.com']]
  })),
  /** Whether allowed origins can send credentials: cookies, HTTP authentication and client certificates. */
  credentials: Type.Optional(Type.Boolean({
    description: 'Whether allowed origins can send credentials: cookies, HTTP authentication and client certificates.',
    default: false
  })),
  /** Methods that a preflight approves. GET, HEAD and POST need no approval. Default: all routed methods of the URL. */
  methods: Type.Optional(Type.Unsafe<readonly MethodName[]>(Type.Array(MethodNameSchema, {
    description: 'Methods that a preflight approves. GET, HEAD and POST need no approval. Default: all routed methods of the URL.',
    examples: [['GET', 'POST', 'PUT', 'DELETE']]
  }))),
  /** Request headers that pages can send, besides CORS-safelisted ones. "*" (without credentials): all but Authorization. */
  allowedHeaders: Type.Optional(Type.Unsafe<'*' | readonly RequestHeaderName[]>(Type.Union([Type.Array(RequestHeaderNameSchema), Type.Literal('*')], {
    description: 'Request headers that pages can send, besides CORS-safelisted ones. "*" (without credentials): all but Authorization.',
    examples: [['Content-Type', 'Authorization']]
  }))),
  /** Response headers that pages can read, besides CORS-safelisted ones. "*" (without credentials): all. */
  exposedHeaders: Type.Optional(Type.Unsafe<'*' | readonly ResponseHeaderName[]>(Type.Union([Type.Array(ResponseHeaderNameSchema), Type.Literal('*')], {
    description: 'Response headers that pages can read, besides CORS-safelisted ones. "*" (without credentials): all.',
    examples: [['ETag', 'Link']]
  }))),
  /** Seconds (0 to 86400) for which browsers can cache a preflight. Default: 5. Maximum: 600 in Safari, 7200 in Chromium. */
  maxAge: Type.Optional(Type.Integer({
    description: 'Seconds (0 to 86400) for which browsers can cache a preflight. Default: 5. Maximum: 600 in Safari, 7200 in Chromium.',
    minimum: 0,
    maximum: 86400,
    examples: [600]
  })),
  /** Status (200 to 299) of approved preflights. Default: 204. Some old clients and devices accept only 200. */
  preflightStatus: Type.Optional(Type.Integer({
    description: 'Status (200 to 299) of approved preflights. Default: 204. Some old clients and devices accept only 200.',
    minimum: 200,
    maximum: 299,
    examples: [200]
  })),
  /** Value of Cache-Control on approved preflights, for shared caches that store them. Default: no such header. */
  preflightCacheControl: Type.Optional(Type.String({
    description: 'Value of Cache-Control on approved preflights, for shared caches that store them. Default: no such header.',
    minLength: 1,
    examples: ['public, max-age=600']
  })),
  /** Security restrictions to opt out of, by name. */
  dangerouslyAllow: Type.Optional(Type.Unsafe<readonly CorsDangerFlag[]>(Type.Array(DangerFlagSchema, {
    description: 'Security restrictions to opt out of, by name.'
  }))),
  /** Description of the policy in the generated documentation. */
  description: Type.Optional(Type.String({
    description: 'Description of the policy in the generated documentation.',
    minLength: 1,
    examples: ['The shop and its partners.']
  }))
}

/** A complete policy: ten fields, of which `origins` is required. */
export const CorsPolicySchema = Type.Object(fields, {
  title: 'CORS policy',
  additionalProperties: false,
  allOf: RULES_OF_POLICIES
})

/** An override: each field replaces the same field of the policy that is effective without the override. */
export const CorsPolicyOverrideSchema = Type.Partial(CorsPolicySchema, {
  title: 'CORS override',
  additionalProperties: false,
  allOf: RULES_OF_OVERRIDES
})

const PolicyChoiceSchema = Type.Union([CorsPolicyOverrideSchema, Type.String({ title: 'Policy name', minLength: 1 }), Type.Literal(false)])

/** A policy document: the options of `register`, or the content of a policy file. */
export const CorsPolicyDocumentSchema = Type.Object({
  /** URL or path of the JSON Schema, for editors. */
  $schema: Type.Optional(Type.String({
    description: 'URL or path of the JSON Schema, for editors.',
    minLength: 1,
    examples: ['./node_modules/fastify-cors-policy/types/policy.schema.json']
  })),
  ...CorsPolicyOverrideSchema.properties,
  /** Named policies. Each is complete and inherits nothing. */
  policies: Type.Optional(Type.Record(Type.String(), CorsPolicySchema, {
    description: 'Named policies. Each is complete and inherits nothing.',
    propertyNames: POLICY_NAME,
    examples: [{ public: { origins: '*' } }],
    // TypeBox's pattern for record keys does not match a key with a line break. Without this, such a key is not validated.
    additionalProperties: false
  })),
  /** Maps route patterns to a policy name, an override or false. A pattern is an exact path, or ends in "/*" (the path and everything below) or "/+" (only below). An exact path has priority, then the longest pattern. */
  routes: Type.Optional(Type.Record(Type.String(), PolicyChoiceSchema, {
    description: 'Maps route patterns to a policy name, an override or false. A pattern is an exact path, or ends in "/*" (the path and everything below) or "/+" (only below). An exact path has priority, then the longest pattern.',
    propertyNames: ROUTE_PATTERN,
    examples: [{ '/prices/*': 'public', '/health': false }],
    additionalProperties: false
  })),
  /** Policy name, override or false for responses of the not-found handler. Default: the policy of the scope. */
  notFound: Type.Optional(Type.Union([...PolicyChoiceSchema.anyOf], {
    description: 'Policy name, override or false for responses of the not-found handler. Default: the policy of the scope.'
  })),
  /** Your own suffixes under which untrusted parties can register names. Treated like public suffixes. */
  privateSuffixes: Type.Optional(Type.Unsafe<readonly string[]>(Type.Array(PrivateSuffixSchema, {
    description: 'Your own suffixes under which untrusted parties can register names. Treated like public suffixes.',
    examples: [['customers.example.com']]
  }))),
  /** How lint treats the findings about this document. */
  lint: Type.Optional(LintSchema)
}, {
  $id: 'https://unpkg.com/fastify-cors-policy/types/policy.schema.json',
  title: 'CORS policy document',
  description: 'The CORS policy of a Fastify application: the policy of the scope at the top level, and optional named policies and routes.',
  additionalProperties: false,
  dependentRequired: FIELDS_THAT_NEED_ORIGINS,
  allOf: RULES_OF_DOCUMENTS,
  examples: [{ origins: ['https://app.example.com'], credentials: true }]
})

type Fields = Static<typeof CorsPolicySchema>
// Of the other two schemas, the declarations that are published have no comments, which editors show.
type SomeFields = Partial<Fields>
type DocumentFields = SomeFields & Pick<Static<typeof CorsPolicyDocumentSchema>, '$schema' | 'privateSuffixes'>

/** A field of F with its comment and a narrower type. */
type Narrowed<F, Name extends keyof F, Value> = { readonly [Key in Name]: Value }

/**
 * "*" allows any origin and cannot be combined with credentials: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
 * The alternatives differ only in literals and share all other fields, so editors can find the matching alternative.
 */
type Guarded<F extends SomeFields> = Readonly<Omit<F, 'origins' | 'credentials'>> & (
  (Narrowed<F, 'origins', '*'> & Narrowed<F, 'credentials', false>) |
  (Narrowed<F, 'origins', OriginEntries> & Narrowed<F, 'credentials', false>) |
  (Narrowed<F, 'origins', OriginEntries> & Required<Narrowed<F, 'credentials', true>>)
)

/** A complete policy. */
export type CorsPolicy = Guarded<Fields>

/**
 * An override: each field replaces the same field of another policy. In `config.cors`, that is the policy from the matching key of
 * `routes`, or the policy of the scope if no key matches. In `routes` and `notFound`, it is the policy of the scope.
 */
export type CorsPolicyOverride = Guarded<SomeFields>

/**
 * The names of the application's policies. Declare them to get completion and type checks:
 * `declare module 'fastify-cors-policy' { interface CorsPolicyNames { public: true } }`
 */
export interface CorsPolicyNames {}

/** A declared policy name, or any string if no names are declared. */
export type CorsPolicyName = keyof CorsPolicyNames extends never ? string : keyof CorsPolicyNames

/**
 * The choice of a route's policy: a name, an override, or `false` to disable CORS.
 * `object` rejects primitives where Fastify intersects this type with the given `config`.
 */
export type CorsPolicyChoice = CorsPolicyName | (CorsPolicyOverride & object) | false

/** A policy document without its part about lint. */
export type CorsPolicyDocumentBase = Guarded<DocumentFields> & {
  /** Named policies. Each is complete and inherits nothing. */
  readonly policies?: Readonly<Record<string, CorsPolicy>>
  /** Maps route patterns to a policy name, an override or false. A pattern is an exact path, or ends in "/*" (the path and everything below) or "/+" (only below). An exact path has priority, then the longest pattern. */
  readonly routes?: Readonly<Record<string, CorsPolicyChoice>>
  /** Policy name, override or false for responses of the not-found handler. Default: the policy of the scope. */
  readonly notFound?: CorsPolicyChoice
}

/** A policy document. */
export type CorsPolicyDocument = CorsPolicyDocumentBase & {
  /** How lint treats the findings about this document. */
  readonly lint?: CorsLintSettings
}
