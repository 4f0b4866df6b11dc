/**
 * The rules between fields of a policy, as JSON Schema for editors and validators. This package validates with code, which
 * gives better messages. The schema accepts everything that the code accepts.
 * https://json-schema.org/draft/2020-12/json-schema-core#section-10.2
 */

const HAS_ORIGINS = { type: 'object', required: ['origins'], properties: { origins: {} } }

const WITH_CREDENTIALS = { type: 'object', required: ['credentials'], properties: { credentials: { const: true } } }

/** For policies and overrides: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials */
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

const NULL_REQUIRES_FLAG = {
  $comment: 'null requires its flag',
  if: { type: 'object', required: ['origins'], properties: { origins: { type: 'array', contains: { const: 'null' } } } },
  then: {
    type: 'object',
    required: ['dangerouslyAllow'],
    properties: { dangerouslyAllow: { type: 'array', contains: { const: 'null-origin' } } }
  }
}

/** The pattern checks only whether the host can be a loopback host. */
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
            items: {
              anyOf: [
                { type: 'string', pattern: '^(?!(?:http|ftp)://(?!(?:[^:]*\\.)?localhost\\.?(?::|$)|127\\.|\\[::1\\]))' },
                // A source.
                { type: 'object' }
              ]
            }
          }
        }
      }
    ]
  }
}

/** The rules for an override, whose other fields can come from the scope. */
export const RULES_OF_OVERRIDES = [NO_WILDCARDS_WITH_CREDENTIALS]

/** The rules for a complete policy. */
export const RULES_OF_POLICIES = [NO_WILDCARDS_WITH_CREDENTIALS, NULL_REQUIRES_FLAG, SECURE_WITH_CREDENTIALS]

const COMPLETE_IF_OBJECT = {
  $comment: 'complete if object',
  if: { type: 'object' },
  then: HAS_ORIGINS
}

/** The rules for a document. Its fields are the policy of the scope; without them, an override has no base policy. */
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
        // This alternative never matches here, but editors report the first alternative as missing.
        HAS_ORIGINS,
        { type: 'object', required: ['policies'], properties: { policies: { type: 'object', minProperties: 1 } } },
        { type: 'object', required: ['routes'], properties: { routes: { type: 'object', minProperties: 1 } } }
      ]
    }
  }
]

/** A document with any field of a policy must also have `origins`. */
export const FIELDS_THAT_NEED_ORIGINS = Object.fromEntries(
  ['credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'preflightStatus', 'preflightCacheControl', 'dangerouslyAllow', 'description'].map(field => [field, ['origins']]))
