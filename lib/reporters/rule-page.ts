/** Reads the page of a rule, `docs/rules/<id>.md`. */

/** A policy document, or code that runs an application. */
export interface RuleExample {
  /** `json` for a policy document, `js` for code. */
  readonly language: string
  readonly text: string
}

/** An example that this rule does not report, and the rules that do. */
export interface RuleExampleOfOthers extends RuleExample {
  /** Ids of rules. */
  readonly rules: readonly string[]
}

/** The parts of a page. Texts are Markdown, with a line for each paragraph. */
export interface RulePage {
  readonly id: string
  readonly severity: string
  /** URL of a standard or another primary source. */
  readonly source: string
  /** What the rule finds, without a period. */
  readonly title: string
  /** What happens in a browser, and why it matters. */
  readonly why: string
  readonly fix: string
  readonly whenToIgnore: string
  /** Examples with a finding. */
  readonly incorrect: readonly RuleExample[]
  /** Examples without a finding above `info`, of any rule. */
  readonly correct: readonly RuleExample[]
  /** Examples without a finding of this rule, but with one above `info` of another. */
  readonly ofOthers: readonly RuleExampleOfOthers[]
}

/**
 * Reads the text of a page.
 *
 * @throws Error if it has no front matter, or lacks a part
 */
export function parseRulePage (markdown: string): RulePage {
  const [before, frontMatter, ...rest] = markdown.split(/^---\n/m) as [string, string, ...string[]]
  if (before !== '' || rest.length !== 1) throw new Error('The page has no front matter.')
  const [body] = rest as [string]
  const fields = new Map(frontMatter.split('\n').map(line => splitAt(line, ': ')))
  const [intro, ...sections] = body.split(/^## /m) as [string, ...string[]]
  const [heading, why] = splitAt(intro.trim(), '\n\n')
  const texts = new Map(sections.map(section => splitAt(section.trim(), '\n\n')))
  return {
    id: partOf(fields, 'id'),
    severity: partOf(fields, 'severity'),
    source: partOf(fields, 'source'),
    title: heading.replace('# ', ''),
    why: unwrapped(why),
    fix: unwrapped(partOf(texts, 'Fix')),
    whenToIgnore: unwrapped(partOf(texts, 'When to ignore')),
    incorrect: examplesIn(partOf(texts, 'Incorrect')),
    correct: examplesIn(partOf(texts, 'Correct')),
    ofOthers: examplesOfOthers(texts.get('Reported by another rule') ?? '')
  }
}

function splitAt (text: string, separator: string): [before: string, after: string] {
  const [before, ...after] = text.split(separator) as [string, ...string[]]
  return [before, after.join(separator)]
}

function partOf (parts: ReadonlyMap<string, string>, name: string): string {
  const part = parts.get(name)
  if (part === undefined || part === '') throw new Error(`The page lacks "${name}".`)
  return part
}

/** Joins the lines of each paragraph. */
function unwrapped (text: string): string {
  return text.split('\n\n').map(paragraph => paragraph.replaceAll('\n', ' ')).join('\n')
}

/** The code blocks. Text between them is for readers of the page. */
function examplesIn (text: string): RuleExample[] {
  return text.split(/^```/m).filter((_, i) => i % 2 === 1).map(exampleOf)
}

/** The code blocks, each with the ids in the text before it. */
function examplesOfOthers (text: string): RuleExampleOfOthers[] {
  const parts = text.split(/^```/m)
  const captions = parts.filter((_, i) => i % 2 === 0).map(caption => Array.from(caption.matchAll(/`([a-z\d-]+)`/g), ([, id]) => id as string))
  return examplesIn(text).map((example, i) => ({ ...example, rules: captions[i] as string[] }))
}

function exampleOf (block: string): RuleExample {
  const [language, code] = splitAt(block, '\n')
  return { language, text: code.trimEnd() }
}
