/** The examples as a project of their own, in which this package is installed: type-checked, compiled and run. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assertBuilt } from '../../dist.ts'
import type { Block } from './blocks.ts'
import { compile } from './compiled.ts'
import { exchangeOf } from './exchange.ts'
import { Runner } from './runner.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What examples in one process import: nothing of it keeps a state between applications. Telemetry does, by its nature. */
const SHARED = /^(?:node:(?:fs|http|timers\/promises)|(?:@fastify\/|\.\/policy\.|fastify-cors-policy\/(?!opentelemetry))\w[\w-]*|fastify|fastify-cors-policy)$/

/** Languages of examples, and how their files end before and after they are compiled. */
export const EXTENSIONS: ReadonlyMap<string, readonly [source: string, compiled: string]> = new Map([
  ['ts', ['ts', 'js']], ['js', ['js', 'js']], ['cjs', ['cjs', 'cjs']]
])

const COMPILER_OPTIONS = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, resolveJsonModule: true, allowJs: true, checkJs: true, rootDir: '.', outDir: 'out' }

export interface Example {
  /** The path of the page. */
  readonly page: string
  readonly block: Block
  /** What `policy.json` beside it holds. */
  readonly json: string | undefined
}

export interface Run {
  /** What it printed. */
  readonly output: string
  /** The texts of the blocks with the answers, in their order. */
  readonly exchanged: readonly string[]
}

/** Builds a folder for each example, all compiled by one program. */
export class ExampleProject {
  /** What TypeScript says about the examples. */
  readonly problems: readonly string[]
  readonly #folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-readme-'))

  /** Processes that wait for an example. */
  readonly #idle: Runner[] = []

  readonly #env: Readonly<Record<string, string>>

  /** @param needs  packages and variables of the environment that the examples use beyond those of all examples */
  constructor (examples: readonly Example[], needs: { readonly packages?: readonly string[], readonly env?: Readonly<Record<string, string>> } = {}) {
    assertBuilt()
    this.#env = needs.env ?? {}
    mkdirSync(join(this.#folder, 'node_modules'))
    for (const name of ['fastify', '@fastify', '@types', ...needs.packages ?? []]) symlinkSync(join(root, 'node_modules', name), join(this.#folder, 'node_modules', name), 'junction')
    symlinkSync(root, join(this.#folder, 'node_modules/fastify-cors-policy'), 'junction')
    writeFileSync(join(this.#folder, 'package.json'), '{ "type": "module" }')
    for (const example of examples) {
      const { block, json } = example
      mkdirSync(join(this.#folder, folderOf(example)))
      writeFileSync(this.#fileOf(example), block.text)
      if (json !== undefined) writeFileSync(join(this.#folder, folderOf(example), 'policy.json'), json)
    }
    // What an example declares about this package is about itself only.
    const declaring = examples.filter(({ block }) => block.text.includes('declare module'))
    const others = examples.filter(example => !declaring.includes(example))
    this.problems = [others, ...declaring.map(example => [example])]
      .flatMap(group => compile(this.#folder, group.map(example => this.#fileOf(example)), COMPILER_OPTIONS))
  }

  #fileOf (example: Example): string {
    return join(this.#folder, folderOf(example), `example.${EXTENSIONS.get(example.block.language)![0]}`)
  }

  /**
   * Runs an example to its end, or, where it serves, until it has answered the requests.
   *
   * @param texts  of the blocks with the requests
   * @param send   sends the request of a block
   * @throws where the example fails, prints errors or does not end
   */
  async run (example: Example, texts: readonly string[], send = exchangeOf): Promise<Run> {
    const { block } = example
    const file = join(this.#folder, 'out', folderOf(example), `example.${EXTENSIONS.get(block.language)![1]}`)
    // Those who run the tests may have variables that change what is printed.
    const env = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...this.#env }
    const isShared = sharesProcess(block)
    const runner = (isShared ? this.#idle.pop() : undefined) ?? new Runner(env)
    let exchanges: Promise<readonly string[]> | undefined
    const serve = (port: number) => {
      exchanges ??= exchangeAll(port, texts, send).finally(() => {
        if (endsByItself(block)) return
        if (isShared) runner.stop()
        else runner.kill()
      })
      exchanges.catch(() => {})
    }
    const { status, output, errors } = await runner.run(join(this.#folder, folderOf(example)), file, env, serve)
    if (isShared && runner.isAlive) this.#idle.push(runner)
    else runner.kill()
    const exchanged = await exchanges ?? []
    if (errors !== '') throw new Error(errors)
    if ((exchanges === undefined || endsByItself(block)) && status !== 0) throw new Error(`ended with ${status}`)
    if (exchanges === undefined && texts.length > 0) throw new Error('does not serve, so it answers no request')
    return { output: output.trimEnd(), exchanged }
  }

  remove (): void {
    for (const runner of this.#idle) runner.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Sends requests one after another. */
async function exchangeAll (port: number, texts: readonly string[], send: typeof exchangeOf): Promise<readonly string[]> {
  const exchanged: string[] = []
  for (const text of texts) exchanged.push(await send(port, text))
  return exchanged
}

/** Names of pages and lines are in the messages of TypeScript. */
function folderOf ({ page, block }: Example): string {
  return `${page.replaceAll(/\W+/g, '-')}-line-${block.line}`
}

/** One that closes what it serves has talked to it itself. */
function endsByItself ({ text }: Block): boolean {
  return /\bclose\(\)/.test(text)
}

/** Whether an example runs in a process in which others have run: one that imports more could change something for all that run after it. */
function sharesProcess ({ text }: Block): boolean {
  const imported = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\() ?'([^']+)'/g)].map(([, name = '']) => name)
  return !/\bprocess\.(?!env\b)|\bglobalThis\b/.test(text) && imported.every(name => SHARED.test(name))
}
