/**
 * What has gone wrong in libraries for CORS: advisories, and fixes that never got one. Each is held off by the vectors that
 * it names and, where it is about an origin, by that very origin.
 */

/** An origin that was allowed, or broke something, and the patterns that it was compared with. */
export interface OriginRow {
  /** The kind of confusion. */
  readonly id: string
  readonly patterns: readonly string[]
  readonly origin: string
  /** Whether it is allowed here; false where absent. */
  readonly isAllowed?: boolean
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
  readonly rejectedPatterns?: readonly unknown[]
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
    cause: 'The debug log contained the raw path, so an encoded line break could inject a log line.',
    vectors: ['V17']
  },
  {
    ids: ['CVE-2024-6221', 'GHSA-hxwh-jpp2-84pm'],
    where: 'flask-cors before 5.0.0',
    cause: 'Any origin got access to private networks, because the option was enabled by default.',
    vectors: ['P20', 'C31']
  },
  {
    ids: ['CVE-2024-6839', 'GHSA-7rxf-gvfg-47g4'],
    where: 'flask-cors before 6.0.0',
    cause: 'Path patterns were tried by the length of their text, so a long general pattern hid a short exact one.',
    vectors: ['R01', 'C27']
  },
  {
    ids: ['CVE-2024-6844', 'GHSA-8vgw-p6qm-5gr7'],
    where: 'flask-cors before 6.0.0',
    cause: 'Paths were decoded like form fields, in which a plus is a space, but the router kept the plus.',
    vectors: ['R03', 'R06']
  },
  {
    ids: ['CVE-2024-6866', 'GHSA-43qf-4rqw-9q2g'],
    where: 'flask-cors before 6.0.0',
    cause: 'Path patterns were case-insensitive, but the router was case-sensitive.',
    vectors: ['R02']
  },
  {
    ids: ['CVE-2020-25032', 'GHSA-xc3p-ff3m-f46v'],
    where: 'flask-cors before 3.0.9',
    cause: 'The policy was chosen by the raw path, but the handler by the normalized path.',
    vectors: ['R04']
  },
  {
    ids: ['CVE-2026-37737'],
    where: 'sanic-cors',
    cause: 'A regular expression had to match only the start of the origin.',
    vectors: ['C28'],
    origins: [{ id: 'M02', patterns: ['https://a.test'], origin: 'https://a.test.evil.net' }],
    rejectedPatterns: ['https://a\\.test', /https:\/\/a\.test/]
  },
  {
    ids: ['CVE-2019-13611', 'PYSEC-2019-170'],
    where: 'python-engineio',
    cause: 'The WebSocket handshake, to which CORS does not apply, did not check the origin.',
    vectors: ['V15'],
    tests: ['test/integration/responses/websocket.test.ts']
  },
  {
    ids: ['encode/starlette#801'],
    where: 'Starlette, 2020',
    cause: 'A regular expression had to match only the start of the origin.',
    vectors: ['C28'],
    origins: [
      { id: 'M02', patterns: ['https://a.example.org'], origin: 'https://a.example.org.evil.net' },
      { id: 'W08', patterns: ['https://*.example.org'], origin: 'https://a.example.org.evil.net' }
    ],
    rejectedPatterns: ['https://.*\\.example\\.org', /https:\/\/.*\.example\.org/]
  },
  {
    ids: ['CVE-2025-47908', 'GHSA-mh55-gqvf-xfwm'],
    where: 'rs/cors 1.9.0 to before 1.11.0',
    cause: 'The requested header names were split at every comma, with an allocation for each part.',
    vectors: ['P11', 'P12']
  },
  {
    ids: ['CVE-2018-20744', 'GHSA-927h-x4qj-r242'],
    where: 'rs/cors before 1.5.0',
    cause: 'Any origin with credentials was configured by reflecting the origin of the request.',
    vectors: ['C01', 'C02']
  },
  {
    ids: ['rs/cors#198'],
    where: 'rs/cors up to 1.11.0',
    cause: 'Responses shared one list of header values, which a handler could change for all later responses.',
    vectors: ['S02']
  },
  {
    ids: ['GHSA-vhxv-fg4m-p2w8'],
    where: 'jub0bs/cors before 0.1.3',
    cause: 'A tree of reversed hosts lost the boundary between two hosts with a common suffix.',
    vectors: [],
    origins: SHARED_ENDS
  },
  {
    ids: ['GHSA-v84h-653v-4pq9'],
    where: 'jub0bs/fcors before 0.9.0',
    cause: 'A tree of reversed hosts lost the boundary between two hosts with a common suffix.',
    vectors: [],
    origins: SHARED_ENDS
  },
  {
    ids: ['jub0bs/cors#14'],
    where: 'jub0bs/cors up to 0.13.5',
    cause: 'Responses shared one list of header values, which a handler could change for all later responses.',
    vectors: ['S02']
  },
  {
    ids: ['CVE-2019-25211', 'GHSA-869c-j7wc-8jqv'],
    where: 'gin-contrib/cors before 1.6.0',
    cause: 'A star at the end of a pattern was removed together with the character before it.',
    vectors: ['C12'],
    origins: [
      { id: 'M05', patterns: ['https://example.com', 'https://*.example.com:*'], origin: 'https://example.community' },
      { id: 'W32', patterns: ['http://localhost:*'], origin: 'http://localhost.example.com' }
    ],
    rejectedPatterns: ['https://example.com/*', 'http://localhost/*', 'https://example.com*']
  },
  {
    ids: ['CVE-2024-25124', 'GHSA-fmg4-x8pw-hjhg'],
    where: 'gofiber/fiber before 2.52.1',
    cause: 'The configuration could allow any origin with credentials.',
    vectors: ['C01']
  },
  {
    ids: ['gofiber/fiber 5463d6e', 'e489d0b', 'bae48f0', '1b961aa'],
    where: 'gofiber/fiber 3, 2025 and 2026',
    cause: 'The text that matched a wildcard was not checked to be labels, and a value that a function allowed was not checked to be an origin.',
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
    cause: 'The origin of every request was reflected.',
    vectors: ['C01', 'V01']
  },
  {
    ids: ['CVE-2022-1996', 'GHSA-r48q-9g5r-8q2h'],
    where: 'go-restful before 2.16.0 and 3.8.0',
    cause: 'Allowed domains became regular expressions that could match any part of an origin.',
    vectors: ['C28', 'C04'],
    origins: [
      { id: 'M02', patterns: ['https://example.com'], origin: 'https://example.com.malicious.domain' },
      { id: 'M04', patterns: ['https://example.com'], origin: 'https://maliciousexample.com' }
    ],
    rejectedPatterns: ['example.com']
  },
  {
    ids: ['CVE-2024-27302', 'GHSA-fgxv-gw55-r5fq'],
    where: 'go-zero before 1.4.4',
    cause: 'An origin was allowed if it ended with an allowed origin.',
    vectors: ['C08'],
    origins: [
      { id: 'M04', patterns: ['https://victim.com'], origin: 'https://evil-victim.com' },
      { id: 'W04', patterns: ['https://*.victim.com'], origin: 'https://evil-victim.com' }
    ],
    rejectedPatterns: ['victim.com']
  },
  {
    ids: ['CVE-2017-11173', 'GHSA-2j9c-9vmv-7m39'],
    where: 'rack-cors before 0.4.1',
    cause: 'A host became a regular expression without an end anchor.',
    vectors: ['C08'],
    origins: [
      { id: 'M02', patterns: ['http://example.com'], origin: 'http://example.com.example.net' },
      { id: 'M03', patterns: ['http://example.com'], origin: 'http://example.com-example.net' }
    ],
    rejectedPatterns: ['example.com']
  },
  {
    ids: ['CVE-2019-18978', 'GHSA-pf8f-w267-mq2h'],
    where: 'rack-cors before 1.0.4',
    cause: 'The policy was chosen before the path was normalized, but the handler after.',
    vectors: ['R04']
  },
  {
    ids: ['CVE-2024-27456', 'GHSA-785g-282q-pwvx'],
    where: 'rack-cors 2.0.1',
    cause: 'The package was published with files that every user of a machine could write to.',
    vectors: ['S12']
  },
  {
    ids: ['rack-cors 1.0.0'],
    where: 'rack-cors before 1.0.0',
    cause: 'The option for local files allowed every opaque origin, and an empty origin was accepted.',
    vectors: ['C15'],
    origins: [
      { id: 'M20', patterns: ['https://a.test'], origin: 'null' },
      { id: 'M37', patterns: ['https://a.test'], origin: '' }
    ],
    rejectedPatterns: ['file://', '']
  },
  {
    ids: ['CVE-2026-54290', 'GHSA-88fw-hqm2-52qc'],
    where: 'hono before 4.12.25',
    cause: 'With credentials, the default value for origins reflected any origin.',
    vectors: ['C01', 'C02'],
    origins: [{ id: 'M20', patterns: ['https://a.test', 'https://*.a.test'], origin: 'null' }]
  },
  {
    ids: ['GHSA-q7jf-gf43-6x6p'],
    where: 'hono before 4.10.3',
    cause: 'The Vary header of the request was copied into the response.',
    vectors: ['V07']
  },
  {
    ids: ['GHSA-8j4g-w8fx-2239'],
    where: 'hono before 4.12.34',
    cause: 'The requested header names were split by a regular expression with quadratic time for white space.',
    vectors: ['P11']
  },
  {
    ids: ['honojs/hono cebf4e87'],
    where: 'hono, early',
    cause: 'A request from a disallowed origin got the first allowed origin, which a cache then served to others.',
    vectors: ['V01']
  },
  {
    ids: ['CVE-2015-9236'],
    where: 'hapi before 11.0.0',
    cause: 'Preflights used the configuration of the server, but requests used that of the route.',
    vectors: ['P15', 'P16', 'C27']
  },
  {
    ids: ['CVE-2015-9243'],
    where: 'hapi before 11.1.4',
    cause: 'A route that set one field got the defaults for the other fields, including any origin.',
    vectors: ['R08', 'C33']
  },
  {
    ids: ['CVE-2023-49803', 'GHSA-qxrj-hx23-xp82'],
    where: '@koa/cors before 5.0.0',
    cause: 'By default, the origin of every request was reflected.',
    vectors: ['C02']
  },
  {
    ids: ['expressjs/cors#18'],
    where: 'expressjs/cors, early',
    cause: 'The result of a function for one request was stored in the options for all later requests.',
    vectors: ['S03', 'V03']
  },
  {
    ids: ['CVE-2018-8014'],
    where: 'Apache Tomcat before 9.0.9 (and 8.5.32, 8.0.53, 7.0.89)',
    cause: 'The defaults allowed any origin with credentials.',
    vectors: ['C01', 'C02']
  },
  {
    ids: ['CVE-2020-5397'],
    where: 'Spring Framework 5.2.0 to 5.2.2',
    cause: 'Without a configuration for the URL, a preflight reached the handler of the actual request.',
    vectors: ['P14', 'P07']
  },
  {
    ids: ['spring-framework#33688'],
    where: 'Spring Framework, 2024',
    cause: 'The origin parser threw, so a malformed origin caused a server error.',
    vectors: ['V16'],
    origins: [{ id: 'M34', patterns: ['https://a.test', 'https://*.a.test:*'], origin: 'https://[' }]
  },
  {
    ids: ['CVE-2017-8700'],
    where: 'ASP.NET Core MVC 1.0.0 to 1.0.5, 1.1.0 to 1.1.4',
    cause: 'A bypass of a configured policy, without published details.',
    vectors: ['P16']
  },
  {
    ids: ['CVE-2022-4147'],
    where: 'Quarkus',
    cause: 'A request that needs no preflight was handled although its origin was not allowed.',
    vectors: ['V15']
  },
  {
    ids: ['CVE-2024-23639'],
    where: 'Micronaut',
    cause: 'Any page could send requests without a preflight to a server on the developer\'s machine.',
    vectors: ['V15']
  },
  {
    ids: ['CVE-2023-35943'],
    where: 'Envoy',
    cause: 'A filter removed Origin between the request and the response, so the CORS filter could not read it.',
    vectors: ['V18']
  },
  {
    ids: ['envoyproxy/envoy#35873', '#38868'],
    where: 'Envoy',
    cause: 'Responses had no Vary, so a cache served the response for one origin to another.',
    vectors: ['V03']
  },
  {
    ids: ['CVE-2021-39185', 'GHSA-52cf-226f-rhr6'],
    where: 'http4s',
    cause: 'The defaults reflected the origin of every request, with credentials.',
    vectors: ['C01', 'C02']
  },
  {
    ids: ['CVE-2016-10549'],
    where: 'sails',
    cause: 'The defaults allowed any origin with credentials, and also an empty origin.',
    vectors: ['C01'],
    origins: [{ id: 'M37', patterns: ['https://a.test', 'https://*.a.test'], origin: '' }]
  },
  {
    ids: ['CVE-2020-28481'],
    where: 'socket.io before 2.4.0',
    cause: 'By default, any origin was allowed on a transport with credentials.',
    vectors: ['C02']
  },
  {
    ids: ['CVE-2024-47165', 'CVE-2024-47084'],
    where: 'Gradio',
    cause: 'The opaque origin was treated as localhost, and requests with a cookie skipped the origin check.',
    vectors: ['V12'],
    origins: [{ id: 'M20', patterns: ['http://localhost:*', 'http://127.0.0.1:*'], origin: 'null' }]
  },
  {
    ids: ['CVE-2026-25478'],
    where: 'Litestar',
    cause: 'Origins became regular expressions with unescaped dots.',
    vectors: [],
    origins: [
      { id: 'M06', patterns: ['https://example.com'], origin: 'https://examplexcom' },
      { id: 'M06', patterns: ['https://*.example.com'], origin: 'https://a.examplexcom' }
    ]
  },
  {
    ids: ['Kong/kong#3832'],
    where: 'Kong 0.x',
    cause: 'An origin became a regular expression that could match any part of another origin.',
    vectors: [],
    origins: [{ id: 'M02', patterns: ['http://my-site.com'], origin: 'http://my-site.com.evil.net' }]
  },
  {
    ids: ['quarkusio/quarkus#34718'],
    where: 'Quarkus',
    cause: 'A regular expression in a properties file lost its backslashes, so its dots matched any character.',
    vectors: ['C28'],
    origins: [{ id: 'M06', patterns: ['https://www.domain.com'], origin: 'https://wwwdomain.com' }],
    rejectedPatterns: ['/https://www\\.domain\\.com/', '/https://www.domain.com/']
  },
  {
    ids: ['javalin/javalin#2104'],
    where: 'Javalin',
    cause: 'A host without a dot was split at dots, which caused an error.',
    vectors: [],
    origins: [
      { id: 'W17', patterns: ['https://*.a.test'], origin: 'https://single' },
      { id: 'W17', patterns: ['https://*.a.test', 'https://single'], origin: 'https://single', isAllowed: true }
    ]
  },
  {
    ids: ['KTOR-9659'],
    where: 'Ktor',
    cause: 'An IPv6 origin was treated as malformed, and malformed origins were allowed.',
    vectors: ['V16'],
    origins: [
      { id: 'W40', patterns: ['https://a.test', 'http://localhost:*'], origin: 'http://[::1]:3000' },
      { id: 'W40', patterns: ['http://[::1]:3000'], origin: 'http://[::1]:3000', isAllowed: true },
      { id: 'W40', patterns: ['http://[::1]:*'], origin: 'http://[::1]:3000', isAllowed: true }
    ]
  },
  {
    ids: ['google/adk-js#360'],
    where: 'google/adk-js',
    cause: 'A handler replaced the header of the middleware with a star.',
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
    rejectedPatterns: ['example.com']
  },
  {
    ids: ['django-cors-headers 3.10.1'],
    where: 'django-cors-headers before 3.10.1',
    cause: 'The URL parser threw for a malformed origin.',
    vectors: [],
    origins: [{ id: 'M34', patterns: ['https://a.test', 'https://*.a.test:*'], origin: 'https://[' }]
  },
  {
    ids: ['django-cors-headers 4.3.0'],
    where: 'django-cors-headers before 4.3.0',
    cause: 'Responses to disallowed origins still allowed credentials.',
    vectors: ['V01']
  },
  {
    ids: ['GHSA-g27j-74fp-xfpr'],
    where: 'Directus',
    cause: 'By default, the origin of every request was reflected.',
    vectors: ['C02']
  },
  {
    ids: ['CVE-2025-53092'],
    where: 'Strapi before 5.20.0',
    cause: 'By default, the origin of every request was reflected, with credentials.',
    vectors: ['C01', 'C02']
  }
]
