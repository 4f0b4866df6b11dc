/** An application of Fastify: which registration of @fastify/cors is for which route. */
import type { CorsMigrationNote } from '../../../types/migration.ts'
import type { LoadedApplication } from '../../loaded-application.ts'
import { levelsOf } from '../../fastify/instances.ts'
import { listRoutes, type ListedRoute } from '../../fastify/route-list.ts'
import { requestHeaderNames } from '../../lint/route-schema.ts'
import { listText } from '../../migrate/report.ts'
import type { Configuration, ConfigurationPart } from './configuration-part.ts'
import type { SchemaHeader } from './header-names.ts'
import { libraryOf } from './libraries.ts'
import type { RecordedUse } from './record-libraries.ts'

export type LoadedConfiguration = Omit<Configuration, 'reads' | 'path' | 'sourceCode'>

export function fastifyApplication (application: LoadedApplication, uses: readonly RecordedUse[]): LoadedConfiguration {
  const parts = uses.map(use => partOfUse(use, use.instance === undefined || use.instance.prefix === '' ? null : `${use.instance.prefix}/*`))
  const routes = new Map<string, { readonly methods: string[], readonly cors: unknown }>()
  const off = new Set<string>()
  const schemaHeaders: SchemaHeader[] = []
  const others = new Set<string>()
  for (const { method, pattern, config, server, context } of listedRoutes(application)) {
    schemaHeaders.push(...namesInSchema(context?.schema).map(name => ({ name, route: `${method} ${pattern}` })))
    if (method === 'OPTIONS') continue
    const { cors } = config as { readonly cors?: unknown }
    const hasOwn = typeof cors === 'object' && cors !== null
    if (pattern.includes('*')) {
      if (hasOwn) others.add(pattern)
      continue
    }
    routes.set(pattern, { methods: [...routes.get(pattern)?.methods ?? [], method], cors })
    // The innermost registration has the last word.
    const use = innermost(uses, server)
    if (cors === false || use === undefined) off.add(pattern)
    else if (hasOwn && !parts.some(({ place }) => place === pattern)) parts.push({ ...partOfUse(use, pattern), given: { ...use.options as object, ...cors }, isRoute: true })
  }
  const isScoped = uses.every(({ instance }) => instance !== undefined && !isRoot(instance))
  return { parts, schemaHeaders, routes: [...routes].map(([url, route]) => ({ url, ...route })), off: [...off], ...isScoped && { notFound: false }, questions: ofOthers(others) }
}

/** None if this version of Fastify stores its routes in another way. */
function listedRoutes (application: LoadedApplication): readonly ListedRoute[] {
  return Object.values(Object(listRoutes(application as never)) as readonly ListedRoute[])
}

/** Wildcards of the router and those of keys of `routes` do not mean the same. */
function ofOthers (patterns: ReadonlySet<string>): CorsMigrationNote[] {
  if (patterns.size === 0) return []
  return [{ id: 'options-of-wildcard-route', message: `The options in config.cors of ${listText([...patterns])} are not in the policy, because the path has a wildcard. Which options do they need? Write them into config.cors as an override.` }]
}

export function partOfUse ({ library, version, options, original }: RecordedUse, place: string | null): ConfigurationPart {
  return { library: libraryOf(library).library, version, isInstalled: true, given: options, original, isRoute: false, place }
}

function namesInSchema (schema: unknown): readonly string[] {
  return requestHeaderNames({ schema: (schema ?? {}) as Readonly<Record<string, unknown>> })
}

type Instance = Parameters<typeof levelsOf>[0]

/** Whether an instance is that of the application. A promise of it and NestJS give proxies of it, which cannot be compared. */
function isRoot (instance: object): boolean {
  return [...levelsOf(instance as Instance)].length === 1
}

/** The use whose hook runs last for the routes of an instance. */
function innermost (uses: readonly RecordedUse[], server: Instance): RecordedUse | undefined {
  const levels = [...levelsOf(server)]
  const depthOf = ({ instance }: RecordedUse): number => instance === undefined || isRoot(instance) ? levels.length : levels.findIndex(level => level === instance)
  return uses.filter(use => depthOf(use) >= 0).sort((a, b) => depthOf(a) - depthOf(b))[0]
}
