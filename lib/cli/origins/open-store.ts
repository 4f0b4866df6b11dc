/** A store of the command `origins` that has been opened. */
import type { CorsOriginWriter } from '../../../types/source.ts'

export interface OpenStore {
  readonly writer: CorsOriginWriter
  close (): unknown
}

/** How a store is opened. */
export interface StoreOptions {
  /** Whether it can be created. */
  readonly isNew: boolean
}
