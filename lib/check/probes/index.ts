/** The probes, in the order in which they are judged. */
import type { Probe } from '../probe.ts'
import { allowedOrigins } from './allowed-origins.ts'
import { dangerousOrigins } from './dangerous-origins.ts'
import { originConfusion } from './origin-confusion.ts'
import { plainOptions } from './plain-options.ts'
import { preflightBreadth } from './preflight-breadth.ts'
import { preflightSpellings } from './preflight-spellings.ts'
import { preflightStrangers } from './preflight-strangers.ts'
import { preflights } from './preflights.ts'
import { strangers } from './strangers.ts'

export const PROBES: readonly Probe[] = [
  // access
  allowedOrigins,
  strangers,
  dangerousOrigins,
  originConfusion,
  // preflights
  preflights,
  preflightStrangers,
  preflightBreadth,
  preflightSpellings,
  plainOptions
]
