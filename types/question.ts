/** What the explainer can be asked. */
import type { CredentialsMode, Engine, HeaderLine } from './browser.ts'

/** What a page asks for by `fetch()`, in the mode `cors`. */
export interface CorsPageQuestion {
  /** The page's serialized origin, or `null`. */
  readonly origin: string
  /** As the page gives it; `GET` where absent. */
  readonly method?: string | undefined
  /** As the page gives them. `Content-Type`, which the browser derives from some bodies, must be among them. */
  readonly headers?: Readonly<Record<string, string>> | readonly HeaderLine[] | undefined
  /** `same-origin` where absent. */
  readonly credentials?: CredentialsMode | undefined
  /** Whose rules the browser follows; `standard` where absent. */
  readonly engine?: Engine | undefined
}

/** A question about a policy document, without an application. */
export interface CorsDocumentQuestion extends CorsPageQuestion {
  /** Name of one of the document's `policies`. */
  readonly policy?: string | undefined
  /** A full routed pattern, to be found in the document's `routes`; without it and `policy` the scope's policy is meant. */
  readonly route?: string | undefined
}

/** A question about an application. */
export interface CorsApplicationQuestion extends CorsPageQuestion {
  /** Absolute on http or https, or a path with its query, of a server that is no page's own. */
  readonly url: string
  /** `Host` by which the server is asked; that of the URL where absent. */
  readonly host?: string | undefined
}
