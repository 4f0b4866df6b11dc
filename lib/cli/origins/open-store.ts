/** A store of a command that has been opened. */
import type { CorsOriginWriter } from '../../../types/source.ts'

export interface OpenStore<Writer = CorsOriginWriter> {
  readonly writer: Writer
  close (): unknown
}

/** A store of origins that has been opened. */
export interface OpenOrigins extends OpenStore {
  /** The keys whose lists have origins, sorted. */
  keys (): string[] | Promise<string[]>
}

/** How a store is opened. */
export interface StoreOptions {
  /** Whether it can be created. */
  readonly isNew: boolean
}
