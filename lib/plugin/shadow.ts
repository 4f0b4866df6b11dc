/** A shadow document: every request is also decided under it, and only the differences are counted. */
import type { FastifyRequest } from 'fastify'
import type { CorsShadowReport } from '../../types/shadow.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsRememberedPolicy } from '../../types/remembered-policy.ts'
import type { Scope } from '../routes/scope.ts'
import type { BootedApplication } from './booted-application.ts'
import { rememberedBetween } from './changed-routes.ts'
import { changeDocument, readDocument } from './change-document.ts'
import { decideRequest } from './decide-request.ts'
import { digestOf } from '../digest.ts'
import type { RequestRecord } from './request-state.ts'
import { ShadowCounts } from './shadow-counts.ts'
import { assertSourceKeys } from './sources.ts'

export class Shadow {
  /** The application as if the shadow document was in place. */
  readonly application: BootedApplication
  readonly #scope: Scope
  readonly #document: CorsPolicyDocument
  readonly #remembered: CorsRememberedPolicy | undefined
  readonly #counts: ShadowCounts

  /**
   * Resolves the document against all routes, without putting it in place.
   *
   * @param counts  earlier counts, which are continued
   * @throws        the errors of the boot, with every issue
   */
  constructor (booted: BootedApplication, scope: Scope, input: unknown, counts = new ShadowCounts()) {
    this.#scope = scope
    this.#counts = counts
    this.#document = readDocument(scope, input, booted.scopes)
    const undo = changeDocument(booted.scopes, scope, this.#document)
    try {
      this.application = booted.rebuilt(false)
    } finally {
      undo()
    }
    assertSourceKeys(this.application)
    this.#remembered = rememberedBetween(booted, this.application)
  }

  /**
   * Returns the same shadow document beside other policies. The counts begin again if the document of its own registration was replaced, because they
   * are differences from that document.
   *
   * @throws the errors of the boot, if the document does not fit these policies
   */
  beside (booted: BootedApplication, replaced: Scope): Shadow {
    return new Shadow(booted, this.#scope, this.#document, replaced === this.#scope ? undefined : this.#counts)
  }

  /** Decides a request under this document too. Sends nothing, never throws, and never waits for the request. */
  compare (scope: Scope, request: FastifyRequest, record: RequestRecord | false): void {
    const decided = decideRequest(this.application, scope, request, this.application.table.states.get(scope)!)
    if (decided instanceof Promise) void decided.then((other) => { this.#counts.add(this.application, request, record, other) })
    else this.#counts.add(this.application, request, record, decided)
  }

  report (): CorsShadowReport {
    return { digest: digestOf(this.#document), ...this.#counts.report(), remembered: this.#remembered }
  }
}
