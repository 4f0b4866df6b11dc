/** The options of `register`. */
import type { CorsDocumentStore } from './document-store.ts'
import type { CorsLintSettings, CorsPolicyDocument, CorsPolicyDocumentBase } from './policy.ts'
import type { CorsOriginSource, CorsSourceName } from './source.ts'

/** The options of `register`: a policy document or a store of one, and options that are not part of the policy. */
export type CorsPluginOptions = (CorsPolicyDocumentBase & CorsNoStore & CorsRegistrationOptions) | (CorsFollowedPolicy & CorsRegistrationOptions)

/** The document is in the options themselves. */
export interface CorsNoStore {
  /** A store of the document, instead of the document. Default: the document is in the options. */
  readonly policy?: never
}

/** The document is in a store, and its fields are not among the options. */
export type CorsFollowedPolicy = { readonly [field in DocumentField]?: never } & {
  /**
   * A store of the document: `fileDocument(path)`, `redisDocument(…)` or `postgresDocument(…)` of `fastify-cors-policy/sources`. Every
   * new document in the store replaces the one in place while requests are served. An invalid one is rejected and logged.
   */
  readonly policy: CorsDocumentStore
}

type DocumentField = CorsPolicyDocumentBase extends infer Each ? Each extends object ? keyof Each : never : never

/** The options of `register` that are not part of the policy. */
export interface CorsRegistrationOptions {
  /**
   * Whether the plugin approves a preflight that an earlier hook has rejected with 401 or 403, or redirected, if the policy allows the
   * origin. Browsers never send credentials with a preflight, so they cannot satisfy such a hook, and do not follow its redirects.
   * Default: true.
   */
  readonly rescuePreflights?: boolean
  /**
   * The log level for refused requests and preflights. The first of each kind in a minute is logged at `warn`, or at this level if it is
   * higher, if it is probably a mistake: for example, if only the port of the origin differs from a listed one. `silent` logs nothing of it.
   * Default: `debug`.
   */
  readonly logLevel?: CorsLogLevel
  /**
   * The time between two lines of the log that count the refusals since the last one, at `info`. In milliseconds, from 1000 to 2147483647 (24 days).
   * Default: no such line.
   */
  readonly summaryInterval?: number
  /**
   * How lint treats the findings about this document. As a text, how it reports them, once at boot: `warn` logs each rule at its severity,
   * `error` also rejects `ready()` if a finding is an error, `off` disables lint. Default: `warn`. An object can also list findings that
   * were accepted, as in a document.
   */
  readonly lint?: CorsLintMode | CorsLintSettings
  /**
   * The sources that `{ source: name }` in `origins` refers to, by name. A name stands for one source in the whole application, and
   * scopes inside this one can use it too.
   */
  readonly sources?: CorsOriginSources
  /**
   * A shadow document from the start on, as with `app.cors.shadow.set`. With several registrations, the last one counts.
   * Default: none.
   */
  readonly shadow?: CorsPolicyDocument
  /**
   * Whether the registration only observes: it decides every request, counts and logs the decision, and sends nothing, also no response to a
   * preflight. Another CORS library in the same application stays in charge, and `app.cors.shadow.report()` says what would change for its
   * pages. Registrations inside this one observe too. Default: false.
   */
  readonly observe?: boolean
  /** Serves the documentation of the application's policies as an HTML page. Default: no page. */
  readonly docs?: CorsDocsOptions
  /** Serves the result of `app.cors.report()` as an HTML page, or with `?format=json` and `?format=markdown`. Default: no page. */
  readonly report?: CorsDocsOptions
}

/** Sources of origins by name: any names, or the declared ones if `CorsSourceNames` has any. */
export type CorsOriginSources = string extends CorsSourceName
  ? Readonly<Record<string, CorsOriginSource>>
  : { readonly [name in CorsSourceName]?: CorsOriginSource }

/** The route that serves a page about the policies. */
export interface CorsDocsOptions {
  /** The path of the route, without the prefix of the scope. Starts with "/" and has no parameters. */
  readonly url: string
  /** The title of the page, such as the name of the application. Default: a title for any application. */
  readonly title?: string
}

/** A log level of Fastify. */
export type CorsLogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** How lint findings are reported at boot. */
export type CorsLintMode = 'error' | 'warn' | 'off'
