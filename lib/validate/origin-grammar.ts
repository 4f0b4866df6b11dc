/**
 * The grammar of origin patterns: a serialized origin. With http and https, the leftmost label can be "*", or have one "*" inside, and
 * the port can be "*". With the schemes of browser extensions, the host can be "*".
 */
import { endsInANumber, isSerializedOrigin, MAX_HOST_LENGTH, MAX_LABEL_LENGTH, MAX_ORIGIN_LENGTH, parseOrigin } from '../standard/origin.ts'

/** A parsed origin pattern. */
export type ParsedOriginPattern =
  /**
   * `null`, which stands for opaque origins:
   * https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque
   */
  | { readonly kind: 'opaque' }
  | {
    readonly kind: 'tuple'
    /** Lower case, without ":". */
    readonly scheme: string
    /**
     * Lower case, IPv6 addresses in their brackets; without the label of a wildcard. "*" for any host of a scheme of browser
     * extensions.
     */
    readonly host: string
    /** Whether the pattern covers the subdomains of the host instead of the host itself. */
    readonly subdomains: boolean
    /**
     * The text before and after the "*" inside the leftmost label: the pattern covers hosts with one more label, in which one or more
     * of `[a-z0-9-]` stand for the "*". Undefined for other patterns.
     */
    readonly label: PatternLabel | undefined
    /** '' for the default port of the scheme, digits for that port, '*' for any port including the default. */
    readonly port: string
  }

/** A label with one "*" inside. */
export interface PatternLabel {
  readonly before: string
  readonly after: string
}

/**
 * Schemes of browser extensions and of web views in editors. Their hosts are made for each installation, or are the ids of extensions,
 * which all act for the user who installed them.
 */
export const EXTENSION_SCHEMES: ReadonlySet<string> = new Set([
  'chrome-extension', 'moz-extension', 'safari-web-extension', 'vscode-webview'
])

/**
 * Schemes that never appear in `Origin`: their pages have an opaque or inherited origin, or the scheme is not one of pages.
 */
export const NEVER_SENT: ReadonlySet<string> = new Set(['file', 'ws', 'wss', 'data', 'blob', 'about', 'javascript'])

/** Whether a text is an origin pattern. Needs one pass and no allocation for an exact http or https origin. */
export function isOriginPattern (text: string): boolean {
  if (isHttp(text) && isSerializedOrigin(text)) return true
  return readOriginPattern(text) !== undefined
}

function isHttp (text: string): boolean {
  return text.startsWith('https://') || text.startsWith('http://')
}

/** Parses an origin pattern; undefined for any other text. Never throws. */
export function readOriginPattern (text: string): ParsedOriginPattern | undefined {
  if (text === 'null') return { kind: 'opaque' }
  if (text.length > MAX_ORIGIN_LENGTH) return undefined
  if (!isHttp(text)) {
    const scheme = text.endsWith('://*') ? text.slice(0, -4) : ''
    if (EXTENSION_SCHEMES.has(scheme)) return { kind: 'tuple', scheme, host: '*', port: '', subdomains: false, label: undefined }
    const origin = parseOrigin(text)
    if (origin === undefined || NEVER_SENT.has(origin.scheme)) return undefined
    return { kind: 'tuple', ...origin, subdomains: false, label: undefined }
  }
  const anyPort = text.endsWith(':*')
  const withPort = text.slice(0, anyPort ? -2 : undefined)
  const star = withPort.indexOf('*')
  const labelled = star === -1 ? undefined : withoutLabel(withPort, star)
  const origin = parseOrigin(labelled?.rest ?? withPort)
  if (origin === undefined || (anyPort && origin.port !== '')) return undefined
  const label = labelled === undefined || labelled.length === 1 ? undefined : labelled.label
  // A label of at least one character and its dot must fit before the host.
  if (labelled !== undefined && (isAddress(origin.host) || origin.host.length + labelled.length + 1 > MAX_HOST_LENGTH)) return undefined
  return { kind: 'tuple', ...origin, subdomains: labelled?.length === 1, label, port: anyPort ? '*' : origin.port }
}

// A label neither starts nor ends with a hyphen.
const BEFORE = /^(?:[a-z0-9_][a-z0-9_-]*)?$/
const AFTER = /^(?:[a-z0-9_-]*[a-z0-9_])?$/

/** Takes the leftmost label, which has the "*", out of a pattern; undefined if it is not a label with one "*". */
function withoutLabel (text: string, star: number): { rest: string, label: PatternLabel, length: number } | undefined {
  const start = text.indexOf('://') + 3
  const end = text.indexOf('.', start)
  const before = text.slice(start, star)
  const after = text.slice(star + 1, end)
  // Without a dot, `end` is -1.
  if (star > end || !BEFORE.test(before) || !AFTER.test(after)) return undefined
  const length = end - start
  if (length > MAX_LABEL_LENGTH) return undefined
  return { rest: text.slice(0, start) + text.slice(end + 1), label: { before, after }, length }
}

function isAddress (host: string): boolean {
  return host.startsWith('[') || endsInANumber(host)
}
