/** A check with a part of the probes. */
import { checkEndpoint } from '../../../lib/check.ts'
import { runProbes } from '../../../lib/check/run-probes.ts'
import { Session } from '../../../lib/check/session.ts'
import { resolveTarget } from '../../../lib/check/target.ts'
import type { CheckOptions, CheckReport } from '../../../types/check.ts'
import { isLong } from '../../unit/properties/seed.ts'

/**
 * Checks an endpoint as `checkEndpoint` does, but only with the probes that a test is about, and with the one that finds out whether the
 * endpoint is reached. The others send most of the requests. In the long run, all probes run.
 *
 * @param probes  their ids
 */
export async function checkBy (probes: readonly string[], url: string, options: CheckOptions): Promise<CheckReport> {
  if (isLong) return await checkEndpoint(url, options)
  const target = resolveTarget(url, options)
  const session = new Session(target.url.origin, options)
  try {
    return await runProbes(session, target, options, ({ id }) => probes.includes(id) || id === 'reach' ? null : 'the test is not about this probe')
  } finally {
    await session.client.close()
  }
}
