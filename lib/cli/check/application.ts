/** `check --app <file>` and `check --policy <file> --all-routes`: checks all routes, each against its own policy. */
import type { CheckApplicationOptions } from '../../../types/check-application.ts'
import type { CheckOptions } from '../../../types/check.ts'
import type { CorsDocumentation } from '../../../types/documentation.ts'
import { documentPolicies } from '../../docs.ts'
import { withoutPluginLint } from '../../lint/boot-lint.ts'
import { withoutSources } from '../../lookup/sources-disabled.ts'
import { loadedDocumentation } from '../docs.ts'
import { CommandError, UsageError, type Io } from '../io.ts'
import { withSubject } from '../load-input.ts'
import type { CheckValues } from './flag-types.ts'

/** Flags that the policies of the routes replace. */
const OF_ONE_POLICY = ['policy', 'route', 'method', 'request-header', 'credentials', 'websocket'] as const

/** Flags about one URL only. */
const OF_ONE_URL = ['error-path', 'error-method'] as const

/** Whether all routes are checked. @throws UsageError for flags that cannot be combined */
export function isOfAllRoutes (urls: readonly string[], values: CheckValues): boolean {
  const { app, 'all-routes': isAll = false, policy, param, export: exportName, 'dry-run': isDry = false } = values
  if (app === undefined && !isAll) {
    if (param !== undefined) throw new UsageError('--param needs --app or --all-routes.')
    if (exportName !== undefined && policy === undefined) throw new UsageError('--export needs --app or --policy.')
    return false
  }
  if (app === undefined && policy === undefined) throw new UsageError('--all-routes needs --policy.')
  const name = app === undefined ? '--all-routes' : '--app'
  const replaced = OF_ONE_POLICY.find(flag => values[flag] !== undefined && !(app === undefined && flag === 'policy'))
  if (replaced !== undefined) throw new UsageError(`${name} cannot be used with --${replaced}. The policies of the routes replace it.`)
  const single = OF_ONE_URL.find(flag => values[flag] !== undefined)
  if (single !== undefined) throw new UsageError(`${name} cannot be used with --${single}, which is for one URL.`)
  if (isDry) throw new UsageError(`${name} cannot be used with --dry-run.`)
  if (urls.length > 1) throw new UsageError(`${name} needs one URL, but got ${urls.length}.`)
  return true
}

/** Loads the policies of all routes. @throws CommandError if the file cannot be loaded; InvalidPolicyError if a policy is invalid */
export async function routePolicies ({ app, export: exportName }: CheckValues, { policy }: CheckOptions, io: Io): Promise<CorsDocumentation> {
  if (app === undefined) return documentPolicies(policy!)
  return withoutPluginLint(() => withoutSources(() => withSubject(app, io, subject => {
    if (subject.kind === 'application') return loadedDocumentation(subject.application)
    throw new CommandError('The file is a policy. Use --policy and --all-routes.')
  }, exportName)))
}

/** The options without those of one URL, and with the values of parameters. @throws UsageError for an invalid `--param` */
export function applicationOptions ({ policy: _, ...options }: CheckOptions, { param = [] }: CheckValues): CheckApplicationOptions {
  const parameters = param.map(text => {
    const [, name, value] = /^([\w-]+)=(.+)$/.exec(text) ?? []
    if (name === undefined) throw new UsageError(`--param must be name=value, not ${JSON.stringify(text)}.`)
    return [name, value!] as const
  })
  return { ...options, parameters: Object.fromEntries(parameters) }
}
