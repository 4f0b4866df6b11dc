/** Reads the configuration of another library: from a file with options, or by loading a module and recording what it uses. */
import { join, resolve } from 'node:path'
import type { CommandValues } from '../arguments.ts'
import { isInstance } from '../load-module.ts'
import { CommandError, UsageError, type Io } from '../io.ts'
import { STDIN, inputText, isJson } from '../load-input.ts'
import { locatedJson } from '../../json/located-json.ts'
import { parseJson } from '../json-file.ts'
import { NOT_LOADED, partOf, type Configuration, type ConfigurationPart } from './configuration-part.ts'
import { libraryOf, LIBRARY_NAMES, type Library } from './libraries.ts'
import { ofModule } from './recorded-application.ts'
import { readYaml, springConfigurations } from './spring-file.ts'

/** @throws CommandError if the file cannot be read, or has no configuration; UsageError for an invalid `--from` */
export async function readConfiguration (name: string, values: Pick<CommandValues, 'from' | 'export'>, variables: Readonly<Record<string, string>>, io: Io): Promise<Configuration> {
  const { from, export: exportName } = values
  const path = resolve(io.cwd(), name)
  const text = await inputText(name, io)
  try {
    if (name === STDIN || isJson(path) || isYaml(path) || from?.startsWith('nginx') === true) {
      if (exportName !== undefined) throw new CommandError('Only a module has exports. Remove --export.')
      return ofFile(name, text, from, io)
    }
    return await ofModule(path, text, values, variables, io)
  } catch (error) {
    const isUsage: boolean = isInstance(error, UsageError)
    throw isInstance(error, CommandError) && !isUsage ? new CommandError(`${name}: ${error.message}`) : error
  }
}

function ofFile (name: string, text: string, from: string | undefined, io: Io): Configuration {
  if (from === undefined) throw new UsageError(`A file with options needs --from with one of ${LIBRARY_NAMES.join(', ')}.`)
  const { library, version } = libraryOf(from)
  const values = library.name === 'nginx' ? [text] : isYaml(name) || (name === STDIN && library.name === 'spring') ? readYaml(text) : [valueOf(text, name)]
  return { ...NOT_LOADED, parts: partsOf(library, version, values, io), path: join(io.cwd(), 'package.json'), sourceCode: undefined }
}

function isYaml (path: string): boolean {
  return /\.ya?ml$/i.test(path)
}

/** A file of Spring can have several configurations, and a document for each profile. */
function partsOf (library: Library, version: string | undefined, values: readonly unknown[], io: Io): ConfigurationPart[] {
  const found = library.name === 'spring' ? springConfigurations(values) : []
  if (found.length === 0) return [partOf(library, version, values[0], io)]
  return found.map(({ given, place, profile }) => ({ ...partOf(library, version, given, io), place, environment: profile }))
}

function valueOf (text: string, name: string): unknown {
  const parsed = parseJson(locatedJson(text, name === STDIN || /\.jsonc$/i.test(name)))
  if ('issue' in parsed) throw new CommandError(parsed.issue.message)
  return parsed.value
}
