/** Pages → the same pages as they are when every block has been run and every generated part made anew. */
import { existsSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { keptFigures } from '../../../benchmarks/figures.ts'
import { generatedParts } from '../../../benchmarks/tables.ts'
import { CONFIGURATION_FIELDS } from '../../../lib/cli/configuration-file.ts'
import { ignoreFileOf } from '../../../lib/cli/lint/ignore-file.ts'
import { locatedJson } from '../../../lib/json/located-json.ts'
import { lintDocument } from '../../../lib/lint.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import { blocksOf, generatedPartsOf, withPart, withTexts, type Block } from './blocks.ts'
import { cookieTable } from './cookie-table.ts'
import { isOwnCommand, problemsOfCommands, problemsOfOptions, runOwnCommand } from './commands.ts'
import { EXTENSIONS, ExampleProject, type Example } from './examples.ts'
import { issueHeadings } from './issue-headings.ts'
import { documentTable, policyTable } from './policy-table.ts'
import { schemaLimits } from './schema-limits.ts'

/** Configurations of other programs. */
const OTHER_LANGUAGES = ['nginx', 'apache', 'haproxy', 'html']

const root = new URL('../../..', import.meta.url)

/** Parts that are made from sources. */
const PARTS: Readonly<Record<string, () => string | Promise<string>>> = {
  'policy-table': policyTable,
  'document-table': documentTable,
  'schema-limits': schemaLimits,
  issues: issueHeadings,
  cookies: cookieTable,
  costs: () => generatedParts(keptFigures()).get('bars')!
}

/** Languages that are shown and not run here, each with what can be wrong with its text. */
const SHOWN: ReadonlyMap<string, (text: string) => readonly string[]> = new Map([
  ['bash', problemsOfOptions],
  ['yaml', (text: string) => [...parseDocument(text).errors.map(({ message }) => message), ...problemsOfOptions(text)]],
  ['jsonc', problemsOfSettings],
  ['mermaid', () => []],
  ...OTHER_LANGUAGES.map(language => [language, () => []] as const)
])

export interface Regenerated {
  /** By path, like the pages that were given. */
  readonly pages: ReadonlyMap<string, string>
  /** What is wrong beyond texts that differ, each with the page and the line of its block. */
  readonly problems: readonly string[]
}

/** An example with the blocks that show what it does, which follow it. */
interface Shown extends Example {
  readonly outputs: Block[]
  readonly exchanges: Block[]
}

export async function regenerate (pages: ReadonlyMap<string, string>): Promise<Regenerated> {
  const problems: string[] = []
  const examples = [...pages].flatMap(([page, markdown]) => examplesOf(page, blocksOf(markdown), problems))
  // One project for all pages, because TypeScript reads the types of all packages for each.
  const project = new ExampleProject(examples.filter(({ block }) => block.language !== 'sh'), { packages: ['@opentelemetry', 'prom-client'] })
  problems.push(...project.problems)
  const texts = new Map<Block, string>()
  try {
    const run = async (example: Shown) => {
      const { page, block, json, outputs, exchanges } = example
      const complain = (problem: string) => { problems.push(`${page}:${block.line}: ${problem}`) }
      try {
        const { output, exchanged } = block.language === 'sh'
          ? { output: await runOwnCommand(block.text, json), exchanged: [] }
          : await project.run(example, exchanges.map(({ text }) => text))
        exchanges.forEach((exchange, i) => { texts.set(exchange, exchanged[i]!) })
        if (outputs[0] !== undefined) texts.set(outputs[0], output)
        else if (output !== '') complain('prints what no block shows')
        if (outputs.length > 1) complain('is followed by several blocks for one output')
      } catch (error) {
        complain((error as Error).message)
      }
    }
    // One after another in one process, where they can share it.
    for (const example of examples) await run(example)
  } finally {
    project.remove()
  }
  const results = new Map<string, string>()
  const found: string[] = []
  for (const [page, markdown] of pages) {
    const blocks = examples.filter(example => example.page === page).flatMap(({ outputs, exchanges }) => [...outputs, ...exchanges])
    let result = withTexts(markdown, new Map(blocks.flatMap(block => texts.has(block) ? [[block, texts.get(block)!]] : [])))
    for (const name of generatedPartsOf(markdown).keys()) {
      found.push(name)
      const make = PARTS[name]
      if (make === undefined) problems.push(`${page}: nothing generates ${name}`)
      else result = withPart(result, name, await make())
    }
    results.set(page, result)
  }
  for (const name of Object.keys(PARTS)) {
    if (found.filter(other => other === name).length !== 1) problems.push(`${name} must be in one page`)
  }
  return { pages: results, problems }
}

/** Gives every block to an example or checks it alone; whatever is neither is a problem. */
function examplesOf (page: string, blocks: readonly Block[], problems: string[]): Shown[] {
  const examples: Shown[] = []
  let last: Shown | undefined
  let json: string | undefined
  for (const block of blocks) {
    const { language, text, line } = block
    const complain = (problem: string) => { problems.push(`${page}:${line}: ${problem}`) }
    // A file with a name belongs to the project of a page, which has a test of its own.
    if (language.includes(' ')) {
      last = undefined
      continue
    }
    if (EXTENSIONS.has(language) || (language === 'sh' && isOwnCommand(text))) {
      last = { page, block, json, outputs: [], exchanges: [] }
      examples.push(last)
    } else if (language === 'text' || language === 'http') {
      if (last === undefined) complain('shows what no example does')
      else (language === 'text' ? last.outputs : last.exchanges).push(block)
    } else if (SHOWN.has(language)) {
      SHOWN.get(language)!(text).forEach(complain)
    } else {
      last = undefined
      if (language === 'json') checkPolicyFile(json = text, page, complain)
      else if (language === 'sh') problemsOfCommands(text).forEach(complain)
      else complain(`nothing can run a block of ${language || 'no language'}`)
    }
  }
  return examples
}

/** Settings of the command: a configuration file, or a list of reviewed findings. */
function problemsOfSettings (text: string): readonly string[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) return Object.keys(value as object).filter(name => !CONFIGURATION_FIELDS.includes(name)).map(name => `the configuration has no ${name}`)
  return ignoreFileOf({ file: 'reviewed.json', source: locatedJson(text, false), path: '', value }).entries
    .filter(({ id }) => RULES.every(rule => rule.id !== id)).map(({ id }) => `the rule ${id} is unknown`)
}

/** Pages whose policy files show what lint finds. */
const LINTED = ['docs/lint.md']

/** A policy file validates, lint has no warning about it, and it names a JSON Schema that an installed package has. */
function checkPolicyFile (text: string, page: string, complain: (problem: string) => void): void {
  try {
    const policy = validatePolicy(JSON.parse(text))
    const warnings = lintDocument(policy, { production: true }, RULES).filter(({ severity }) => severity !== 'info')
    if (!LINTED.includes(page)) warnings.forEach(({ id, message }) => { complain(`lint warns: ${message} (${id})`) })
    const inPackage = policy.$schema?.replace(/^\.\/node_modules\/fastify-cors-policy\//, './')
    if (inPackage !== undefined && !existsSync(new URL(inPackage, root))) complain(`there is no ${policy.$schema}`)
  } catch (error) {
    complain((error as Error).message)
  }
}
