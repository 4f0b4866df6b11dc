/** The parts of origins, under the names that URLs have for them. The parser of URLs refuses some hosts, which depend on the version of Node. */

export interface OriginParts {
  readonly protocol: string
  readonly hostname: string
  /** Digits; '' where the origin has the default port, or none. */
  readonly port: string
  /** The host name with the port. */
  readonly host: string
  readonly origin: string
}

/** @param origin  a serialized one, not `null` */
export function partsOf (origin: string): OriginParts {
  const [, protocol, host, hostname, port = ''] = /^([^:]+:)\/\/((\[.+\]|[^:]+)(?::(\d+))?)$/.exec(origin) as string[]
  return { protocol: protocol!, hostname: hostname!, port, host: host!, origin }
}
