/** Caddy: CORS headers for the responses that Caddy itself makes. */
import type { ProxyPlace, Readers } from '../places.ts'

/** The block belongs into a site. */
export function caddyConfiguration (places: readonly ProxyPlace[]): string {
  const [scope, ...others] = places
  return `# In each site.
handle_errors {
  route {
${others.reverse().map(({ id, path, title, readers }) => `    # ${title}
    @cors_policy_${id} path_regexp \`${path!}\`
    handle @cors_policy_${id} {
${rulesOf(id, readers)}
    }
`).join('')}    # ${scope!.title}
    handle {
${rulesOf(scope!.id, scope!.readers)}
    }
  }
}
`
}

function rulesOf (id: number, readers: ProxyPlace['readers']): string {
  const lines = [...readers === undefined ? [] : headersFor(id, readers), 'respond "{http.error.status_code} {http.error.status_text}"']
  return lines.map(line => `      ${line}`).join('\n')
}

function headersFor (id: number, { anyOrigin, expression, credentials }: Readers): string[] {
  if (anyOrigin) return ['header Access-Control-Allow-Origin *']
  if (expression === undefined) return ['header Vary Origin']
  return [
    'header Vary Origin',
    `@cors_origin_${id} header_regexp Origin \`^(${expression})$\``,
    `header @cors_origin_${id} Access-Control-Allow-Origin {http.request.header.Origin}`,
    ...credentials ? [`header @cors_origin_${id} Access-Control-Allow-Credentials true`] : []
  ]
}
