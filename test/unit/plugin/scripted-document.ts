/** A store of a document in memory, which a test controls. */
import type { CorsPolicyIssue } from '../../../types/report.ts'
import type { CorsDocumentConnection, CorsDocumentStore, CorsDocumentStoreOptions, CorsStoredDocument } from '../../../types/document-store.ts'

/** Short times, for what fails. Nothing depends on them: tests wait for conditions. */
export const SHORT: CorsDocumentStoreOptions = { pollInterval: 10, deadline: 60_000, startDeadline: 5000 }

export class ScriptedDocument implements CorsDocumentStore {
  readonly description = 'scripted store'
  readonly pollInterval: number
  readonly deadline: number
  readonly startDeadline: number
  readonly lastGood?: string
  /** What happens instead of a read. */
  failure: Error | undefined
  connections = 0
  closed = 0
  reads = 0
  #number = 0
  #content: { readonly document: unknown } | { readonly problem: string | CorsPolicyIssue } | undefined
  readonly #listeners = new Set<() => void>()
  readonly #sendsMessages: boolean

  constructor (document?: unknown, { sendsMessages = true, ...options }: CorsDocumentStoreOptions & { readonly sendsMessages?: boolean } = {}) {
    const { pollInterval, deadline, startDeadline, lastGood } = { ...SHORT, ...options }
    this.pollInterval = pollInterval!
    this.deadline = deadline!
    this.startDeadline = startDeadline!
    if (lastGood !== undefined) this.lastGood = lastGood
    this.#sendsMessages = sendsMessages
    if (document !== undefined) this.set(document)
  }

  set (document: unknown): void {
    this.#put({ document })
  }

  setProblem (problem: string | CorsPolicyIssue): void {
    this.#put({ problem })
  }

  #put (content: { readonly document: unknown } | { readonly problem: string | CorsPolicyIssue }): void {
    this.#number++
    this.#content = content
    for (const listener of this.#listeners) listener()
  }

  async connect (): Promise<CorsDocumentConnection> {
    this.connections++
    let listener: (() => void) | undefined
    let isOpen = true
    const current = (): CorsStoredDocument => {
      if (this.failure !== undefined) throw this.failure
      if (this.#content === undefined) throw new Error('The store is empty.')
      return { version: String(this.#number), ...this.#content }
    }
    return {
      version: async () => current().version,
      read: async () => {
        this.reads++
        return current()
      },
      ...(this.#sendsMessages && {
        listen: async (onChange: () => void) => {
          listener = onChange
          this.#listeners.add(onChange)
        }
      }),
      close: () => {
        if (isOpen) this.closed++
        isOpen = false
        if (listener !== undefined) this.#listeners.delete(listener)
      }
    }
  }
}
