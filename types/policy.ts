/**
 * What a policy may be: one TypeBox schema from which the static types, the validation and the JSON Schema derive.
 * Each field carries its meaning twice, as `description` (JSON Schema, documentation) and as a comment (editors);
 * a test holds the two equal.
 */
import { Type, type Static } from '@sinclair/typebox'
import {
  DangerFlagSchema, MethodNameSchema, OriginPattern, POLICY_NAME, PrivateSuffixSchema, RequestHeaderNameSchema,
  ResponseHeaderNameSchema, ROUTE_PATTERN, type CorsDangerFlag, type MethodName, type RequestHeaderName, type ResponseHeaderName
} from './entries.ts'
import { FIELDS_THAT_NEED_ORIGINS, RULES_OF_DOCUMENTS, RULES_OF_OVERRIDES, RULES_OF_POLICIES } from './rules.ts'

export type { CorsDangerFlag, MethodName, RequestHeaderName, ResponseHeaderName }

const fields = {
  /** Who may read responses: "*" for every origin, anonymously, or a list of origin patterns. */
  origins: Type.Unsafe<'*' | readonly string[]>(Type.Union([
    // The list first: where the value is neither, editors say that they expect one.
    Type.Array(OriginPattern, { minItems: 1 }),
    Type.Literal('*')
  ], {
    description: 'Who may read responses: "*" for every origin, anonymously, or a list of origin patterns.',
    examples: ['*', ['https://app.example.com']]
  })),
  /** Whether allowed origins may send cookies, HTTP authentication and client certificates along. */
  credentials: Type.Optional(Type.Boolean({
    description: 'Whether allowed origins may send cookies, HTTP authentication and client certificates along.',
    default: false
  })),
  /** Narrows the methods that a preflight approves; GET, HEAD and POST need no approval. Absent: every method routed at the URL. */
  methods: Type.Optional(Type.Unsafe<readonly MethodName[]>(Type.Array(MethodNameSchema, {
    description: 'Narrows the methods that a preflight approves; GET, HEAD and POST need no approval. Absent: every method routed at the URL.',
    examples: [['GET', 'POST', 'PUT', 'DELETE']]
  }))),
  /** Request-header names that pages may send beyond the CORS-safelisted ones; "*" (no credentials) covers all but Authorization. */
  allowedHeaders: Type.Optional(Type.Unsafe<'*' | readonly RequestHeaderName[]>(Type.Union([
    Type.Array(RequestHeaderNameSchema),
    Type.Literal('*')
  ], {
    description: 'Request-header names that pages may send beyond the CORS-safelisted ones; "*" (no credentials) covers all but Authorization.',
    examples: [['Content-Type', 'Authorization']]
  }))),
  /** Response-header names that pages may read beyond the CORS-safelisted ones; "*" (no credentials) covers all. */
  exposedHeaders: Type.Optional(Type.Unsafe<'*' | readonly ResponseHeaderName[]>(Type.Union([
    Type.Array(ResponseHeaderNameSchema),
    Type.Literal('*')
  ], {
    description: 'Response-header names that pages may read beyond the CORS-safelisted ones; "*" (no credentials) covers all.',
    examples: [['ETag', 'Link']]
  }))),
  /** Seconds, 0 to 86400, for which browsers may remember a preflight. Absent: 5 seconds. Safari caps at 600, Chromium at 7200. */
  maxAge: Type.Optional(Type.Integer({
    description: 'Seconds, 0 to 86400, for which browsers may remember a preflight. Absent: 5 seconds. Safari caps at 600, Chromium at 7200.',
    minimum: 0,
    maximum: 86400,
    examples: [600]
  })),
  /** Prohibitions to lift, each by its name, so that it can be searched for. */
  dangerouslyAllow: Type.Optional(Type.Unsafe<readonly CorsDangerFlag[]>(Type.Array(DangerFlagSchema, {
    description: 'Prohibitions to lift, each by its name, so that it can be searched for.'
  }))),
  /** Text for the documentation generated from the policy. */
  description: Type.Optional(Type.String({
    description: 'Text for the documentation generated from the policy.',
    minLength: 1,
    examples: ['The shop and its partners.']
  }))
}

/** One complete policy: the eight fields, `origins` required. */
export const CorsPolicySchema = Type.Object(fields, {
  title: 'CORS policy',
  additionalProperties: false,
  allOf: RULES_OF_POLICIES
})

/** Some of the fields; each replaces that of the policy which is in effect without the override. */
export const CorsPolicyOverrideSchema = Type.Partial(CorsPolicySchema, {
  title: 'CORS override',
  additionalProperties: false,
  allOf: RULES_OF_OVERRIDES
})

const PolicyChoiceSchema = Type.Union([
  CorsPolicyOverrideSchema,
  Type.String({ title: 'Policy name', minLength: 1 }),
  Type.Literal(false)
])

/** A policy document: what `register` takes and what a policy file holds. */
export const CorsPolicyDocumentSchema = Type.Object({
  /** Address of the JSON Schema, for editors. */
  $schema: Type.Optional(Type.String({
    description: 'Address of the JSON Schema, for editors.',
    minLength: 1,
    examples: ['./node_modules/fastify-cors-policy/types/policy.schema.json']
  })),
  ...CorsPolicyOverrideSchema.properties,
  /** Policies by name, each complete; nothing is merged into them. */
  policies: Type.Optional(Type.Record(Type.String(), CorsPolicySchema, {
    description: 'Policies by name, each complete; nothing is merged into them.',
    propertyNames: POLICY_NAME,
    examples: [{ public: { origins: '*' } }],
    // Without this a key that the pattern of TypeBox's records does not match, one with a line break, goes unchecked.
    additionalProperties: false
  })),
  /** Path of routes to a policy name, an override or false: exact; or ending in "/*" for the path and all below it; or in "/+" for what is below only. An exact path wins, then the longest. */
  routes: Type.Optional(Type.Record(Type.String(), PolicyChoiceSchema, {
    description: 'Path of routes to a policy name, an override or false: exact; or ending in "/*" for the path and all below it; or in "/+" for what is below only. An exact path wins, then the longest.',
    propertyNames: ROUTE_PATTERN,
    examples: [{ '/prices/*': 'public', '/health': false }],
    additionalProperties: false
  })),
  /** Policy name, override or false for responses of the not-found handler. Absent: the scope's policy. */
  notFound: Type.Optional(Type.Union([...PolicyChoiceSchema.anyOf], {
    description: 'Policy name, override or false for responses of the not-found handler. Absent: the scope\'s policy.'
  })),
  /** Suffixes of your own under which strangers register names, treated like public ones. */
  privateSuffixes: Type.Optional(Type.Unsafe<readonly string[]>(Type.Array(PrivateSuffixSchema, {
    description: 'Suffixes of your own under which strangers register names, treated like public ones.',
    examples: [['customers.example.com']]
  })))
}, {
  $id: 'https://unpkg.com/fastify-cors-policy/types/policy.schema.json',
  title: 'CORS policy document',
  description: 'The CORS policy of a Fastify application: the scope\'s own policy at the top level, named policies and routes beside it.',
  additionalProperties: false,
  dependentRequired: FIELDS_THAT_NEED_ORIGINS,
  allOf: RULES_OF_DOCUMENTS,
  examples: [{ origins: ['https://app.example.com'], credentials: true }]
})

type Fields = Static<typeof CorsPolicySchema>
type SomeFields = Static<typeof CorsPolicyOverrideSchema>
type DocumentFields = Static<typeof CorsPolicyDocumentSchema>

/** A field as it is in F, comment included, with a narrower type. */
type Narrowed<F, Name extends keyof F, Value> = { readonly [Key in Name]: Value }

/**
 * "*" stands for every origin and never goes with credentials: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
 * The alternatives differ by literals only, and share what does not differ: so editors know which one is being written.
 */
type Guarded<F extends SomeFields> = Readonly<Omit<F, 'origins' | 'credentials'>> & (
  (Narrowed<F, 'origins', '*'> & Narrowed<F, 'credentials', false>) |
  (Narrowed<F, 'origins', readonly string[]> & Narrowed<F, 'credentials', false>) |
  (Narrowed<F, 'origins', readonly string[]> & Required<Narrowed<F, 'credentials', true>>)
)

/** One complete policy. */
export type CorsPolicy = Guarded<Fields>

/**
 * Fields that replace those of the policy which is in effect without them: in `config.cors` that of the key of `routes` which covers
 * the route, else the scope's; in `routes` and `notFound` the scope's.
 */
export type CorsPolicyOverride = Guarded<SomeFields>

/**
 * Names of the application's policies. Declare yours to have them completed and checked:
 * `declare module 'fastify-cors-policy' { interface CorsPolicyNames { public: true } }`
 */
export interface CorsPolicyNames {}

/** A declared policy name, or any text while none is declared. */
export type CorsPolicyName = keyof CorsPolicyNames extends never ? string : keyof CorsPolicyNames

/**
 * What a route says about its policy: a name, an override, or `false` for no CORS at all.
 * `object` keeps primitives out where Fastify intersects the type with whatever was written as `config`.
 */
export type CorsPolicyChoice = CorsPolicyName | (CorsPolicyOverride & object) | false

/** A policy document. */
export type CorsPolicyDocument = Guarded<Omit<DocumentFields, 'policies' | 'routes' | 'notFound'>> & {
  /** Policies by name, each complete; nothing is merged into them. */
  readonly policies?: Readonly<Record<string, CorsPolicy>>
  /** Path of routes to a policy name, an override or false: exact; or ending in "/*" for the path and all below it; or in "/+" for what is below only. An exact path wins, then the longest. */
  readonly routes?: Readonly<Record<string, CorsPolicyChoice>>
  /** Policy name, override or false for responses of the not-found handler. Absent: the scope's policy. */
  readonly notFound?: CorsPolicyChoice
}
