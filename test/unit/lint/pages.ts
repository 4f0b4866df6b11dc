/** The pages of the rules, whose examples are tests of the rules. Examples that teach nothing more are in the folder `examples`. */
import { existsSync, readFileSync } from 'node:fs'
import { parseRulePage, type RuleExample, type RulePage } from '../../../lib/reporters/rule-page.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'

export const PAGES = new URL('../../../docs/rules/', import.meta.url)
export const MORE_EXAMPLES = new URL('examples/', import.meta.url)

const known = new Map<string, RulePage>()

/** Reads the page of a rule. */
export function pageFor (id: string): RulePage {
  const page = known.get(id) ?? parseRulePage(readFileSync(new URL(`${id}.md`, PAGES), 'utf8'))
  known.set(id, page)
  return page
}

/** Reads the page of a rule with all examples: a file with more of them has the same headings as the page. */
export function pageWithMore (id: string): RulePage {
  const more = new URL(`${id}.md`, MORE_EXAMPLES)
  if (!existsSync(more)) return pageFor(id)
  const sections = readFileSync(new URL(`${id}.md`, PAGES), 'utf8').split(/^## /m)
  for (const section of readFileSync(more, 'utf8').split(/^## /m).slice(1)) {
    const [name, examples] = [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n'))]
    const at = sections.findIndex((other) => other.startsWith(`${name}\n`))
    if (at === -1) sections.push(section)
    else sections[at] += examples
  }
  return parseRulePage(sections.join('\n## '))
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
