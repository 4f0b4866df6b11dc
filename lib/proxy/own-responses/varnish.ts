/** Varnish: CORS headers for the responses that Varnish itself makes. */
import type { ProxyPlace } from '../places.ts'

/** The file is included at the beginning, so that no `return` of other subroutines comes before it. */
export function varnishConfiguration (places: readonly ProxyPlace[]): string {
  return `# Include this file after "vcl 4.1;", before your own subroutines.
sub cors_made_here {
  # The number of the policy. The last line that fits counts.
  set req.http.X-Cors-Policy = "0";
${places.map(({ id, path, title }) => path === undefined ? '' : `  # ${title}\n  if (req.url ~ "${path}") { set req.http.X-Cors-Policy = "${id}"; }\n`).join('')}
${places.flatMap(rulesOf).map(line => `  ${line}\n`).join('')}}

sub vcl_backend_response {
  unset beresp.http.X-Cors-Made-Here;
}

sub vcl_backend_error {
  set beresp.http.X-Cors-Made-Here = "1";
}

sub vcl_deliver {
  if (resp.http.X-Cors-Made-Here) {
    unset resp.http.X-Cors-Made-Here;
    call cors_made_here;
  }
}

sub vcl_synth {
  call cors_made_here;
}
`
}

function rulesOf ({ id, readers }: ProxyPlace): string[] {
  if (readers === undefined) return []
  const { anyOrigin, expression, credentials } = readers
  const lines = anyOrigin
    ? ['set resp.http.Access-Control-Allow-Origin = "*";']
    : [
        'set resp.http.Vary = "Origin";',
        ...expression === undefined
          ? []
          : [
              `if (req.http.Origin ~ "^(${expression})$") {`,
              '  set resp.http.Access-Control-Allow-Origin = req.http.Origin;',
              ...credentials ? ['  set resp.http.Access-Control-Allow-Credentials = "true";'] : [],
              '}'
            ]
      ]
  return [`if (req.http.X-Cors-Policy == "${id}") {`, ...lines.map(line => `  ${line}`), '}']
}
