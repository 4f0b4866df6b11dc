/** The types that the plugin adds to Fastify. */
import type { FastifyError, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { CorsPolicyStats } from './decision-event.ts'
import type { CorsDocumentation } from './documentation.ts'
import type { CorsExplanation } from './explanation.ts'
import type { CorsOriginGuardOptions } from './origin-guard.ts'
import type { CorsApplicationQuestion } from './question.ts'
import type { CorsRefusalReport } from './refusals.ts'
import type { CorsLintFinding } from './report.ts'
import type { CorsShadow } from './shadow.ts'
import type { CorsStatus } from './status.ts'
import type { CorsPolicy, CorsPolicyChoice, CorsPolicyDocument } from './policy.ts'

export type * from './origin-guard.ts'

/** Where the policy of a route was chosen: `config.cors` of the route, `routes` or `notFound` of the document, the scope, or nowhere (`none`). */
export type CorsPolicyLocation = 'config' | 'routes' | 'notFound' | 'scope' | 'none'

/** The policy of a request. */
export interface ResolvedCorsPolicy {
  /** The effective policy, frozen; `false` if CORS is disabled. */
  readonly policy: CorsPolicy | false
  /** The name of the policy, if it was chosen by name. */
  readonly name: string | undefined
  /** Where the policy was chosen. */
  readonly from: CorsPolicyLocation
  /** The route that handles the request, such as `GET /orders/:id`; undefined for a not-found handler. */
  readonly route: string | undefined
}

/** A route and its policy. */
export interface ResolvedCorsRoute {
  /** Upper case. A route with several methods has one entry for each. */
  readonly method: string
  /** The full pattern, including the prefix. */
  readonly url: string
  /** The constraints of the route, such as a host or a version. */
  readonly constraints: Readonly<Record<string, unknown>>
  /** The name of the policy; undefined for a policy without a name, `false` if CORS is disabled. */
  readonly policy: string | false | undefined
  /** The effective policy, frozen; `false` if CORS is disabled. */
  readonly effective: CorsPolicy | false
  /** Where the policy was chosen. */
  readonly from: CorsPolicyLocation
}

/** Sends the response to an error that Fastify handles without hooks, as the option `frameworkErrors` of Fastify does. */
export type CorsFrameworkErrorHandler = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void

/** The decorator `app.cors`. All of it is about the whole application, except `replace` and `shadow`. */
export interface CorsDecorator {
  /**
   * Returns the policy of a request with this method (upper case), URL (path and query) and `Host`.
   * Throws CorsPolicyError FST_CORS_NOT_READY before the application is ready.
   */
  policyFor (request: { readonly method: string, readonly url: string, readonly host?: string }): ResolvedCorsPolicy
  /** Returns all routes and their policies, in the order of the router. Throws the same error as `policyFor`. */
  routes (): ResolvedCorsRoute[]
  /**
   * Returns how often each reason has occurred since the application was ready, by policy name and kind of request. `scope` or `override` for policies
   * without a name, `none` if no policy could be determined.
   */
  stats (): Record<string, CorsPolicyStats>
  /**
   * Replaces the policy document of the registration that covers this instance, while requests are served. The new document is
   * validated, resolved against all routes and their `config.cors`, and linted as at the start. Each request has the policies from
   * before or from after. Browsers keep approved preflights of the old document for its `maxAge`.
   *
   * Resolves to the previous document, with which the change can be undone. Rejects with CorsPolicyError and every issue, as the start
   * does; nothing has changed then. Rejects if the document comes from a store, whose next change would undo it. Rejects with the same
   * error as `policyFor` before the application is ready.
   */
  replace (document: CorsPolicyDocument): Promise<CorsPolicyDocument>
  /** Counts what another document would change, before it is put in place. */
  readonly shadow: CorsShadow
  /** Returns the documents in place, and the state of each source of origins. Throws the same error as `policyFor`. */
  status (): CorsStatus
  /**
   * Returns an `onRequest` hook that responds with 403 if neither the route's policy nor `alsoAllow` allows the `Origin` of the
   * request. Use it for WebSockets and for requests that change state without a preflight. Requests with `Sec-Fetch-Site: same-origin`
   * are allowed, and requests without `Origin` that do not open a WebSocket. With `observe`, all requests are allowed, with a warning in
   * the log. Throws CorsPolicyError for invalid options.
   */
  originGuard (options?: CorsOriginGuardOptions): onRequestHookHandler
  /**
   * Returns an `onRequest` hook for Storage Access: if the user allows the API its cookies in pages of other sites, and the browser has left
   * them out, the hook has the request sent again with them. Only for origins that the route's policy allows with credentials, and only for
   * GET, HEAD, QUERY, PUT and DELETE, because the handler runs twice.
   */
  storageAccessRetry (): onRequestHookHandler
  /**
   * Explains a cross-origin request of a page: the exchange between browser and server, the step that fails, and the fix. Loads its
   * code at the first call. Rejects with the same error as `policyFor`, and with a TypeError for an invalid question.
   */
  explain (question: CorsApplicationQuestion): Promise<CorsExplanation>
  /**
   * Returns the documentation of all policies and routes, as data. `fastify-cors-policy/tools` converts it to Markdown or HTML. Loads
   * its code at the first call. Rejects with the same error as `policyFor`.
   */
  documentation (): Promise<CorsDocumentation>
  /**
   * Returns what was refused since the start: by route, policy and reason, with the smallest change for each mistake of your
   * own. `fastify-cors-policy/tools` converts it to Markdown or HTML. Rejects with the same error as `policyFor`.
   */
  report (): Promise<CorsRefusalReport>
  /**
   * Returns all lint findings about the policies and their routes, independent of the option `lint`. Rejects with the same error as
   * `policyFor`.
   */
  lint (): Promise<readonly CorsLintFinding[]>
}

declare module 'fastify' {
  interface FastifyContextConfig {
    // Fastify infers the type of `config` from the object that is given, so no type here can reject a further field of it. `satisfies` can, and
    // the start does. A function around the object could too, but nothing would make anyone call it.
    /**
     * The CORS policy of this route: a policy name, an override of the policy from `routes` or of the scope, or `false` to
     * disable CORS.
     */
    cors?: CorsPolicyChoice
    /** `false` exempts this route from the hooks of `app.cors.originGuard()`. */
    corsGuard?: false
  }
  interface FastifyInstance {
    /** The CORS policies of the application. */
    cors: CorsDecorator
  }
}
