/** The origins of pages in development: the loopback hosts, and the addresses of this computer. */
import { networkInterfaces } from 'node:os'
import { CorsPolicyError, preview } from './errors.ts'
import type { CorsPolicyIssue } from '../types/report.ts'
import { wrongValue } from './validate/wrong-value.ts'

/** The options of `developmentOrigins`. */
export interface DevelopmentOriginsOptions {
  /** The ports of the development servers. Default: any port. */
  readonly ports?: readonly number[]
  /**
   * Whether pages on the addresses of this computer in its network are allowed too, for tests on a phone. With credentials, such a policy
   * also needs the flag `insecure-origins`, because these pages are not encrypted. Default: false.
   */
  readonly lan?: boolean
  /** The variables of the environment, of which `NODE_ENV` is read. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** All spellings of the loopback host in an origin. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Returns the origins of pages in development, for the `origins` of a policy: `http` and `https` on the loopback hosts, and with `lan`
 * `http` on the addresses that this computer has at the moment.
 *
 * @returns  origin patterns, frozen
 * @throws   CorsPolicyError `FST_CORS_POLICY_INVALID` for invalid options, and if `NODE_ENV` of `env` is `production`
 */
export function developmentOrigins (options: DevelopmentOriginsOptions = {}): readonly string[] {
  const issues = issuesOf(options)
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  const { ports, lan = false } = options
  const hosts = ['http', 'https'].flatMap((scheme) => LOOPBACK.map((host) => `${scheme}://${host}`))
  if (lan) hosts.push(...lanHosts().map((host) => `http://${host}`))
  const origins = hosts.flatMap((host) => ports === undefined ? [`${host}:*`] : ports.map((port) => withPort(host, port)))
  return Object.freeze([...new Set(origins)])
}

/** The addresses of this computer, as browsers write them. An address with a zone cannot be part of a URL. */
function lanHosts (): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses)
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
    .map(({ address, family }) => family === 'IPv6' ? new URL(`http://[${address}]`).hostname : address)
}

/** The default port of a scheme is not part of an origin. */
function withPort (host: string, port: number): string {
  const isDefault = port === (host.startsWith('https:') ? 443 : 80)
  return isDefault ? host : `${host}:${port}`
}

function issuesOf (options: DevelopmentOriginsOptions): CorsPolicyIssue[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [wrongValue('', options, 'an object', 'Use { ports: [5173] }, or omit it.')]
  }
  const { ports, lan, env = process.env, ...rest } = options as Readonly<Record<string, unknown>>
  if (typeof env !== 'object' || env === null) return [wrongValue('/env', env, 'an object of variables', 'Use process.env, or omit it.')]
  if ((env as NodeJS.ProcessEnv)['NODE_ENV'] === 'production') {
    return [{
      id: 'development-origins-in-production',
      path: '',
      value: undefined,
      message: 'NODE_ENV is "production", where the origins of development must not be allowed. Use developmentOrigins only in other environments.'
    }]
  }
  const issues = Object.entries(rest).map(([key, value]): CorsPolicyIssue => ({
    id: 'unknown-field', path: `/${key}`, value, message: `The field ${preview(key)} is unknown. The known fields are \`ports\`, \`lan\` and \`env\`.`
  }))
  if (lan !== undefined && typeof lan !== 'boolean') issues.push(wrongValue('/lan', lan, 'true or false', 'Default: false.'))
  if (ports === undefined) return issues
  if (!Array.isArray(ports) || ports.length === 0) {
    return [...issues, wrongValue('/ports', ports, 'a list of ports', 'Use [5173], or omit it to allow any port.')]
  }
  const isPort = (port: unknown): boolean => Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65535
  return [...issues, ...ports.flatMap((port, i) => isPort(port) ? [] : [wrongValue(`/ports/${i}`, port, 'a number from 1 to 65535', 'Use 5173.')])]
}
