/**
 * What holds between the fields of a policy, as keywords of JSON Schema for editors and validators of it. This package
 * itself decides by code, which says more; these refuse nothing that it accepts.
 * https://json-schema.org/draft/2020-12/json-schema-core#section-10.2
 */

const HAS_ORIGINS = { type: 'object', required: ['origins'], properties: { origins: {} } }

const WITH_CREDENTIALS = { type: 'object', required: ['credentials'], properties: { credentials: { const: true } } }

/** Of policies and overrides: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials */
const NO_WILDCARDS_WITH_CREDENTIALS = {
  $comment: 'no wildcards with credentials',
  if: WITH_CREDENTIALS,
  then: {
    type: 'object',
    properties: {
      origins: { type: 'array', items: { not: { const: 'null' } } },
      allowedHeaders: { type: 'array', items: { not: { const: '*' } } },
      exposedHeaders: { type: 'array' }
    }
  }
}

const NULL_BEHIND_ITS_FLAG = {
  $comment: 'null behind its flag',
  if: { type: 'object', required: ['origins'], properties: { origins: { type: 'array', contains: { const: 'null' } } } },
  then: {
    type: 'object',
    required: ['dangerouslyAllow'],
    properties: { dangerouslyAllow: { type: 'array', contains: { const: 'null-origin' } } }
  }
}

/** The host is looked at no further than to see that it may be one of the own machine. */
const SECURE_WITH_CREDENTIALS = {
  $comment: 'secure with credentials',
  if: WITH_CREDENTIALS,
  then: {
    anyOf: [
      {
        type: 'object',
        required: ['dangerouslyAllow'],
        properties: { dangerouslyAllow: { type: 'array', contains: { const: 'insecure-origins' } } }
      },
      {
        type: 'object',
        properties: {
          origins: {
            type: 'array',
            items: { type: 'string', pattern: '^(?!(?:http|ftp)://(?!(?:[^:]*\\.)?localhost\\.?(?::|$)|127\\.|\\[::1\\]))' }
          }
        }
      }
    ]
  }
}

/** What holds in an override; its other fields may be the scope's. */
export const RULES_OF_OVERRIDES = [NO_WILDCARDS_WITH_CREDENTIALS]

/** What holds in a complete policy. */
export const RULES_OF_POLICIES = [NO_WILDCARDS_WITH_CREDENTIALS, NULL_BEHIND_ITS_FLAG, SECURE_WITH_CREDENTIALS]

const COMPLETE_IF_OBJECT = {
  $comment: 'complete if object',
  if: { type: 'object' },
  then: HAS_ORIGINS
}

/** What holds in a document: its fields are the scope's policy, and without one an override has nothing to replace. */
export const RULES_OF_DOCUMENTS = [
  ...RULES_OF_POLICIES,
  {
    $comment: 'without a policy of the scope',
    if: HAS_ORIGINS,
    else: {
      type: 'object',
      properties: {
        routes: { type: 'object', additionalProperties: COMPLETE_IF_OBJECT },
        notFound: COMPLETE_IF_OBJECT
      },
      anyOf: [
        // Never so here; editors name the first of what is missing.
        HAS_ORIGINS,
        { type: 'object', required: ['policies'], properties: { policies: { type: 'object', minProperties: 1 } } },
        { type: 'object', required: ['routes'], properties: { routes: { type: 'object', minProperties: 1 } } }
      ]
    }
  }
]

/** A scope that has any field of a policy has a policy, and then says whose pages it is about. */
export const FIELDS_THAT_NEED_ORIGINS = Object.fromEntries(
  ['credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'dangerouslyAllow', 'description'].map(field => [field, ['origins']]))
