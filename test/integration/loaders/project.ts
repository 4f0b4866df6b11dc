/** A project that has installed the package, with an application in it; whatever loads that, its answers are read. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assertBuilt } from '../../dist.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const own = fileURLToPath(new URL('.', import.meta.url))

/** Of package.json, which says how Node takes files named `*.js` and `*.ts`. */
export type PackageType = 'commonjs' | 'module'

/** What an application has answered, by questions. */
export type Answers = Readonly<Record<string, unknown>>

export interface Outcome {
  /** Undefined where the application did not run to its end. */
  readonly answers: Answers | undefined
  /** What was printed. */
  readonly output: string
}

/** What applications load of the published package. `test/integration/package.test.ts` tests that npm packs it. */
const PUBLISHED = ['package.json', 'dist', 'types/policy.schema.json']

/** The package is a real copy in `node_modules`; all else there is a link to what this repository has. */
export class Project {
  readonly folder: string

  constructor () {
    this.folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-loaders-'))
    assertBuilt()
    this.link('node_modules')
    this.install('node_modules/fastify-cors-policy')
    cpSync(join(own, 'application'), join(this.folder, 'node_modules/application'), { recursive: true })
    for (const type of ['commonjs', 'module'] as const) {
      mkdirSync(join(this.folder, type))
      this.write(`${type}/package.json`, JSON.stringify({ type }))
      this.write(`${type}/tsconfig.json`, JSON.stringify({ compilerOptions: { target: 'es2023', module: 'nodenext', esModuleInterop: true } }))
      cpSync(join(own, 'entries/entry.ts'), join(this.folder, type, 'entry.ts'))
      cpSync(join(own, type === 'module' ? 'entries/entry.js' : 'entries/entry.cjs'), join(this.folder, type, 'entry.js'))
    }
  }

  /** Makes a folder of packages; this package and its applications are not among them. */
  link (folder: string): void {
    const from = join(root, 'node_modules')
    const names = readdirSync(from).flatMap(name => name.startsWith('@') ? readdirSync(join(from, name)).map(inner => `${name}/${inner}`) : name)
    for (const name of names.filter(name => !name.startsWith('.'))) {
      const to = join(this.folder, folder, name)
      mkdirSync(dirname(to), { recursive: true })
      symlinkSync(join(from, name), to)
    }
  }

  /** Puts a copy of the package somewhere. */
  install (folder: string): string {
    const to = join(this.folder, folder)
    for (const part of PUBLISHED) cpSync(join(root, part), join(to, part), { recursive: true })
    return to
  }

  write (file: string, text: string): void {
    const path = join(this.folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  /** Runs node with arguments in a folder of the project. */
  async run (folder: string, args: readonly string[]): Promise<Outcome> {
    const file = join(this.folder, 'answers.json')
    rmSync(file, { force: true })
    // The runner of the tests puts a loader of its own into this variable, whatever `env` says.
    const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, ...args], {
      cwd: join(this.folder, folder), env: { ...process.env, ANSWERS: file }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { output += text })
    await new Promise(resolve => child.on('close', resolve))
    return { answers: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined, output }
  }

  remove (): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
