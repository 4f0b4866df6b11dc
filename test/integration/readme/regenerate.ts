/** The README → the README as it is when every block has been run and every generated part made anew. */
import { existsSync } from 'node:fs'
import { keptFigures } from '../../../benchmarks/figures.ts'
import { generatedParts } from '../../../benchmarks/tables.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import { blocksOf, generatedPartsOf, withPart, withTexts, type Block } from './blocks.ts'
import { isOwnCommand, problemsOfCommands, runOwnCommand } from './commands.ts'
import { EXTENSIONS, ExampleProject, type Example } from './examples.ts'
import { exchangeText, requestOf } from './exchange.ts'
import { issueHeadings } from './issue-headings.ts'
import { documentTable, policyTable } from './policy-table.ts'
import { tableOfRules } from '../../unit/lint/rules-page.ts'
import { schemaLimits } from './schema-limits.ts'

const root = new URL('../../..', import.meta.url)

/** Parts that are made from sources. */
const PARTS: Readonly<Record<string, () => string | Promise<string>>> = {
  'policy-table': policyTable,
  'document-table': documentTable,
  'schema-limits': schemaLimits,
  issues: issueHeadings,
  rules: () => tableOfRules('docs/rules/'),
  costs: () => generatedParts(keptFigures()).get('bars')!
}

/** Examples that run at a time. */
const AT_ONCE = 4

export interface Regenerated {
  readonly markdown: string
  /** What is wrong beyond texts that differ, each with the line of its block. */
  readonly problems: readonly string[]
}

/** An example with the blocks that show what it does, which follow it. */
interface Shown extends Example {
  readonly outputs: Block[]
  readonly exchanges: Block[]
}

export async function regenerate (markdown: string): Promise<Regenerated> {
  const problems: string[] = []
  const blocks = blocksOf(markdown)
  const examples = examplesOf(blocks, problems)
  const project = new ExampleProject(examples.filter(({ block }) => block.language !== 'sh'))
  problems.push(...project.problems)
  const texts = new Map<Block, string>()
  try {
    const run = async ({ block, json, outputs, exchanges }: Shown) => {
      const complain = (problem: string) => { problems.push(`line ${block.line}: ${problem}`) }
      const requests = exchanges.map(({ text }) => requestOf(text))
      try {
        const { output, answers } = block.language === 'sh'
          ? { output: runOwnCommand(block.text, json), answers: [] }
          : await project.run(block, requests)
        exchanges.forEach((exchange, i) => { texts.set(exchange, exchangeText(requests[i]!, answers[i]!)) })
        if (outputs[0] !== undefined) texts.set(outputs[0], output)
        else if (output !== '') complain('prints what no block shows')
        if (outputs.length > 1) complain('is followed by several blocks for one output')
      } catch (error) {
        complain((error as Error).message)
      }
    }
    // All at once, they would take so long to start on one busy core that some would be taken for dead.
    const waiting = examples.values()
    await Promise.all(Array.from({ length: AT_ONCE }, async () => { for (const example of waiting) await run(example) }))
  } finally {
    project.remove()
  }
  let result = withTexts(markdown, texts)
  for (const name of generatedPartsOf(markdown).keys()) {
    const make = PARTS[name]
    if (make === undefined) problems.push(`nothing generates ${name}`)
    else result = withPart(result, name, await make())
  }
  for (const name of Object.keys(PARTS)) {
    if (!generatedPartsOf(markdown).has(name)) problems.push(`${name} is missing`)
  }
  return { markdown: result, problems }
}

/** Gives every block to an example or checks it alone; whatever is neither is a problem. */
function examplesOf (blocks: readonly Block[], problems: string[]): Shown[] {
  const examples: Shown[] = []
  let last: Shown | undefined
  let json: string | undefined
  for (const block of blocks) {
    const { language, text, line } = block
    const complain = (problem: string) => { problems.push(`line ${line}: ${problem}`) }
    if (EXTENSIONS.has(language) || (language === 'sh' && isOwnCommand(text))) {
      last = { block, json, outputs: [], exchanges: [] }
      examples.push(last)
    } else if (language === 'text' || language === 'http') {
      if (last === undefined) complain('shows what no example does')
      else (language === 'text' ? last.outputs : last.exchanges).push(block)
    } else {
      last = undefined
      if (language === 'json') checkPolicyFile(json = text, complain)
      else if (language === 'sh') problemsOfCommands(text).forEach(complain)
      else complain(`nothing can run a block of ${language || 'no language'}`)
    }
  }
  return examples
}

/** A policy file validates, and names a JSON Schema that an installed package has. */
function checkPolicyFile (text: string, complain: (problem: string) => void): void {
  try {
    const policy = validatePolicy(JSON.parse(text))
    const inPackage = policy.$schema?.replace(/^\.\/node_modules\/fastify-cors-policy\//, './')
    if (inPackage !== undefined && !existsSync(new URL(inPackage, root))) complain(`there is no ${policy.$schema}`)
  } catch (error) {
    complain((error as Error).message)
  }
}
