/** A store of a command that has been opened. */
import type { CorsOriginWriter } from '../../../types/source.ts'

export interface OpenStore<Writer = CorsOriginWriter> {
  readonly writer: Writer
  close (): unknown
}

/** How a store is opened. */
export interface StoreOptions {
  /** Whether it can be created. */
  readonly isNew: boolean
}
