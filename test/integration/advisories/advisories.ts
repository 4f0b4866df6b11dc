/**
 * What has gone wrong in libraries for CORS: advisories, and fixes that never got one. Each is held off by the vectors that
 * it names and, where it is about an origin, by that very origin.
 */

/** An origin that was admitted, or broke something, and the patterns that it was compared with. */
export interface OriginRow {
  /** The kind of confusion. */
  readonly id: string
  readonly patterns: readonly string[]
  readonly origin: string
  /** Whether it is admitted here; false where absent. */
  readonly isAdmitted?: boolean
}

export interface Advisory {
  /** Identifiers; where nobody gave one, what stands for it in the project's own list of changes. */
  readonly ids: readonly string[]
  /** The library, and the versions that have it. */
  readonly where: string
  readonly cause: string
  readonly vectors: readonly string[]
  readonly origins?: readonly OriginRow[]
  /** Patterns of the advisory that cannot be registered here. */
  readonly refusedPatterns?: readonly unknown[]
  /** What else of it is tested, by its file. */
  readonly tests?: readonly string[]
}

const TWO = ['https://foo.com', 'https://bar.com']

/** Hosts with an end in common, in every order, and what lies between them. */
const SHARED_ENDS: readonly OriginRow[] = [
  { id: 'M39', patterns: TWO, origin: 'https://barfoo.com' },
  { id: 'M40', patterns: TWO.toReversed(), origin: 'https://barfoo.com' },
  { id: 'M41', patterns: TWO, origin: 'https://foobar.com' },
  { id: 'M42', patterns: TWO.toReversed(), origin: 'https://foobar.com' },
  { id: 'M43', patterns: ['https://foo.com', 'https://oo.com', 'https://*.o.com'], origin: 'https://fo.com' },
  { id: 'M44', patterns: ['https://*.foo.com', 'https://bar.foo.com', 'https://*.bar.com'], origin: 'https://barfoo.com' }
]

export const advisories: readonly Advisory[] = [
  {
    ids: ['CVE-2024-1681', 'GHSA-84pr-m4jr-85g5'],
    where: 'flask-cors before 4.0.1',
    cause: 'The path went into the debug log as it came, so an encoded line break in it wrote a line of its own.',
    vectors: ['V17']
  },
  {
    ids: ['CVE-2024-6221', 'GHSA-hxwh-jpp2-84pm'],
    where: 'flask-cors before 5.0.0',
    cause: 'Whoever asked for access to a private network got it: the answer was on by default.',
    vectors: ['P20', 'C31']
  },
  {
    ids: ['CVE-2024-6839', 'GHSA-7rxf-gvfg-47g4'],
    where: 'flask-cors before 6.0.0',
    cause: 'Path patterns were tried in the order of their length as text, so a long loose one hid a short exact one.',
    vectors: ['R01', 'C27']
  },
  {
    ids: ['CVE-2024-6844', 'GHSA-8vgw-p6qm-5gr7'],
    where: 'flask-cors before 6.0.0',
    cause: 'Paths were decoded like form fields, where a plus is a space; the router took it for a plus.',
    vectors: ['R03', 'R06']
  },
  {
    ids: ['CVE-2024-6866', 'GHSA-43qf-4rqw-9q2g'],
    where: 'flask-cors before 6.0.0',
    cause: 'Path patterns did not tell case apart, and the router did.',
    vectors: ['R02']
  },
  {
    ids: ['CVE-2020-25032', 'GHSA-xc3p-ff3m-f46v'],
    where: 'flask-cors before 3.0.9',
    cause: 'The policy was chosen by the path as it came, the handler by the path with its dots resolved.',
    vectors: ['R04']
  },
  {
    ids: ['CVE-2026-37737'],
    where: 'sanic-cors',
    cause: 'A regular expression had to match at the start of the origin only.',
    vectors: ['C28'],
    origins: [{ id: 'M02', patterns: ['https://a.test'], origin: 'https://a.test.evil.net' }],
    refusedPatterns: ['https://a\\.test', /https:\/\/a\.test/]
  },
  {
    ids: ['CVE-2019-13611', 'PYSEC-2019-170'],
    where: 'python-engineio',
    cause: 'The handshake of a WebSocket, which CORS does not concern, looked at no origin.',
    vectors: ['V15'],
    tests: ['test/integration/responses/websocket.test.ts']
  },
  {
    ids: ['encode/starlette#801'],
    where: 'Starlette, 2020',
    cause: 'A regular expression had to match at the start of the origin only.',
    vectors: ['C28'],
    origins: [
      { id: 'M02', patterns: ['https://a.example.org'], origin: 'https://a.example.org.evil.net' },
      { id: 'W08', patterns: ['https://*.example.org'], origin: 'https://a.example.org.evil.net' }
    ],
    refusedPatterns: ['https://.*\\.example\\.org', /https:\/\/.*\.example\.org/]
  },
  {
    ids: ['CVE-2025-47908', 'GHSA-mh55-gqvf-xfwm'],
    where: 'rs/cors 1.9.0 to before 1.11.0',
    cause: 'The announced header names were split at every comma, and memory taken for each piece.',
    vectors: ['P11', 'P12']
  },
  {
    ids: ['CVE-2018-20744', 'GHSA-927h-x4qj-r242'],
    where: 'rs/cors before 1.5.0',
    cause: 'Every origin with credentials was answered with the origin of whoever asked.',
    vectors: ['C01', 'C02']
  },
  {
    ids: ['rs/cors#198'],
    where: 'rs/cors up to 1.11.0',
    cause: 'Responses shared one list of header values, which a handler could change for all later ones.',
    vectors: ['S02']
  },
  {
    ids: ['GHSA-vhxv-fg4m-p2w8'],
    where: 'jub0bs/cors before 0.1.3',
    cause: 'A tree of hosts, read from their end, forgot where one of two with a common end began.',
    vectors: [],
    origins: SHARED_ENDS
  },
  {
    ids: ['GHSA-v84h-653v-4pq9'],
    where: 'jub0bs/fcors before 0.9.0',
    cause: 'The same tree.',
    vectors: [],
    origins: SHARED_ENDS
  },
  {
    ids: ['jub0bs/cors#14'],
    where: 'jub0bs/cors up to 0.13.5',
    cause: 'Responses shared one list of header values, which a handler could change for all later ones.',
    vectors: ['S02']
  },
  {
    ids: ['CVE-2019-25211', 'GHSA-869c-j7wc-8jqv'],
    where: 'gin-contrib/cors before 1.6.0',
    cause: 'A star at the end of a pattern was cut off together with the character before it.',
    vectors: ['C12'],
    origins: [
      { id: 'M05', patterns: ['https://example.com', 'https://*.example.com:*'], origin: 'https://example.community' },
      { id: 'W32', patterns: ['http://localhost:*'], origin: 'http://localhost.example.com' }
    ],
    refusedPatterns: ['https://example.com/*', 'http://localhost/*', 'https://example.com*']
  },
  {
    ids: ['CVE-2024-25124', 'GHSA-fmg4-x8pw-hjhg'],
    where: 'gofiber/fiber before 2.52.1',
    cause: 'Every origin with credentials was accepted as a configuration.',
    vectors: ['C01']
  },
  {
    ids: ['gofiber/fiber 5463d6e', 'e489d0b', 'bae48f0', '1b961aa'],
    where: 'gofiber/fiber 3, 2025 and 2026',
    cause: 'What stood for a wildcard was not held to be labels, and what a function admitted not to be an origin.',
    vectors: ['S06'],
    origins: [
      { id: 'W05', patterns: ['https://*.example.com'], origin: 'https://evil.comexample.com' },
      { id: 'W07', patterns: ['https://*.example.com'], origin: 'https://foo..example.com' },
      { id: 'W13', patterns: ['https://*.example.com', 'https://*.example.com:*'], origin: 'https://evil.com:any.example.com' },
      { id: 'M13', patterns: ['https://*.example.com', 'https://example.com'], origin: 'https://user@example.com' },
      { id: 'M14', patterns: ['https://*.example.com', 'https://example.com'], origin: 'https://evil.com/.example.com' },
      { id: 'M15', patterns: ['https://*.example.com', 'https://example.com'], origin: 'https://evil.com?.example.com' },
      { id: 'M16', patterns: ['https://*.example.com', 'https://example.com'], origin: 'https://evil.com#.example.com' }
    ]
  },
  {
    ids: ['CVE-2017-20146', 'GHSA-jcr6-mmjj-pchw'],
    where: 'gorilla/handlers before 1.3.0',
    cause: 'The origin of whoever asked was sent back.',
    vectors: ['C01', 'V01']
  },
  {
    ids: ['CVE-2022-1996', 'GHSA-r48q-9g5r-8q2h'],
    where: 'go-restful before 2.16.0 and 3.8.0',
    cause: 'Allowed domains became regular expressions that any part of an origin could match.',
    vectors: ['C28', 'C04'],
    origins: [
      { id: 'M02', patterns: ['https://example.com'], origin: 'https://example.com.malicious.domain' },
      { id: 'M04', patterns: ['https://example.com'], origin: 'https://maliciousexample.com' }
    ],
    refusedPatterns: ['example.com']
  },
  {
    ids: ['CVE-2024-27302', 'GHSA-fgxv-gw55-r5fq'],
    where: 'go-zero before 1.4.4',
    cause: 'An origin was admitted when it ended like an allowed one.',
    vectors: ['C08'],
    origins: [
      { id: 'M04', patterns: ['https://victim.com'], origin: 'https://evil-victim.com' },
      { id: 'W04', patterns: ['https://*.victim.com'], origin: 'https://evil-victim.com' }
    ],
    refusedPatterns: ['victim.com']
  },
  {
    ids: ['CVE-2017-11173', 'GHSA-2j9c-9vmv-7m39'],
    where: 'rack-cors before 0.4.1',
    cause: 'The regular expression that a host became had no end.',
    vectors: ['C08'],
    origins: [
      { id: 'M02', patterns: ['http://example.com'], origin: 'http://example.com.example.net' },
      { id: 'M03', patterns: ['http://example.com'], origin: 'http://example.com-example.net' }
    ],
    refusedPatterns: ['example.com']
  },
  {
    ids: ['CVE-2019-18978', 'GHSA-pf8f-w267-mq2h'],
    where: 'rack-cors before 1.0.4',
    cause: 'The policy was chosen before the path\'s dots were resolved, the handler after.',
    vectors: ['R04']
  },
  {
    ids: ['CVE-2024-27456', 'GHSA-785g-282q-pwvx'],
    where: 'rack-cors 2.0.1',
    cause: 'The package was published with files that every user of a machine could write.',
    vectors: ['S12']
  },
  {
    ids: ['rack-cors 1.0.0'],
    where: 'rack-cors before 1.0.0',
    cause: 'To allow pages from files was to allow every opaque origin; an empty origin was accepted.',
    vectors: ['C15'],
    origins: [
      { id: 'M20', patterns: ['https://a.test'], origin: 'null' },
      { id: 'M37', patterns: ['https://a.test'], origin: '' }
    ],
    refusedPatterns: ['file://', '']
  },
  {
    ids: ['CVE-2026-54290', 'GHSA-88fw-hqm2-52qc'],
    where: 'hono before 4.12.25',
    cause: 'With credentials, the default for origins stood for whoever asked.',
    vectors: ['C01', 'C02'],
    origins: [{ id: 'M20', patterns: ['https://a.test', 'https://*.a.test'], origin: 'null' }]
  },
  {
    ids: ['GHSA-q7jf-gf43-6x6p'],
    where: 'hono before 4.10.3',
    cause: 'The request\'s own Vary was copied into the response.',
    vectors: ['V07']
  },
  {
    ids: ['GHSA-8j4g-w8fx-2239'],
    where: 'hono before 4.12.34',
    cause: 'The announced header names were split by a regular expression whose time grows with the square of white space.',
    vectors: ['P11']
  },
  {
    ids: ['honojs/hono cebf4e87'],
    where: 'hono, early',
    cause: 'Who was not admitted got the first allowed origin, which a cache then gave to others.',
    vectors: ['V01']
  },
  {
    ids: ['CVE-2015-9236'],
    where: 'hapi before 11.0.0',
    cause: 'Preflights were answered from the configuration of the server, requests from that of the route.',
    vectors: ['P15', 'P16', 'C27']
  },
  {
    ids: ['CVE-2015-9243'],
    where: 'hapi before 11.1.4',
    cause: 'A route that set one field got the defaults for the others, every origin among them.',
    vectors: ['R08', 'C33']
  },
  {
    ids: ['CVE-2023-49803', 'GHSA-qxrj-hx23-xp82'],
    where: '@koa/cors before 5.0.0',
    cause: 'By default the origin of whoever asked was sent back.',
    vectors: ['C02']
  },
  {
    ids: ['expressjs/cors#18'],
    where: 'expressjs/cors, early',
    cause: 'What a function answered for one request was kept in the options, for all that followed.',
    vectors: ['S03', 'V03']
  },
  {
    ids: ['CVE-2018-8014'],
    where: 'Apache Tomcat before 9.0.9 (and 8.5.32, 8.0.53, 7.0.89)',
    cause: 'The defaults were every origin, and credentials.',
    vectors: ['C01', 'C02']
  },
  {
    ids: ['CVE-2020-5397'],
    where: 'Spring Framework 5.2.0 to 5.2.2',
    cause: 'Without a configuration for the URL, a preflight went on to the handler of the request that it announced.',
    vectors: ['P14', 'P07']
  },
  {
    ids: ['spring-framework#33688'],
    where: 'Spring Framework, 2024',
    cause: 'The parser of origins threw, which made a malformed one an error of the server.',
    vectors: ['V16'],
    origins: [{ id: 'M34', patterns: ['https://a.test', 'https://*.a.test:*'], origin: 'https://[' }]
  },
  {
    ids: ['CVE-2017-8700'],
    where: 'ASP.NET Core MVC 1.0.0 to 1.0.5, 1.1.0 to 1.1.4',
    cause: 'Some way around a configured policy; it was never published which.',
    vectors: ['P16']
  },
  {
    ids: ['CVE-2022-4147'],
    where: 'Quarkus',
    cause: 'A request that needs no preflight was handled though its origin was refused.',
    vectors: ['V15']
  },
  {
    ids: ['CVE-2024-23639'],
    where: 'Micronaut',
    cause: 'Any page could send requests that need no preflight to a server on the developer\'s machine.',
    vectors: ['V15']
  },
  {
    ids: ['CVE-2023-35943'],
    where: 'Envoy',
    cause: 'A filter that removed Origin between request and response pulled it away under the one for CORS.',
    vectors: ['V18']
  },
  {
    ids: ['envoyproxy/envoy#35873', '#38868'],
    where: 'Envoy',
    cause: 'No Vary, so a cache gave one page the answer that was made for another.',
    vectors: ['V03']
  },
  {
    ids: ['CVE-2021-39185', 'GHSA-52cf-226f-rhr6'],
    where: 'http4s',
    cause: 'The defaults sent back the origin of whoever asked, with credentials.',
    vectors: ['C01', 'C02']
  },
  {
    ids: ['CVE-2016-10549'],
    where: 'sails',
    cause: 'The defaults were every origin with credentials, and an empty origin passed too.',
    vectors: ['C01'],
    origins: [{ id: 'M37', patterns: ['https://a.test', 'https://*.a.test'], origin: '' }]
  },
  {
    ids: ['CVE-2020-28481'],
    where: 'socket.io before 2.4.0',
    cause: 'Every origin by default, on a transport that carries credentials.',
    vectors: ['C02']
  },
  {
    ids: ['CVE-2024-47165', 'CVE-2024-47084'],
    where: 'Gradio',
    cause: 'The opaque origin was taken for the own machine, and with a cookie no origin was looked at.',
    vectors: ['V12'],
    origins: [{ id: 'M20', patterns: ['http://localhost:*', 'http://127.0.0.1:*'], origin: 'null' }]
  },
  {
    ids: ['CVE-2026-25478'],
    where: 'Litestar',
    cause: 'Origins became regular expressions in which a dot stood for any character.',
    vectors: [],
    origins: [
      { id: 'M06', patterns: ['https://example.com'], origin: 'https://examplexcom' },
      { id: 'M06', patterns: ['https://*.example.com'], origin: 'https://a.examplexcom' }
    ]
  },
  {
    ids: ['Kong/kong#3832'],
    where: 'Kong 0.x',
    cause: 'An origin became a regular expression that any part of another could match.',
    vectors: [],
    origins: [{ id: 'M02', patterns: ['http://my-site.com'], origin: 'http://my-site.com.evil.net' }]
  },
  {
    ids: ['quarkusio/quarkus#34718'],
    where: 'Quarkus',
    cause: 'A regular expression lost its backslashes in a properties file, and its dots stood for any character.',
    vectors: ['C28'],
    origins: [{ id: 'M06', patterns: ['https://www.domain.com'], origin: 'https://wwwdomain.com' }],
    refusedPatterns: ['/https://www\\.domain\\.com/', '/https://www.domain.com/']
  },
  {
    ids: ['javalin/javalin#2104'],
    where: 'Javalin',
    cause: 'A host without a dot was taken apart at its dots, which broke the request.',
    vectors: [],
    origins: [
      { id: 'W17', patterns: ['https://*.a.test'], origin: 'https://single' },
      { id: 'W17', patterns: ['https://*.a.test', 'https://single'], origin: 'https://single', isAdmitted: true }
    ]
  },
  {
    ids: ['KTOR-9659'],
    where: 'Ktor',
    cause: 'An IPv6 origin counted as malformed, and what was malformed was let through.',
    vectors: ['V16'],
    origins: [
      { id: 'W40', patterns: ['https://a.test', 'http://localhost:*'], origin: 'http://[::1]:3000' },
      { id: 'W40', patterns: ['http://[::1]:3000'], origin: 'http://[::1]:3000', isAdmitted: true },
      { id: 'W40', patterns: ['http://[::1]:*'], origin: 'http://[::1]:3000', isAdmitted: true }
    ]
  },
  {
    ids: ['google/adk-js#360'],
    where: 'google/adk-js',
    cause: 'A handler set a star of its own over what the middleware had decided.',
    vectors: ['V10']
  },
  {
    ids: ['django-cors-headers 3.0.0'],
    where: 'django-cors-headers before 3.0.0',
    cause: 'Allowed origins were compared without their scheme.',
    vectors: ['C08'],
    origins: [
      { id: 'M08', patterns: ['https://example.com'], origin: 'http://example.com' },
      { id: 'M08', patterns: ['https://*.example.com:*'], origin: 'http://a.example.com' }
    ],
    refusedPatterns: ['example.com']
  },
  {
    ids: ['django-cors-headers 3.10.1'],
    where: 'django-cors-headers before 3.10.1',
    cause: 'The parser of URLs threw at a malformed origin.',
    vectors: [],
    origins: [{ id: 'M34', patterns: ['https://a.test', 'https://*.a.test:*'], origin: 'https://[' }]
  },
  {
    ids: ['django-cors-headers 4.3.0'],
    where: 'django-cors-headers before 4.3.0',
    cause: 'Who was refused was told all the same that credentials were allowed.',
    vectors: ['V01']
  },
  {
    ids: ['GHSA-g27j-74fp-xfpr'],
    where: 'Directus',
    cause: 'By default the origin of whoever asked was sent back.',
    vectors: ['C02']
  },
  {
    ids: ['CVE-2025-53092'],
    where: 'Strapi before 5.20.0',
    cause: 'By default the origin of whoever asked was sent back, with credentials.',
    vectors: ['C01', 'C02']
  }
]
