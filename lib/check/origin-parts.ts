/** Splits origins into parts. The URL parser rejects some of the hosts that are tested, depending on the version of Node.js. */

export interface OriginParts {
  readonly protocol: string
  readonly hostname: string
  /** Digits; '' if the origin has no port. */
  readonly port: string
  /** The host name with the port. */
  readonly host: string
  readonly origin: string
}

/** @param origin  serialized origin other than `null` */
export function partsOf (origin: string): OriginParts {
  const [, protocol, host, hostname, port = ''] = /^([^:]+:)\/\/((\[.+\]|[^:]+)(?::(\d+))?)$/.exec(origin) as string[]
  return { protocol: protocol!, hostname: hostname!, port, host: host!, origin }
}
