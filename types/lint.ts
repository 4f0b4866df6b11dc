/** The part of a policy document that is about lint. */
import { Type, type Static } from '@sinclair/typebox'

/** For editors and other validators: a text that is not only white space. */
const NOT_BLANK = String.raw`\S`

const IgnoreSchema = Type.Object({
  /** The id of the rule. */
  id: Type.String({ description: 'The id of the rule.', minLength: 1, examples: ['subdomain-wildcard'] }),
  /** A location: a JSON Pointer into the document, which includes everything below it, or a route, such as "GET /orders". Default: everywhere. */
  path: Type.Optional(Type.String({
    description: 'A location: a JSON Pointer into the document, which includes everything below it, or a route, such as "GET /orders". Default: everywhere.',
    examples: ['/origins/1', 'GET /orders']
  })),
  /** Why the finding is accepted. */
  reason: Type.String({ description: 'Why the finding is accepted.', minLength: 1, pattern: NOT_BLANK, examples: ['We own every name below this domain.'] })
}, {
  title: 'Accepted finding',
  additionalProperties: false
})

/** How lint treats the findings about a document. */
export const LintSchema = Type.Object({
  /** How findings are reported when an application starts: "error" also rejects `ready()` if one is an error, "off" disables lint. Default: "warn". */
  mode: Type.Optional(Type.Union([Type.Literal('error'), Type.Literal('warn'), Type.Literal('off')], {
    description: 'How findings are reported when an application starts: "error" also rejects `ready()` if one is an error, "off" disables lint. Default: "warn".'
  })),
  /** Findings that were reviewed and accepted. An entry without a finding is a finding itself. */
  ignore: Type.Optional(Type.Unsafe<readonly CorsLintIgnore[]>(Type.Array(IgnoreSchema, {
    description: 'Findings that were reviewed and accepted. An entry without a finding is a finding itself.'
  })))
}, {
  description: 'How lint treats the findings about this document.',
  additionalProperties: false
})

/** A finding that was reviewed and accepted. */
export type CorsLintIgnore = Readonly<Static<typeof IgnoreSchema>>

/** How lint treats the findings about a document. */
export type CorsLintSettings = Readonly<Static<typeof LintSchema>>
