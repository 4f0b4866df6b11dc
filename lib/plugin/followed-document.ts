/** Follows a store of a document: reads each new version, and puts its document in place. */
import type { FastifyBaseLogger } from 'fastify'
import type { CorsDocumentConnection, CorsDocumentStore, CorsDocumentStoreStatus, CorsRejectedDocument } from '../../types/document-store.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError } from '../errors.ts'
import { withDeadline } from '../lookup/deadline.ts'
import { Follower, type FollowedContent } from '../lookup/follower.ts'
import { resolveDocumentOptions, type ResolvedDocumentOptions } from './document-store.ts'
import { LastGood } from './last-good-document.ts'
import { logConnectionEvent, sentenceOf } from './log-connection.ts'

/** Validates a document, and puts it in place. @throws CorsPolicyError if it is invalid, or does not fit the other policies */
type Use = (document: unknown) => CorsPolicyDocument | Promise<CorsPolicyDocument>

export class FollowedDocument implements FollowedContent<CorsDocumentConnection> {
  readonly #store: CorsDocumentStore
  readonly #options: ResolvedDocumentOptions
  readonly #log: FastifyBaseLogger
  readonly #lastGood: LastGood | undefined
  #follower: Follower<CorsDocumentConnection> | undefined
  #use: Use
  #begin: ((use: Use) => void) | undefined
  /** The version that was read last. */
  #read: string | undefined
  /** The version in place. */
  #version: string | undefined
  /** The document to start with, if the store has it, and the copy of the last good one. */
  #first: CorsPolicyDocument | undefined
  #copy: CorsPolicyDocument | undefined
  /** Whether the application has started, so that a document that is put in place is a good one. */
  #hasBegun = false
  /** How often the policies around it have changed, and how often they had before the last document was judged. */
  #reconsidered = 0
  #judged = 0
  #provenAt = -Infinity
  #rejected = 0
  #lastRejected: (CorsRejectedDocument & { readonly error: unknown }) | undefined

  /** @param validate  for the first document; throws CorsPolicyError for an invalid one */
  constructor (store: CorsDocumentStore, log: FastifyBaseLogger, validate: (document: unknown) => CorsPolicyDocument) {
    this.#store = store
    this.#options = resolveDocumentOptions(store)
    this.#log = log.child({ store: store.description })
    const { lastGood } = this.#options
    this.#lastGood = lastGood === undefined ? undefined : new LastGood(lastGood, this.#log)
    this.#use = validate
  }

  /**
   * Returns the first document. Later ones wait for `begin`.
   *
   * @param longest  the milliseconds after which a start that waits for the store ends
   * @throws without a copy: CorsPolicyError `FST_CORS_SOURCE_FAILED` if the store cannot be read, or the error of an invalid document
   */
  async start (longest: number): Promise<CorsPolicyDocument> {
    const validate = this.#use
    this.#copy = await this.#lastGood?.read(validate)
    this.#use = async (document) => {
      this.#first = await validate(document)
      return this.#first
    }
    this.#follower = new Follower((signal) => this.#store.connect(signal), { ...this.#options, start: this.#copy === undefined ? 'fail' : 'closed' }, this,
      (event) => { logConnectionEvent(this.#log, event, 'The store of the policy', 'The policy in place stays in force.') })
    let failure: unknown
    await this.#follower.start(longest).catch((error: unknown) => { failure = error })
    const begun = new Promise<Use>((resolve) => { this.#begin = resolve })
    this.#use = async (document) => await (await begun)(document)
    if (this.#first !== undefined) return this.#first
    if (this.#copy !== undefined) return this.#startWith(this.#copy)
    this.close()
    throw this.#lastRejected?.error ?? unreadable(this.#store, failure)
  }

  /** Refuses the first document, because the application cannot start with it. @returns the copy of the last good one, if there is one */
  fallBack (error: unknown): CorsPolicyDocument | undefined {
    if (this.#first === undefined || this.#copy === undefined) return undefined
    this.#refuse(this.#version!, error)
    this.#first = undefined
    this.#version = undefined
    return this.#startWith(this.#copy)
  }

  #startWith (copy: CorsPolicyDocument): CorsPolicyDocument {
    this.#log.warn({ file: this.#options.lastGood }, 'The application starts with the copy of the last good policy.')
    return copy
  }

  /** Puts later documents in place; called when the application is ready. */
  begin (use: Use): void {
    this.#hasBegun = true
    const isWritten = this.#first === undefined ? undefined : this.#lastGood?.write(this.#first)
    this.#begin!(async (document) => {
      await isWritten
      return await use(document)
    })
  }

  /** The policies around it have changed, so that a rejected document can fit now: it is read again. */
  reconsider (): void {
    this.#reconsidered++
  }

  close (): void {
    this.#follower!.close()
  }

  status (): CorsDocumentStoreStatus {
    const { pollInterval, deadline } = this.#options
    const provenAgo = performance.now() - this.#provenAt
    const { error: _, ...lastRejected } = this.#lastRejected ?? {}
    return {
      description: this.#store.description,
      state: provenAgo <= pollInterval + deadline ? 'current' : Number.isFinite(provenAgo) ? 'stale' : 'unavailable',
      version: this.#version,
      provenAgo: Number.isFinite(provenAgo) ? provenAgo : undefined,
      push: this.#follower!.subscription?.state ?? 'none',
      rejected: this.#rejected,
      lastRejected: this.#lastRejected === undefined ? undefined : lastRejected as CorsRejectedDocument,
      lastFailure: this.#follower!.lastFailure
    }
  }

  assertUsable ({ read }: CorsDocumentConnection): void {
    if (typeof read !== 'function') throw new TypeError('The connection has no `read`.')
  }

  onChange (): void {
    // The version is read at once.
  }

  onGap (): void {
    // The version is read at once.
  }

  async take (version: string, connection: CorsDocumentConnection): Promise<void> {
    const reconsidered = this.#reconsidered
    if (version === this.#read && (this.#lastRejected === undefined || reconsidered === this.#judged)) return
    const stored = await withDeadline(() => connection.read(), 'Reading the document', this.#options.deadline)
    try {
      if ('problem' in stored) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [issueOf(stored.problem)])
      const document = await this.#use(stored.document)
      this.#version = stored.version
      this.#lastRejected = undefined
      if (this.#hasBegun) await this.#lastGood?.write(document)
    } catch (error) {
      this.#refuse(stored.version, error)
    }
    this.#read = stored.version
    this.#judged = reconsidered
  }

  prove (at: number): void {
    this.#provenAt = at
  }

  /** A document that is rejected stays so, because it is read again only if the version or another document changes. */
  #refuse (version: string, cause: unknown): void {
    if (!(cause instanceof CorsPolicyError)) throw cause
    const { code, issues } = cause
    const error = new CorsPolicyError(code, issues, this.#store.description)
    this.#rejected++
    this.#lastRejected = { version, at: new Date().toISOString(), issues, error }
    this.#log.error({ version, err: error }, 'A new CORS policy was rejected. The policy in place stays in force.')
  }
}

function issueOf (problem: string | CorsPolicyIssue): CorsPolicyIssue {
  return typeof problem === 'string' ? { id: 'json-is-malformed', path: '', value: undefined, message: problem } : problem
}

function unreadable ({ description = 'of the option `policy`' }: CorsDocumentStore, failure: unknown): CorsPolicyError {
  return new CorsPolicyError('FST_CORS_SOURCE_FAILED', [{
    id: 'document-unavailable',
    path: '/policy',
    value: undefined,
    message: `The store ${description} cannot be read: ${sentenceOf(failure)} Check that the store runs and has a document, ` +
      'or set `lastGood` to start with a copy of the last good one.'
  }])
}
