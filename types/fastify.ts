/** What the plugin adds to Fastify's own types. */
import type {} from 'fastify'
import type { CorsPolicyChoice, CorsPolicyDocument } from './policy.ts'

/** What `register` takes: a policy document, and beside it the options that are not data of a policy. */
export type CorsPluginOptions = CorsPolicyDocument & {
  /**
   * Whether a preflight that an earlier hook refused with 401 or 403 is answered all the same where the policy admits
   * the origin: a preflight never carries credentials, so no browser can satisfy such a hook. Default true.
   */
  readonly rescuePreflights?: boolean
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The CORS policy of this route: a policy name, an override of the scope's policy, or `false` for no CORS. */
    cors?: CorsPolicyChoice
  }
}
