/** The commands of the pages: every one must be a script of the package, npm's own, or the package's command, which is run. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMAND_USAGE } from '../../../lib/cli/usage.ts'
import { commandIn } from '../../unit/cli/command.ts'

const root = new URL('../../..', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  readonly name: string
  readonly scripts: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

/** How the package's own command begins. */
const OWN = `npx ${manifest.name} `

/** Whether a block shows the package's own command. */
export function isOwnCommand (text: string): boolean {
  return text.startsWith(OWN)
}

/**
 * Runs the package's own command beside a `policy.json`; its exit status is as it may be.
 *
 * @returns what it prints
 * @throws  where it prints errors
 */
export async function runOwnCommand (text: string, json = ''): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-readme-'))
  try {
    writeFileSync(join(folder, 'policy.json'), json)
    const [, command = '', file] = /^(.*?)(?: > (\S+))?$/s.exec(text)!
    const { stdout, stderr } = await commandIn(folder, wordsOf(command))
    if (stderr !== '') throw new Error(stderr)
    return file === undefined ? stdout.trimEnd() : ''
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The arguments of the package's own command, as a shell reads them. */
function wordsOf (command: string): string[] {
  return execFileSync('sh', ['-c', command.replace(OWN, () => "printf '%s\\0' ")], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

/** What is wrong with the commands of a block; nothing if all can be run. */
export function problemsOfCommands (text: string): string[] {
  return text.split(/\n|&&/).map(command => command.trim()).filter(command => !isRunnable(command))
    .map(command => `\`${command}\` is no command of this package`)
}

/** What is wrong with the package's own commands in a block that is not run: unknown commands and options. */
export function problemsOfOptions (text: string): string[] {
  return text.replaceAll(/\\\n\s*/g, '').split('\n').filter(line => line.includes(OWN)).flatMap(line => {
    const [name = '', ...words] = line.slice(line.indexOf(OWN) + OWN.length).split(/\s+/)
    const usage = COMMAND_USAGE.get(name)
    if (usage === undefined) return [`the command ${name} is unknown`]
    return words.flatMap(word => /^--[\w-]+/.exec(word) ?? []).filter(option => !new RegExp(`${option}\\b`).test(usage))
      .map(option => `the command ${name} has no option ${option}`)
  })
}

function isRunnable (command: string): boolean {
  const [npm, verb, ...rest] = command.split(/\s+/)
  if (npm !== 'npm') return false
  switch (verb) {
    case 'ci': return rest.length === 0 && existsSync(new URL('package-lock.json', root))
    case 'test': return rest.length === 0 && 'test' in manifest.scripts
    case 'run': return rest[0] !== undefined && rest[0] in manifest.scripts && (rest.length === 1 || rest[1] === '--')
    case 'install': return rest.length > 0 && rest.every(name => name === manifest.name || name in manifest.peerDependencies)
    default: return false
  }
}
