/** Apache httpd: CORS headers for the responses that httpd itself makes. Needs mod_headers and mod_setenvif. */
import type { ProxyPlace } from '../places.ts'

/** The lines belong into a `VirtualHost`. */
export function httpdConfiguration (places: readonly ProxyPlace[]): string {
  return `# In each "VirtualHost", with mod_headers and mod_setenvif.

# The number of the policy. The last line that fits counts.
SetEnvIf Request_URI "^" CORS_POLICY=0
${places.flatMap(({ id, path, title }) => path === undefined ? [] : [`# ${title}`, `SetEnvIf Request_URI "${path}" CORS_POLICY=${id}`]).join('\n')}

# httpd made the response itself if it has no Date.
${places.flatMap(rulesOf).join('\n')}
`
}

function rulesOf ({ id, readers }: ProxyPlace): string[] {
  if (readers === undefined) return []
  const isHere = `env('CORS_POLICY') == '${id}' && resp('Date') == ''`
  if (readers.anyOrigin) return [`Header always set Access-Control-Allow-Origin "*" "expr=${isHere}"`]
  const vary = `Header always set Vary "Origin" "expr=${isHere}"`
  if (readers.expression === undefined) return [vary]
  const allowed = `"expr=${isHere} && env('CORS_ORIGIN_${id}') != ''"`
  return [
    `SetEnvIf Origin "^(${readers.expression})$" CORS_ORIGIN_${id}=$1`,
    `Header always set Access-Control-Allow-Origin "%{CORS_ORIGIN_${id}}e" ${allowed}`,
    ...readers.credentials ? [`Header always set Access-Control-Allow-Credentials "true" ${allowed}`] : [],
    vary
  ]
}
