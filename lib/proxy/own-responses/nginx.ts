/** nginx: CORS headers for the responses that nginx itself makes. */
import { literalExpression, type ProxyPlace } from '../places.ts'

/** `map` blocks belong into `http`, the `add_header` lines into `server`. */
export function nginxConfiguration (places: readonly ProxyPlace[]): string {
  const [scope, ...others] = places
  const open = places.filter(({ readers }) => readers !== undefined)
  return `# In the block "http":

# The number of the policy.
${map('$request_uri', '$cors_policy', String(scope!.id), others.reverse().map(({ id, path, title }) => [`"~${path!}"`, `${id}; # ${title}`]))}

# The origin that can read an error of nginx.
${map('"$cors_policy $http_origin"', '$cors_origin', '""', open.flatMap(({ id, readers }) => {
  const { anyOrigin, exact, expressions } = readers!
  return [
    ...anyOrigin ? [[`"~^${id} ."`, '"*";']] as const : [],
    // nginx does not start with a longer key, unless `map_hash_bucket_size` is set.
    ...exact.filter(isShort).map(origin => [`"${id} ${origin}"`, '$http_origin;'] as const),
    ...[...exact.filter(origin => !isShort(origin)).map(literalExpression), ...expressions].map(expression => [`"~^${id} ${expression}$"`, '$http_origin;'] as const)
  ]
}))}
${map('$cors_policy', '$cors_credentials', '""', open.filter(({ readers }) => readers!.credentials).map(({ id }) => [String(id), '"true";']))}
${map('$cors_policy', '$cors_vary', '""', open.filter(({ readers }) => !readers!.anyOrigin).map(({ id }) => [String(id), '"Origin";']))}

# nginx made the response itself if the application sent no Date.
map $upstream_http_date $cors_made_here { default 0; "" 1; }
map "$cors_made_here $cors_origin" $cors_own_origin { default ""; "~^1 ." $cors_origin; }
map "$cors_own_origin $cors_credentials" $cors_own_credentials { default ""; "~^[^ ]+ true$" "true"; }
map "$cors_made_here $cors_vary" $cors_own_vary { default ""; "1 Origin" "Origin"; }

# In each block "server". An add_header in a "location" switches these off there.
add_header Access-Control-Allow-Origin $cors_own_origin always;
add_header Access-Control-Allow-Credentials $cors_own_credentials always;
add_header Vary $cors_own_vary always;
`
}

function isShort (origin: string): boolean {
  return origin.length <= 40
}

function map (from: string, to: string, fallback: string, rows: readonly (readonly [key: string, rest: string])[]): string {
  return [`map ${from} ${to} {`, `  default ${fallback};`, ...rows.map(([key, rest]) => `  ${key} ${rest}`), '}'].join('\n')
}
