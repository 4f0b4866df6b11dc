/** The class of an origin, so that origins can be counted in bounded memory. */
import type { CorsOriginClass } from '../../types/shadow.ts'
import { isLocalhostName, isLoopback, parseOrigin } from '../standard/origin.ts'

/** @param origin  the header; undefined without one */
export function originClassOf (origin: string | undefined): CorsOriginClass {
  if (origin === undefined) return 'none'
  if (origin === 'null') return 'null'
  const parts = parseOrigin(origin)
  if (parts === undefined) return 'other'
  const { scheme, host } = parts
  if (scheme !== 'https' && scheme !== 'http') return 'other'
  return isLoopback(host) || isLocalhostName(host) ? 'loopback' : scheme
}
