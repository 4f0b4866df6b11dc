/** Recorded requests: an HTTP archive (HAR), lines of JSON as a logger writes them, or an access log. */

/** A request that a page has sent. */
export interface RecordedRequest {
  readonly origin: string
  readonly method: string
  /** Path with query. */
  readonly url: string
  /** The names of request headers that need approval: those of a preflight, lower case. */
  readonly headerNames: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

/** Reads the cross-origin requests of a text. Lines and entries without an origin are left out. */
export function readTraffic (text: string): readonly RecordedRequest[] {
  return entriesOf(text).flatMap(entry => {
    const request = fieldsOf(entry['request'] ?? entry['req'] ?? entry)
    const headers = headersOf(request['headers'])
    const of = (name: string): string | undefined => headers.get(name) ?? textOf(request[name] ?? request[name.replaceAll('-', '_')] ?? entry[name.replaceAll('-', '_')])
    const [origin, method, url] = [of('origin'), textOf(request['method']), textOf(request['url'] ?? request['path'])]
    if (origin === undefined || origin === '-' || method === undefined || url === undefined) return []
    // An archive of a browser also has data: and wss: URLs, and requests to the site itself.
    const [, site, path] = /^(https?:\/\/[^/?#]*)?((?:[/?#].*)?)$/s.exec(url) ?? []
    if (path === undefined || site === origin) return []
    const requested = of('access-control-request-method')
    if (method === 'OPTIONS' && requested === undefined) return []
    return [{
      origin,
      method: requested ?? method,
      url: path.startsWith('/') ? path : `/${path}`,
      headerNames: (of('access-control-request-headers') ?? '').split(',').map(name => name.trim().toLowerCase()).filter(name => /^[\w-]+$/.test(name))
    }]
  })
}

function entriesOf (text: string): readonly Fields[] {
  const whole = parsed(text.replace(/^\uFEFF/, ''))
  const entries = fieldsOf(fieldsOf(whole)['log'])['entries']
  if (Array.isArray(entries)) return entries.map(fieldsOf)
  if (Array.isArray(whole)) return whole.map(fieldsOf)
  return text.split('\n').map(line => logged(line) ?? fieldsOf(parsed(line)))
}

/** A line of an access log as most servers write it. Its Referer has the origin: browsers send only that to other sites. */
function logged (line: string): Fields | undefined {
  const [, method, url, referrer] = /"([A-Z]+) (\S+) HTTP\/[\d.]+" \d{3} \S+ "(https?:\/\/[^/\s"]+)\/?" "/.exec(line) ?? []
  if (method === undefined) return undefined
  // Such a line does not have what a preflight requested.
  return method === 'OPTIONS' ? {} : { method, url, origin: referrer }
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fieldsOf (value: unknown): Fields {
  return (typeof value === 'object' && value !== null ? value : {}) as Fields
}

/** Headers as an object, or as a list of objects with `name` and `value`. */
function headersOf (value: unknown): ReadonlyMap<string, string> {
  const pairs = Array.isArray(value)
    ? value.map(fieldsOf).map(({ name, value: text }) => [String(name), String(text)] as const)
    : Object.entries(fieldsOf(value)).map(([name, text]) => [name, String(text)] as const)
  return new Map(pairs.map(([name, text]) => [name.toLowerCase(), text]))
}

function textOf (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
