/** The version of this package. */
import { createRequire } from 'node:module'

/** As in its package.json. */
export function versionOfPackage (): string {
  const { version } = createRequire(import.meta.url)('fastify-cors-policy/package.json') as { readonly version: string }
  return version
}
