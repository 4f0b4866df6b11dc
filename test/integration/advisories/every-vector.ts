/** All vectors, by their ids; several of one id show several sides of it. */
import { log } from './log.ts'
import { memory } from './memory.ts'
import { preflights } from './preflights.ts'
import { rejections } from './rejected-configurations.ts'
import { resolution } from './resolution.ts'
import { responses } from './responses.ts'
import { state } from './state.ts'
import type { Vector } from './vector.ts'

/** In the order of their ids. */
export const vectors: readonly Vector[] = [
  ...rejections, ...responses, ...preflights, ...resolution, ...state, ...memory, ...log
].sort((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

export function vectorsOf (id: string): readonly Vector[] {
  return vectors.filter((vector) => vector.id === id)
}
