/** The state that all registrations of an application share: what they have collected, and the result of the boot. */
import type { FastifyInstance } from 'fastify'
import { applicationKey } from '../fastify/instances.ts'
import { isPluginLintDisabled } from '../lint/plugin-lint.ts'
import { boot } from './boot.ts'
import type { BootedApplication } from './booted-application.ts'
import { lintAtBoot } from './lint.ts'
import { Registrations } from './registrations.ts'

export class Application {
  readonly registrations: Registrations
  /** Undefined until the application has booted, and if the boot has failed: CORS is disabled. */
  booted: BootedApplication | undefined

  constructor (app: FastifyInstance) {
    this.registrations = new Registrations(app)
  }

  /** Resolves all policies, and enables them together; called by an `onReady` hook. If it throws, CORS stays disabled. */
  boot (): void {
    const booted = boot(this.registrations)
    this.registrations.forgetRoutes()
    if (!isPluginLintDisabled() && booted.scopes.some(({ lint }) => lint !== 'off')) lintAtBoot(booted)
    this.booted = booted
    for (const [scope, state] of booted.table.states) scope.state = state
  }
}

const applications = new WeakMap<object, Application>()

/** Returns the application of an instance. */
export function applicationOf (app: FastifyInstance): Application {
  const key = applicationKey(app)
  let application = applications.get(key)
  if (application === undefined) applications.set(key, application = new Application(app))
  return application
}
