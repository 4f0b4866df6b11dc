/** HAProxy: CORS headers for the responses that HAProxy itself makes. */
import type { ProxyPlace } from '../places.ts'

/** The lines belong into a `frontend`. */
export function haproxyConfiguration (places: readonly ProxyPlace[]): string {
  return `# In each "frontend".
http-request set-var(txn.cors_origin) req.hdr(origin)

# The number of the policy. The last line that fits counts.
http-request set-var(txn.cors_policy) int(0)
${places.flatMap(({ id, path, title }) => path === undefined
  ? []
  : [`# ${title}`, `http-request set-var(txn.cors_policy) int(${id}) if { path -m reg '${path}' }`]).join('\n')}

# HAProxy made the response itself if it has no Date.
acl cors_answered res.hdr(date) -m found

${places.flatMap(rulesOf).join('\n')}
`
}

function rulesOf ({ id, readers }: ProxyPlace): string[] {
  if (readers === undefined) return []
  const { anyOrigin, exact, expressions, credentials } = readers
  const set = (name: string, value: string, condition: string) => `http-after-response set-header ${name} ${value} if !cors_answered cors_policy_${id}${condition}`
  const allowed = anyOrigin ? '' : ` cors_origin_${id}`
  return [
    `acl cors_policy_${id} var(txn.cors_policy) -m int ${id}`,
    ...exact.map(origin => `acl cors_origin_${id} var(txn.cors_origin) -m str '${origin}'`),
    ...expressions.map(expression => `acl cors_origin_${id} var(txn.cors_origin) -m reg '^${expression}$'`),
    ...anyOrigin || exact.length + expressions.length > 0
      ? [
          set('Access-Control-Allow-Origin', anyOrigin ? "'*'" : '%[var(txn.cors_origin)]', allowed),
          ...credentials ? [set('Access-Control-Allow-Credentials', 'true', allowed)] : []
        ]
      : [],
    ...anyOrigin ? [] : [set('Vary', 'Origin', '')]
  ]
}
