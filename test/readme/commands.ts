/** The commands of the README: every one must be a script of the package, or npm's own. */
import { existsSync, readFileSync } from 'node:fs'

const root = new URL('../..', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  readonly name: string
  readonly scripts: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

/** What is wrong with the commands of a block; nothing if all can be run. */
export function problemsOfCommands (text: string): string[] {
  return text.split(/\n|&&/).map(command => command.trim()).filter(command => !isRunnable(command))
    .map(command => `\`${command}\` is no command of this package`)
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
