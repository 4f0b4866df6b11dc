/** Types of `corsTransformObject` and of the extension `x-cors` that it adds to operations: plain JSON. */
import type { CorsPolicyLocation } from './fastify.ts'
import type { CorsPolicy } from './policy.ts'

/** The policy of an operation. */
export type OpenApiCorsPolicy =
  | {
    /** CORS is off. */
    readonly policy: false
    /** Where CORS is turned off. */
    readonly from: CorsPolicyLocation
  }
  | CorsPolicy & {
    /** The name of the policy. `scope` or `override` for a policy without a name. */
    readonly policy: string
    /** Where the policy was chosen. */
    readonly from: CorsPolicyLocation
    /** `false` if the policy does not set it. */
    readonly credentials: boolean
  }

/** The value of `x-cors`: one policy, or several for routes with the same method and URL but different constraints. */
export type OpenApiCorsPolicies = OpenApiCorsPolicy | {
  /** The policy of each route. */
  readonly variants: ReadonlyArray<OpenApiCorsPolicy & {
    /** The constraints as text, for example host and version. */
    readonly constraints: Readonly<Record<string, string>>
  }>
}

/** The argument of `transformObject` of @fastify/swagger: a document of OpenAPI 3 or Swagger 2. */
export type DocumentToTransform =
  | {
    /** OpenAPI 3. */
    readonly openapiObject: object
  }
  | {
    /** Swagger 2. */
    readonly swaggerObject: object
  }

/** The result: a document of the same version. */
export type TransformedDocument = Record<string, any>
