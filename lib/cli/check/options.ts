/** Builds the options of a check from arguments, environment variables and a policy file. */
import type { CheckOptions } from '../../../types/check.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { validatePolicy } from '../../validate.ts'
import { CommandError, UsageError, type Io } from '../io.ts'
import { withSubject } from '../load-input.ts'
import { secretHeaders } from './secret-headers.ts'
import type { CheckValues } from './flag-types.ts'

/** The syntax of a number. The check validates its range. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

/**
 * Builds the options.
 *
 * @throws UsageError for an invalid argument, InvalidPolicyError for an invalid policy, CommandError for a file that cannot be read
 */
export async function optionsOf (values: CheckValues, io: Io): Promise<CheckOptions> {
  const { allow, credentials, method, policy, route, 'request-header': requestHeaders, 'error-path': errorPath, 'error-method': errorMethod, websocket, resolve, http2, insecure } = values
  const given = {
    allowedOrigins: allow,
    credentials,
    methods: method,
    requestHeaders,
    route,
    errorPath,
    errorMethod,
    webSocket: websocket,
    resolve,
    http2,
    insecure,
    headers: secretHeaders(values, io),
    timeout: numberOf('timeout', values),
    maxRequests: numberOf('max-requests', values),
    maxTime: numberOf('max-time', values),
    seed: numberOf('seed', values),
    rate: numberOf('rate', values),
    policy: policy === undefined ? undefined : await documentOf(policy, values.export, io)
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as CheckOptions
}

function numberOf (name: 'timeout' | 'max-requests' | 'max-time' | 'seed' | 'rate', { [name]: text }: CheckValues): number | undefined {
  if (text === undefined) return undefined
  if (NUMBER.test(text)) return Number(text)
  throw new UsageError(`--${name}: ${JSON.stringify(text)} is not a number.`)
}

async function documentOf (file: string, exportName: string | undefined, io: Io): Promise<CorsPolicyDocument> {
  return withSubject(file, io, subject => {
    if (subject.kind === 'application') throw new CommandError('The file is an application. Use --app, which checks all its routes.')
    return validatePolicy(subject.document)
  }, exportName)
}
