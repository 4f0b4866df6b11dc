/** The state that all registrations of an application share: what they have collected, and the result of the boot. */
import type { FastifyInstance } from 'fastify'
import { applicationKey } from '../fastify/instances.ts'
import { SourceLookup } from '../lookup.ts'
import { isPluginLintDisabled } from '../lint/plugin-lint.ts'
import type { CorsOriginSource } from '../../types/source.ts'
import type { Scope } from '../routes/scope.ts'
import { isSafePattern } from '../validate/cross-field.ts'
import { boot } from './boot.ts'
import type { BootedApplication } from './booted-application.ts'
import type { FollowedDocument } from './followed-document.ts'
import { lintAtBoot } from './lint.ts'
import { Registrations } from './registrations.ts'
import { startSummaries } from './refusal-summary.ts'
import { Shadow } from './shadow.ts'
import { logSourceEvent, startSources, useSources } from './sources.ts'

export class Application {
  readonly registrations: Registrations
  /** Undefined until the application has booted, and if the boot has failed: CORS is disabled. */
  booted: BootedApplication | undefined
  /** A document that is tried; undefined without one. */
  shadow: Shadow | undefined
  /** Settles when no document is being replaced. */
  lastReplacement: Promise<unknown> = Promise.resolve()
  /** The stores of documents. */
  readonly followed: [scope: Scope, document: FollowedDocument][] = []
  /** The documents that registrations have to try. */
  readonly trials: [scope: Scope, document: unknown][] = []
  #endSummaries = (): void => {}

  constructor (app: FastifyInstance) {
    this.registrations = new Registrations(app)
  }

  /** Adds the sources of a registration. Its log has what happens to them. */
  addSources (sources: ReadonlyMap<string, CorsOriginSource>, { log, privateSuffixes }: Scope): void {
    const known = this.registrations.sources
    for (const [name, source] of sources) {
      if (known.has(name)) continue
      const accepts = (pattern: string): boolean => isSafePattern(pattern, privateSuffixes)
      known.set(name, new SourceLookup(source, accepts, (event) => { logSourceEvent(log, name, event) }))
    }
  }

  /**
   * Resolves all policies, starts the sources, and enables the policies together; called by an `onReady` hook. If it throws, CORS stays
   * disabled.
   */
  async boot (): Promise<void> {
    const booted = boot(this.registrations)
    this.registrations.forgetRoutes()
    lint(booted)
    if (booted.sources.size > 0) await startSources(booted)
    for (const [scope, document] of this.trials) this.shadow = new Shadow(booted, scope, document)
    this.#enable(booted)
    this.#endSummaries = startSummaries(booted.scopes, booted.refusals)
  }

  /**
   * Resolves all policies again, after documents have changed. If it throws, the policies stay as they were.
   *
   * @returns  what has not been linted yet, because its findings are only logged
   */
  rebuild (): BootedApplication | undefined {
    const rebuilt = this.booted!.rebuilt()
    const canRefuse = rebuilt.scopes.some((scope) => scope.lint === 'error')
    if (canRefuse) lint(rebuilt)
    useSources(rebuilt)
    this.#enable(rebuilt)
    return canRefuse ? undefined : rebuilt
  }

  #enable (booted: BootedApplication): void {
    this.booted = booted
    for (const [scope, state] of booted.table.states) scope.state = state
  }

  close (): void {
    this.#endSummaries()
    for (const lookup of this.registrations.sources.values()) lookup.close()
    for (const [, followed] of this.followed) followed.close()
  }
}

/** Logs the findings. @throws CorsPolicyError `FST_CORS_LINT_FAILED` for errors, if a registration has `lint: "error"` */
export function lint (booted: BootedApplication): void {
  if (!isPluginLintDisabled() && booted.scopes.some(({ lint }) => lint !== 'off')) lintAtBoot(booted)
}

const applications = new WeakMap<object, Application>()

/** Returns the application of an instance, if the plugin is registered in it and it has booted. */
export function bootedApplicationOf (app: FastifyInstance): BootedApplication | undefined {
  return applications.get(applicationKey(app))?.booted
}

/** Returns the application of an instance. */
export function applicationOf (app: FastifyInstance): Application {
  const key = applicationKey(app)
  let application = applications.get(key)
  if (application === undefined) applications.set(key, application = new Application(app))
  return application
}
