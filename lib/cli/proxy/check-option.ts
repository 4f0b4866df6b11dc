/** `proxy <proxy> <file> --check <url>`: compares the responses that a running proxy makes with a policy. */
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CheckOptionError } from '../../check/options/option-error.ts'
import type { ProxyCheck, ProxyCheckOptions } from '../../check/proxy-responses.ts'
import { SEVERITY_FORMATS } from '../../reporters/findings.ts'
import { escapeText } from '../../text/escape.ts'
import { jsonText } from '../../text/json.ts'
import type { Style } from '../../text/style.ts'
import type { CommandValues } from '../arguments.ts'
import { messageWithFlags } from '../check/options-as-flags.ts'
import { EXIT, UsageError } from '../io.ts'

/** Flags that only `--check` uses. */
const OF_CHECK = ['path', 'body', 'status', 'resolve', 'timeout', 'rate', 'insecure', 'format'] as const

/** @throws UsageError for flags that have no effect without `--check` */
export function assertNoCheckFlags (values: CommandValues): void {
  const other = OF_CHECK.find(flag => values[flag] !== undefined)
  if (other !== undefined) throw new UsageError(`--${other} needs --check.`)
}

/** The options by their flags. @throws UsageError for an invalid number or path */
export function proxyCheckOptions ({ path, body, status, resolve, timeout, rate, insecure }: CommandValues): ProxyCheckOptions {
  const relative = path?.find(path => !/^\/(?![/\\])/.test(path))
  if (relative !== undefined) throw new UsageError(`--path: ${JSON.stringify(relative)} is not a path. Use a path that begins with one "/".`)
  return {
    ...path !== undefined && { paths: path },
    ...body !== undefined && { bodySize: numberOf('body', body, 1, 100_000_000) },
    ...status !== undefined && { statuses: status.map(text => numberOf('status', text, 300, 599)) },
    ...resolve !== undefined && { resolve },
    ...timeout !== undefined && { timeout: numberOf('timeout', timeout, 1, 600_000) },
    ...rate !== undefined && { rate: numberOf('rate', rate, 1, 10_000) },
    ...insecure !== undefined && { insecure }
  }
}

function numberOf (flag: string, text: string, min: number, max: number): number {
  if (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text)
  throw new UsageError(`--${flag}: ${JSON.stringify(text)} is not a whole number from ${min} to ${max}.`)
}

/** Compares, and returns the report with the exit status of the command. @throws UsageError for an invalid URL or option */
export async function proxyReport (document: CorsPolicyDocument, { check: address, format, ...values }: CommandValues, paint: Style): Promise<{ readonly text: string, readonly status: number }> {
  const options = proxyCheckOptions(values)
  const { checkProxyResponses } = await import('../../check/proxy-responses.ts')
  const result = await checkProxyResponses(document, address!, options).catch((error: CheckOptionError) => {
    // The policy is valid, and a request without a response is a result.
    throw new UsageError(messageWithFlags(error))
  })
  const { findings, unseen } = result
  return {
    text: format === 'json' ? jsonText(result) : reportText(result, options, paint),
    status: unseen.length > 0 ? EXIT.unreachable : findings.length > 0 ? EXIT.problems : EXIT.fine
  }
}

/** Number of responses that a finding shows, and of paths that were not compared. */
const MAX_LINES = 5

function reportText ({ url, findings, unseen, requests }: ProxyCheck, { bodySize, paths }: ProxyCheckOptions, paint: Style): string {
  const [first] = findings
  const lines = [
    paint('bold', escapeText(`${url}: ${first?.message ?? (unseen.length > 0 ? 'The proxy itself did not respond everywhere.' : 'The responses that the proxy makes have the headers of the policy.')}`)),
    ...findings.flatMap(({ id, severity, message, fix, responses }) => [
      `  ${paint(SEVERITY_FORMATS[severity], severity)}: ${escapeText(message)} [${id}]`,
      ...limited(responses.map(({ path, origin, actual }) => `${path} from ${origin}: ${actual.join(', ')}`)).map(line => `    ${escapeText(line)}`),
      `    fix: ${fix}`
    ]),
    ...limited(unseen.map(({ path, reason }) => `not compared: ${path}, because ${reason}`)).map(line => `  ${escapeText(line)}`),
    ...unseen.length > 0 && paths === undefined ? [`  ${bodySize === undefined ? STOP : LARGER}`] : [],
    `  ${requests} requests`
  ]
  return lines.map(line => `${line}\n`).join('')
}

const STOP = 'Stop the application, so that the proxy responds with 502, 503 or 504. Or let the proxy respond itself: --body <bytes> for its 413, --path <path> for its own pages and redirects.'
const LARGER = 'Use a body that is larger than the limit of the proxy. If the proxy rejects it with another status than 413, add --status <code>.'

function limited (lines: readonly string[]): readonly string[] {
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more`]
}
