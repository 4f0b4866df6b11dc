/** The state that all registrations of an application share: what they have collected, and the result of the boot. */
import type { FastifyInstance } from 'fastify'
import { applicationKey, longestStart } from '../fastify/instances.ts'
import { SourceLookup } from '../lookup.ts'
import { isPluginLintDisabled } from '../lint/boot-lint.ts'
import type { CorsOriginSource } from '../../types/source.ts'
import type { Scope } from '../routes/scope.ts'
import { isSafePattern } from '../validate/cross-field.ts'
import type { Steps } from '../validate/steps.ts'
import { boot } from './boot.ts'
import { assertBooted, type BootedApplication } from './booted-application.ts'
import { changeDocument, readDocument } from './change-document.ts'
import { DifferenceCounts } from './difference-counts.ts'
import type { FollowedDocument } from './followed-document.ts'
import { inTurns } from './in-turns.ts'
import { lintAtBoot, lintSteps } from './lint.ts'
import { Registrations } from './registrations.ts'
import { startSummaries } from './refusal-summary.ts'
import { Shadow } from './shadow.ts'
import { assertSourceKeys, logSourceEvent, startSources, useSources } from './sources.ts'

export class Application {
  readonly registrations: Registrations
  /** Undefined until the application has booted, and if the boot has failed: CORS is disabled. */
  booted: BootedApplication | undefined
  /** The shadow document; undefined without one. */
  shadow: Shadow | undefined
  /** What registrations with `observe` have found since their policies were put in place. */
  observed = new DifferenceCounts()
  /** What a replacement has put in place and lint has not judged yet. */
  unlinted: BootedApplication | undefined
  /** Settles when no document is being replaced. */
  lastReplacement: Promise<unknown> = Promise.resolve()
  /** The stores of documents. */
  readonly followed: [scope: Scope, document: FollowedDocument][] = []
  /** The options `shadow` of registrations. */
  readonly shadowOptions: [scope: Scope, document: unknown][] = []
  readonly #sources: { readonly lookup: SourceLookup, readonly scope: Scope, suffixes: string }[] = []
  #endSummaries = (): void => {}

  constructor (app: FastifyInstance) {
    this.registrations = new Registrations(app)
  }

  /** Adds the sources of a registration. Its log has what happens to them. */
  addSources (sources: ReadonlyMap<string, CorsOriginSource>, scope: Scope): void {
    const known = this.registrations.sources
    for (const [name, source] of sources) {
      if (known.has(name)) continue
      // The suffixes are those of now, because the document can be replaced.
      const accepts = (pattern: string): boolean => isSafePattern(pattern, scope.privateSuffixes)
      const lookup = new SourceLookup(source, accepts, (event) => { logSourceEvent(scope.log, name, event) })
      known.set(name, lookup)
      this.#sources.push({ lookup, scope, suffixes: scope.privateSuffixes.join() })
    }
  }

  /**
   * Resolves all policies, starts the sources, and enables the policies together; called by an `onReady` hook. If it throws, CORS stays
   * disabled.
   */
  async boot (): Promise<void> {
    const booted = this.#resolved()
    this.registrations.forgetRoutes()
    for (const [scope, document] of this.shadowOptions) this.shadow = new Shadow(booted, scope, document)
    if (booted.sources.size > 0) await startSources(booted, longestStart(booted.scopes[0]!.app), this.shadow?.application)
    this.#enable(booted)
    this.#endSummaries = startSummaries(booted.scopes, booted.refusals)
  }

  /** Resolves all policies. If the document of a store does not fit the routes, the copy of its last good one is used. */
  #resolved (): BootedApplication {
    try {
      return this.#booted()
    } catch (error) {
      const copies = this.followed.flatMap(([scope, followed]) => {
        const copy = followed.fallBack(error)
        return copy === undefined ? [] : [{ scope, copy }]
      })
      if (copies.length === 0) throw error
      const { scopes } = this.registrations
      for (const { scope, copy } of copies) changeDocument(scopes, scope, readDocument(scope, copy, scopes))
      return this.#booted()
    }
  }

  #booted (): BootedApplication {
    const booted = boot(this.registrations)
    lint(booted)
    return booted
  }

  /**
   * Resolves all policies again, after a document has changed. If it throws, the policies stay as they were.
   *
   * @param replaced  the registration whose document has changed
   */
  rebuild (replaced: Scope): void {
    const rebuilt = this.booted!.rebuilt()
    const canRefuse = rebuilt.scopes.some((scope) => scope.lint === 'error')
    if (canRefuse) lint(rebuilt)
    assertSourceKeys(rebuilt)
    this.#enable(rebuilt)
    this.shadow = this.#shadowBeside(rebuilt, replaced)
    useSources(rebuilt, this.shadow?.application)
    this.#judgePatterns()
    // Findings that are only logged can wait.
    this.unlinted = canRefuse ? undefined : rebuilt
  }

  /**
   * Sets the shadow document of a registration, instead of an earlier one.
   *
   * @param document  undefined for none
   * @throws          the errors of the boot; the earlier shadow document stays then
   */
  setShadow (scope: Scope, document: unknown): void {
    assertBooted(this.booted)
    this.shadow = document === undefined ? undefined : new Shadow(this.booted, scope, document)
    useSources(this.booted, this.shadow?.application)
  }

  /** A shadow document must not stop a replacement, so it is removed if it does not fit the other policies any more. */
  #shadowBeside (booted: BootedApplication, replaced: Scope): Shadow | undefined {
    try {
      return this.shadow?.beside(booted, replaced)
    } catch (error) {
      replaced.log.warn({ err: error }, 'The shadow document does not fit the new policies, and was removed.')
      return undefined
    }
  }

  /** Private suffixes decide which patterns of a source are safe, and can have changed. */
  #judgePatterns (): void {
    for (const source of this.#sources) {
      const suffixes = source.scope.privateSuffixes.join()
      if (suffixes !== source.suffixes) source.lookup.reload()
      source.suffixes = suffixes
    }
  }

  #enable (booted: BootedApplication): void {
    this.booted = booted
    this.observed = new DifferenceCounts()
    for (const [scope, state] of booted.table.states) scope.state = state
  }

  close (): void {
    this.#endSummaries()
    for (const lookup of this.registrations.sources.values()) lookup.close()
    for (const [, followed] of this.followed) followed.close()
  }
}

/** Logs the findings. @throws CorsPolicyError `FST_CORS_LINT_FAILED` for errors, if a registration has `lint: "error"` */
function lint (booted: BootedApplication): void {
  if (isLinted(booted)) lintAtBoot(booted)
}

/** The same after a replacement, while requests are served in between, until another replacement waits. */
export async function lintInTurns (application: Application, isWaiting: () => boolean): Promise<void> {
  const { unlinted } = application
  if (unlinted === undefined) return
  if (isLinted(unlinted)) await inTurns(until(isWaiting, lintSteps(unlinted)))
  if (!isWaiting()) application.unlinted = undefined
}

function * until (isOver: () => boolean, steps: Steps): Steps {
  while (!isOver() && steps.next().done !== true) yield
}

function isLinted ({ scopes }: BootedApplication): boolean {
  return !isPluginLintDisabled() && scopes.some(({ lint }) => lint !== 'off')
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
