/** The pages of the rules, whose examples are the tests of the rules. */
import { readFileSync } from 'node:fs'
import { parseRulePage, type RuleExample, type RulePage } from '../../../lib/reporters/rule-page.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'

export const PAGES = new URL('../../../docs/rules/', import.meta.url)

const known = new Map<string, RulePage>()

/** Reads the page of a rule. */
export function pageFor (id: string): RulePage {
  const page = known.get(id) ?? parseRulePage(readFileSync(new URL(`${id}.md`, PAGES), 'utf8'))
  known.set(id, page)
  return page
}

/**
 * A document, or code that uses `app` (a Fastify instance), `corsPlugin`, `memoryOrigins`, `handler`, and the plugins `helmet`, `websocket`, `cors`,
 * `etag`, `rateLimit`, `fastifyStatic`, `cookie` and `session`.
 */
export type Example = CorsPolicyDocument | string

/** The content of an example. */
export function exampleOf ({ language, text }: RuleExample): Example {
  if (language === 'js') return text
  if (language !== 'json') throw new Error(`An example is neither json nor js, but "${language}".`)
  return JSON.parse(text) as CorsPolicyDocument
}
