/** The options of `register`. */
import type { CorsDocumentStore } from './document-store.ts'
import type { CorsPolicyDocument } from './policy.ts'
import type { CorsOriginSource, CorsSourceName } from './source.ts'

/** The options of `register`: a policy document or a store of one, and options that are not part of the policy. */
export type CorsPluginOptions = (CorsPolicyDocument & CorsNoStore & CorsRegistrationOptions) | (CorsFollowedPolicy & CorsRegistrationOptions)

/** The document is in the options themselves. */
export interface CorsNoStore {
  /** A store of the document, instead of the document. Default: the document is in the options. */
  readonly policy?: never
}

/** The document is in a store, and its fields are not among the options. */
export type CorsFollowedPolicy = { readonly [field in DocumentField]?: never } & {
  /**
   * A store of the document: `fileDocument(path)`, `redisDocument(…)` or `postgresDocument(…)` of `fastify-cors-policy/sources`. Every
   * new document in the store replaces the one in place while requests are served. An invalid one is refused and logged.
   */
  readonly policy: CorsDocumentStore
}

type DocumentField = CorsPolicyDocument extends infer Each ? Each extends object ? keyof Each : never : never

/** The options of `register` that are not part of the policy. */
export interface CorsRegistrationOptions {
  /**
   * Whether the plugin approves a preflight that an earlier hook has rejected with 401 or 403, or redirected, if the policy allows the
   * origin. Browsers never send credentials with a preflight, so they cannot satisfy such a hook, and do not follow its redirects.
   * Default: true.
   */
  readonly rescuePreflights?: boolean
  /** The log level for rejected requests and preflights. Default: `debug`. */
  readonly logLevel?: CorsLogLevel
  /**
   * How to report lint findings about the policies of this registration and their routes, once at boot: `warn` logs each rule at
   * its severity, `error` also rejects `ready()` if a finding is an error, `off` disables lint. Default: `warn`.
   */
  readonly lint?: CorsLintMode
  /**
   * The sources that `{ source: name }` in `origins` refers to, by name. A name stands for one source in the whole application, and
   * scopes inside this one can use it too.
   */
  readonly sources?: CorsOriginSources
  /**
   * A document that is tried from the start on, as with `app.cors.shadow.set`. With several registrations, the last one counts.
   * Default: none.
   */
  readonly shadow?: CorsPolicyDocument
  /** Serves the documentation of the application's policies as an HTML page. Default: no page. */
  readonly docs?: CorsDocsOptions
}

/** Sources of origins by name: any names, or the declared ones if `CorsSourceNames` has any. */
export type CorsOriginSources = string extends CorsSourceName
  ? Readonly<Record<string, CorsOriginSource>>
  : { readonly [name in CorsSourceName]?: CorsOriginSource }

/** The route that serves the documentation. */
export interface CorsDocsOptions {
  /** The path of the route, without the prefix of the scope. Starts with "/" and has no parameters. */
  readonly url: string
}

/** A log level of Fastify. */
export type CorsLogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** How lint findings are reported at boot. */
export type CorsLintMode = 'error' | 'warn' | 'off'
