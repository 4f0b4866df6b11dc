/** What `corsTransformObject` takes, and what it puts into an operation as `x-cors`: plain JSON. */
import type { CorsPolicySource } from './fastify.ts'
import type { CorsPolicy } from './policy.ts'

/** The policy of an operation. */
export type OpenApiCorsPolicy =
  | {
    /** CORS is off. */
    readonly policy: false
    /** Where that was chosen. */
    readonly from: CorsPolicySource
  }
  | CorsPolicy & {
    /** The policy's name; `scope` or `override` for policies without one. */
    readonly policy: string
    /** Where it was chosen. */
    readonly from: CorsPolicySource
    /** `false` where the policy leaves it out. */
    readonly credentials: boolean
  }

/** Its value: one policy, or those of routes that share method and URL, and are told apart by constraints. */
export type OpenApiCorsPolicies = OpenApiCorsPolicy | {
  /** One for each route. */
  readonly variants: ReadonlyArray<OpenApiCorsPolicy & {
    /** As texts: a host, a version. */
    readonly constraints: Readonly<Record<string, string>>
  }>
}

/** What `transformObject` of @fastify/swagger is given: a document of OpenAPI 3, or of Swagger 2. */
export type DocumentToTransform =
  | {
    /** OpenAPI 3. */
    readonly openapiObject: object
  }
  | {
    /** Swagger 2. */
    readonly swaggerObject: object
  }

/** What it gives back: a document of the same version. */
export type TransformedDocument = Record<string, any>
