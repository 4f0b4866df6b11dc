/** Runs the checks of sources, as their authors do. For a store on a server, one call in its test is enough. */
import type { Test } from 'tap'
import { originSourceChecks, type CorsSourceUnderTest } from '../../../lib/testing.ts'

export async function conforms (t: Test, title: string, subject: CorsSourceUnderTest): Promise<void> {
  for (const { name, run } of originSourceChecks(subject)) await t.resolves(run(), `${title}: ${name}`)
}
