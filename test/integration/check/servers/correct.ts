/** Correct servers of each framework: the check may report only findings of severity info. */
import { APP, mapped, POLICY, type Row } from './faulty.ts'
import { withNginx } from './nginx.ts'
import { withExpress, withFastifyCors, withHono, withPolicy } from './packages.ts'
import { allowing, plain } from './plain.ts'
import { listen } from './running.ts'

const NAMES = { credentials: true, methods: ['GET', 'PUT'], allowedHeaders: ['content-type'] }
const PREFLIGHT = "add_header Access-Control-Allow-Methods 'GET, PUT' always; add_header Access-Control-Allow-Headers content-type always;"
const ACCESS = 'add_header Access-Control-Allow-Origin $shared always; add_header Access-Control-Allow-Credentials $consent always; add_header Vary Origin always;'
const NGINX = withNginx({
  http: allowed => `${mapped(allowed)} map $shared $consent { default true; '' ''; }`,
  location: () => `if ($request_method = OPTIONS) { ${ACCESS} ${PREFLIGHT} return 204; } ${ACCESS} add_header Content-Type application/json; return 200 '{}';`
})
const policy = (origins: readonly string[]) => ({ origins, ...POLICY })

export const correctServers: ReadonlyArray<Omit<Row, 'expected'>> = [
  { name: 'plugin', server: withPolicy(policy) },
  { name: 'plugin, as another host', host: 'api.example.com', server: withPolicy(policy) },
  { name: 'plugin, without credentials', server: withPolicy(origins => ({ ...policy(origins), credentials: false })), options: { credentials: false } },
  { name: 'plugin, checked with its policy', server: withPolicy(policy), options: { allowedOrigins: undefined!, policy: policy([APP]) } },
  {
    name: 'plugin, checked with a policy with wildcards, ports and an application origin',
    server: withPolicy(() => ({ ...POLICY, origins: ['https://*.example.com', 'https://a.example.org:*', 'capacitor://localhost', 'http://[::1]:3000'], exposedHeaders: ['ETag'], maxAge: 600 })),
    options: { allowedOrigins: undefined!, policy: { ...POLICY, origins: ['https://*.example.com', 'https://a.example.org:*', 'capacitor://localhost', 'http://[::1]:3000'], exposedHeaders: ['ETag'], maxAge: 600 } }
  },
  {
    name: 'plugin, checked with a policy with any origin',
    server: withPolicy(() => ({ origins: '*', methods: ['PUT'], allowedHeaders: ['*', 'authorization'], exposedHeaders: '*' })),
    options: { allowedOrigins: undefined!, credentials: undefined!, policy: { origins: '*', methods: ['PUT'], allowedHeaders: ['*', 'authorization'], exposedHeaders: '*' } }
  },
  { name: 'plugin, checked with a policy that has more methods than the URL', server: withPolicy(origins => ({ ...policy(origins), methods: ['GET', 'PUT', 'DELETE'] })), options: { allowedOrigins: undefined!, methods: undefined!, policy: { ...policy([APP]), methods: ['GET', 'PUT', 'DELETE'] } } },
  { name: 'plugin, checked with a policy that disables CORS', server: withPolicy(() => ({ policies: { partners: { origins: [APP] } } })), options: { allowedOrigins: undefined!, credentials: undefined!, policy: { policies: { partners: { origins: [APP] } } } } },
  { name: 'plugin, without allowed origins', server: withPolicy(() => ({ policies: { partners: { origins: [APP] } } })), options: { allowedOrigins: [], methods: [], requestHeaders: [] } },
  { name: 'plugin, with origins of applications and IP addresses', server: withPolicy(policy), options: { allowedOrigins: ['capacitor://localhost', 'tauri://localhost', 'http://[::1]:3000', 'http://127.0.0.1:3000'] } },
  { name: 'plugin, checked with a policy that has only origins', server: withPolicy(origins => ({ origins })), options: { allowedOrigins: undefined!, credentials: undefined!, methods: undefined!, requestHeaders: undefined!, policy: { origins: [APP] } } },
  { name: 'plugin, with an origin with a port', server: withPolicy(policy), options: { allowedOrigins: ['https://app.example.com:8443'] } },
  { name: 'plugin, with an http origin', server: withPolicy(origins => ({ ...policy(origins), credentials: false })), options: { allowedOrigins: ['http://app.example.com'], credentials: false } },
  { name: 'plugin, with a host of one letter', server: withPolicy(policy), options: { allowedOrigins: ['https://a.example.com'] } },
  { name: 'node:http, in a private network, with origins there', host: 'api.internal', server: allowing((origin, allowed) => allowed.includes(origin) || origin.startsWith('http://10.')) },
  {
    name: 'a redirect, checked with a policy',
    server: () => listen((request, response) => { response.writeHead(request.method === 'OPTIONS' ? 204 : 302, { location: '/elsewhere' }).end() }),
    options: { allowedOrigins: [], credentials: undefined!, policy: { origins: [APP] } }
  },
  { name: '@fastify/cors', server: withFastifyCors(origin => ({ ...NAMES, origin: [...origin] })) },
  { name: 'cors of Express', server: withExpress(origin => ({ ...NAMES, origin })) },
  { name: 'hono/cors', server: withHono(origin => ({ credentials: true, allowMethods: ['GET', 'PUT'], allowHeaders: ['content-type'], origin })) },
  { name: 'node:http', server: plain() },
  { name: 'node:http, with origins of applications and IP addresses', server: plain(), options: { allowedOrigins: ['capacitor://localhost', 'http://[::1]:3000', 'https://app.example.com:8443'] } },
  { name: 'nginx', server: NGINX }
]
