/** The probes, in the order in which they are judged. */
import type { Probe } from '../probe.ts'
import { allowedOrigins } from './allowed-origins.ts'
import { strangers } from './strangers.ts'

export const PROBES: readonly Probe[] = [
  // access
  allowedOrigins,
  strangers
]
