/** Spring's configuration in YAML or JSON: every `CorsConfiguration` in it, with its path and profile. */
import { parseAllDocuments, type Document } from 'yaml'
import { fold } from '../../validate/nearest.ts'
import { messageOf } from '../load-module.ts'
import { CommandError } from '../io.ts'

/** A configuration, and what it is for. */
export interface SpringConfiguration {
  readonly given: unknown
  /** A key of `routes`; null for all paths. */
  readonly place: string | null
  /** The profile of its document, such as `production`. */
  readonly profile: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

/** @throws CommandError for invalid YAML */
export function readYaml (text: string): readonly unknown[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  try {
    // The type of an empty stream has no documents.
    return (documents as Document[]).map(document => {
      const [error] = document.errors
      if (error !== undefined) throw error
      // More aliases than these are an attack.
      return document.toJS({ maxAliasCount: 100 }) as unknown
    })
  } catch (error) {
    throw new CommandError(`The YAML is invalid: ${messageOf(error)}`)
  }
}

/** Finds the configurations. Names can have dots, as in properties, and letter case and hyphens do not matter. */
export function springConfigurations (documents: readonly unknown[]): readonly SpringConfiguration[] {
  return documents.flatMap(document => configurationsIn(document, null).map(found => ({ ...found, profile: profileOf(document) })))
}

function configurationsIn (value: unknown, place: string | null): Array<Pick<SpringConfiguration, 'given' | 'place'>> {
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  if (entries.some(([name]) => /^allow(?:ed)?origin/.test(lastOf(name)))) {
    return [{ given: Object.fromEntries(entries.map(([name, member]) => [name.slice(name.lastIndexOf('.') + 1), member])), place }]
  }
  return entries.flatMap(([name, member]) => configurationsIn(member, placeOf(name) ?? place))
}

/** A path such as `/**` or `[/api/**]`, with which Spring Cloud Gateway and Spring MVC name what a configuration is for. */
function placeOf (name: string): string | null | undefined {
  const path = name.replace(/^\[(.*)\]$/, '$1')
  if (!path.startsWith('/')) return undefined
  return path === '/**' || path === '/*' ? null : path.replace(/\/\*\*?$/, '/*')
}

function lastOf (name: string): string {
  return fold(name.slice(name.lastIndexOf('.') + 1))
}

/** The profile of a document, in either spelling. Names can be nested, or joined by dots. */
function profileOf (value: unknown, path = ''): string | undefined {
  for (const [name, member] of Object.entries(Object(value) as Fields)) {
    const joined = path + fold(name).replaceAll('.', '')
    if (typeof member === 'string' && PROFILE.has(joined)) return member
    const inner = 'springconfigactivateonprofile'.startsWith(joined) ? profileOf(member, joined) : undefined
    if (inner !== undefined) return inner
  }
  return undefined
}

const PROFILE: ReadonlySet<string> = new Set(['springconfigactivateonprofile', 'springprofiles'])
