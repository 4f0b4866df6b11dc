/** The examples as a project of their own, in which this package is installed: type-checked, compiled and run. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { assertBuilt } from '../../dist.ts'
import type { Block } from './blocks.ts'
import { compile } from './compiled.ts'
import { exchange } from './exchange.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const preloads = ['listening.mjs', 'lint-warnings.mjs'].flatMap(file => ['--import', new URL(file, import.meta.url).href])

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
  /** The answers to the requests, in their order. */
  readonly answers: readonly string[]
}

/** Builds a folder for each example, all compiled by one program. */
export class ExampleProject {
  /** What TypeScript says about the examples. */
  readonly problems: readonly string[]
  readonly #folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-readme-'))

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
   * @throws where the example fails, prints errors or does not end
   */
  async run (example: Example, requests: readonly string[]): Promise<Run> {
    const { block } = example
    const file = join(this.#folder, 'out', folderOf(example), `example.${EXTENSIONS.get(block.language)![1]}`)
    // Those who run the tests may have variables that change what is printed.
    const env = { PATH: process.env['PATH'], NO_COLOR: '1', ...this.#env }
    const child = fork(file, { cwd: join(this.#folder, folderOf(example)), execArgv: preloads, env, silent: true, timeout: 300_000 })
    const output = text(child.stdout!)
    const errors = text(child.stderr!)
    const end = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
    const port = await Promise.race([once(child, 'message').then(([port]) => port as number), end.then(() => undefined)])
    const answers: string[] = []
    if (port !== undefined) {
      try {
        for (const request of requests) answers.push(await exchange(port, request))
      } finally {
        if (!endsByItself(block)) child.kill()
      }
    }
    const [status, signal] = await end
    if (await errors !== '') throw new Error(await errors)
    if ((port === undefined || endsByItself(block)) && status !== 0) throw new Error(`ended with ${status ?? signal}`)
    if (port === undefined && requests.length > 0) throw new Error('does not serve, so it answers no request')
    return { output: (await output).trimEnd(), answers }
  }

  remove (): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Names of pages and lines are in the messages of TypeScript. */
function folderOf ({ page, block }: Example): string {
  return `${page.replaceAll(/\W+/g, '-')}-line-${block.line}`
}

/** One that closes what it serves has talked to it itself. */
function endsByItself ({ text }: Block): boolean {
  return /\bclose\(\)/.test(text)
}
