/** Clients of stores: packages of the project in which the command runs. None of them is a dependency. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { messageOf } from '../load-module.ts'
import { CommandError, type Io } from '../io.ts'

/**
 * Loads the first of several packages that the project has.
 *
 * @param what  the store, for the message if there is none
 * @throws      CommandError if the project does not have any, or if one cannot be loaded
 */
export function loadFromProject (names: readonly string[], what: string, io: Io): { readonly name: string, readonly exports: unknown } {
  const requireThere = createRequire(join(io.cwd(), 'package.json'))
  for (const name of names) {
    try {
      return { name, exports: requireThere(name) }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const isMissing = code === 'ERR_UNKNOWN_BUILTIN_MODULE' || (code === 'MODULE_NOT_FOUND' && messageOf(error).startsWith(`Cannot find module '${name}'`))
      if (!isMissing) throw new CommandError(`The package ${name} cannot be loaded: ${messageOf(error)}`)
    }
  }
  const packages = names.filter((name) => !name.startsWith('node:'))
  const either = packages.length > 1 ? 'one of the packages' : 'the package'
  throw new CommandError(`${what} needs ${either} ${packages.join(', ')}. Install it in this project: npm install ${packages[0]!}`)
}
