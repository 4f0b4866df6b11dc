/** `Content-Security-Policy`: https://www.w3.org/TR/CSP3/#parse-serialized-policy */
import { splitValue } from '../browser/header-values.ts'

/** Maps lower-case directives to their values. The first directive of a name applies. */
export type ContentSecurityPolicy = ReadonlyMap<string, readonly string[]>

const DIRECTIVES: ReadonlySet<string> = new Set([
  'base-uri', 'block-all-mixed-content', 'child-src', 'connect-src', 'default-src', 'fenced-frame-src', 'font-src', 'form-action', 'frame-ancestors',
  'frame-src', 'img-src', 'manifest-src', 'media-src', 'navigate-to', 'object-src', 'plugin-types', 'prefetch-src', 'referrer', 'report-to', 'report-uri',
  'require-sri-for', 'require-trusted-types-for', 'sandbox', 'script-src', 'script-src-attr', 'script-src-elem', 'style-src', 'style-src-attr', 'style-src-elem',
  'trusted-types', 'upgrade-insecure-requests', 'webrtc', 'worker-src'
])

/** Parses the policies of a header value, all of which apply. Policies without directives are left out. */
export function parsePolicies (value: string): readonly ContentSecurityPolicy[] {
  return splitValue(value).map(parsePolicy).filter(({ size }) => size > 0)
}

/** Directives that browsers do not know. */
export function unknownDirectives (policies: readonly ContentSecurityPolicy[]): readonly string[] {
  return [...new Set(policies.flatMap(policy => [...policy.keys()]))].filter(name => !DIRECTIVES.has(name))
}

/** Whether the policies restrict which sites can frame the response. */
export function limitsFraming (policies: readonly ContentSecurityPolicy[]): boolean {
  return policies.some(policy => policy.has('frame-ancestors') && !policy.get('frame-ancestors')!.includes('*'))
}

/** Whether inline scripts run, including those that an attacker injects. */
export function allowsInlineScripts (policies: readonly ContentSecurityPolicy[]): boolean {
  return policies.every(policy => {
    const sources = (policy.get('script-src-elem') ?? policy.get('script-src') ?? policy.get('default-src'))?.map(source => source.toLowerCase())
    if (sources === undefined) return true
    // With one of these sources, 'unsafe-inline' has no effect: https://www.w3.org/TR/CSP3/#allow-all-inline
    return sources.includes("'unsafe-inline'") && !sources.some(source => /^'(?:nonce-|sha(?:256|384|512)-|strict-dynamic')/.test(source))
  })
}

function parsePolicy (text: string): ContentSecurityPolicy {
  const policy = new Map<string, readonly string[]>()
  for (const directive of text.split(';')) {
    const [name, ...values] = directive.split(/[\t\n\f\r ]+/).filter(part => part !== '')
    if (name !== undefined && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), values)
  }
  return policy
}
