/** Configurations of nginx that are read without running it; test/integration/migrate/nginx.test.ts compares with nginx itself. */
import t from 'tap'
import { fromNginxCors, type CorsMigration } from '../../../lib/migrate.ts'

const APP = 'https://app.example.com'
const SHOP = 'https://shop.example.com'

const HEADERS = `add_header Access-Control-Allow-Origin ${APP} always;`

const idsOf = (migrations: readonly CorsMigration[]): readonly string[] => migrations.flatMap(migration =>
  Object.values(migration).flatMap((list: unknown) => Array.isArray(list) ? (list as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id) : []))

type Row = readonly [text: string, verdict: CorsMigration['verdict'], document: object | null, ...ids: string[]]

/** Parts of a configuration, and whole ones with one place. */
/* oxlint-disable no-template-curly-in-string -- variables of nginx */
const ROWS: readonly Row[] = [
  ['', 'exact', null],
  ['server { listen 80; }', 'exact', null],
  [HEADERS, 'exact', { origins: [APP], methods: [] }, 'nginx-read', 'preflights-handed-over'],
  // The text of a configuration.
  ['{}location / {add_header \'Access-Control-Allow-Origin\' "*"always;# all {\nadd_header "Access-Control-Allow-Methods" \'PUT, GET\';}', 'exact', { origins: '*' }],
  ["add_header Access-Control-Allow-Origin '*'; } add_header Access-Control-Allow-Origin never;", 'exact', { origins: '*' }, 'without-always'],
  [`http { ${HEADERS} server { location / { proxy_pass http://a; } } }`, 'exact', { origins: [APP] }],
  ['add_header Access-Control-Allow-Origin "${http_origin}" always; add_header Access-Control-Allow-Headers "X-\\"One";', 'wider', null, 'list-malformed'],
  // Preflights. nginx drops the headers of outer blocks where an inner one adds any.
  ["location / { add_header Access-Control-Allow-Origin '*'; if ($request_method = OPTIONS) { return 204; } }", 'exact', { origins: '*' }],
  ["location / { add_header Access-Control-Allow-Origin '*'; if ($request_method = OPTIONS) { return 405; } }", 'wider', null],
  [`location / { ${HEADERS} if ($request_method = OPTIONS) { return https://a.example; } }`, 'wider', null],
  [`location / { if ($request_method = OPTIONS) { ${HEADERS} return 204; } }`, 'exact', null, 'preflights-only'],
  [`location / { if ($request_method = OPTIONS) { ${HEADERS} return 204; } if ($host = a) { ${HEADERS} } }`, 'not-convertible', null, 'preflights-only'],
  [`if ($request_method = OPTIONS) { return 200; } ${HEADERS}`, 'exact', { origins: [APP], preflightStatus: 200 }],
  ['add_header Access-Control-Allow-Origin * always; add_header Access-Control-Allow-Methods $http_access_control_request_method; if ($request_method = PUT) { add_header X-A b; }', 'exact', { methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'] }, 'method-not-readable'],
  ['add_header Access-Control-Allow-Origin * always; add_header Access-Control-Allow-Methods "PUT, DELETE"; if ($request_method ~ PUT|DELETE) { add_header X-A b; }', 'exact', { methods: [] }, 'method-not-readable'],
  [`${HEADERS} if ($http_access_control_request_method = PUT) { return 403; }`, 'not-convertible', null],
  [`if ($request_method = POST) { ${HEADERS} add_header Access-Control-Expose-Headers X-A; } if ($request_method != POST) { ${HEADERS} }`, 'not-convertible', null],
  [`if ($request_method = OPTIONS) { ${HEADERS} add_header Access-Control-Allow-Credentials true; return 204; } if ($request_method != OPTIONS) { ${HEADERS} }`, 'not-convertible', null],
  [`if ($request_method = OPTIONS) { ${HEADERS} return 204; } if ($request_method != OPTIONS) { ${HEADERS} add_header Access-Control-Allow-Credentials true; }`, 'not-convertible', null],
  [`${HEADERS} break; if ($request_method = GET) { add_header X-A b; }`, 'exact', { origins: [APP] }],
  // Origins.
  ['map $http_origin $all { default $http_origin; } add_header Access-Control-Allow-Origin $all always;', 'exact', { origins: '*' }],
  [`map $http_origin $some { default $http_origin; ${APP} ""; } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  [`map $http_origin $some { ~example $http_origin; ${APP} ""; } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  [`map $http_origin $some { volatile; \\${APP} $http_origin; } add_header Access-Control-Allow-Origin $some always;`, 'exact', { origins: [APP] }],
  [`map $http_origin $some { ~^https://app\\.example\\.com$ $http_origin; ${APP} $http_origin; } add_header Access-Control-Allow-Origin $some always;`, 'exact', { origins: [APP] }],
  ['if ($http_origin ~ "^https://app\\.example\\.com$") { add_header Access-Control-Allow-Origin $http_origin always; }', 'exact', { origins: [APP] }],
  ['if ($http_origin ~ (?i)^https://APP\\.example\\.com$) { add_header Access-Control-Allow-Origin $http_origin always; }', 'exact', { origins: [APP] }],
  ['set $a ""; if ($http_origin !~ "^https://app\\.example\\.com$") { set $a no; } if ($a != no) { add_header Access-Control-Allow-Origin $http_origin always; }', 'exact', { origins: [APP] }],
  [`if ($http_origin = ${APP}) { add_header Access-Control-Allow-Origin $http_origin always; } if ($http_origin ~ ^https://shop\\.example\\.com$) { ${HEADERS.replace(APP, SHOP)} }`, 'exact', { origins: [APP, SHOP] }],
  [`if ($http_origin = ${APP}) { add_header Access-Control-Allow-Origin $http_origin always; } if ($http_origin = ${SHOP}) { add_header Access-Control-Allow-Origin $http_origin always; add_header Access-Control-Expose-Headers X-A; }`, 'not-convertible', null],
  ['if ($http_origin ~ app\\.example\\.com$) { add_header Access-Control-Allow-Origin $http_origin always; } if ($http_origin ~ shop\\.example\\.com$) { add_header Access-Control-Allow-Origin $http_origin always; add_header Access-Control-Expose-Headers X-A; }', 'not-convertible', null],
  [`${Array.from('abcdefghij', letter => `if ($http_origin ~ ^https://${letter}\\.example\\.com$) { add_header Access-Control-Allow-Origin $http_origin always; }`).join(' ')}`, 'exact', { origins: Array.from('abcdefghij', letter => `https://${letter}.example.com`) }],
  // Conditions with look-around cannot be compared with each other.
  ['if ($http_origin ~ (?=https)) { set $a 1; } if ($http_origin ~ (?=.*example)) { set $a "${a}2"; } if ($a = 12) { add_header Access-Control-Allow-Origin * always; }', 'not-convertible', null],
  ['if ($http_origin ~* "^(https://(app|shop)\\.example\\.com)") { set $matched $1; } add_header Access-Control-Allow-Origin $matched always;', 'exact', { origins: [APP, SHOP] }],
  // Expressions that JavaScript does not have.
  ...['\\Ahttps://app', '^https://[[:alpha:]]+$', '(*ACCEPT)', '^a++$'].map((text): Row => [`if ($http_origin ~ "${text}") { add_header Access-Control-Allow-Origin $http_origin always; }`, 'not-convertible', null]),
  // What a policy cannot depend on.
  ['add_header Access-Control-Allow-Origin $missing always;', 'not-convertible', null],
  [`${HEADERS} add_header Access-Control-Allow-Credentials $missing always;`, 'not-convertible', null],
  [`if (-f $request_filename) { ${HEADERS} }`, 'not-convertible', null],
  [`if ($missing) { ${HEADERS} }`, 'not-convertible', null],
  [`if ($arg_a = $http_origin) { ${HEADERS} }`, 'not-convertible', null],
  [`if ($arg_a ~ a) { ${HEADERS} }`, 'not-convertible', null],
  [`if ($request_method ~ (?<!a)GET(*ACCEPT)) { ${HEADERS} }`, 'not-convertible', null],
  [`map $arg_a $some { a ${APP}; } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  [`map "$http_origin,$request_method" $some { "~^https://app.example.com,GET" ${APP}; } add_header Access-Control-Allow-Origin $some always;`, 'wider', null],
  ['map "$http_origin,$request_method" $some { ~example.com,GET $http_origin; } add_header Access-Control-Allow-Origin $some always;', 'not-convertible', null],
  [`if ($request_method ~ ^(?<name>G)(E)T) { set $b $name$2; } if ($b = GE) { ${HEADERS} }`, 'wider', null],
  ['map $a $b { default ""; } map $b $a { default x; } add_header Access-Control-Allow-Origin $a always;', 'exact', null],
  ['map $missing $some { default ""; } add_header Access-Control-Allow-Origin $some always;', 'exact', null],
  // What else is in the configuration.
  ['more_set_headers "Access-Control-Allow-Origin: *";', 'not-convertible', null],
  [`${HEADERS} include mime.types; include cors.conf; rewrite ^/a /b last; rewrite ^/c /d permanent; add_header_inherit merge;`, 'exact', { origins: [APP] }, 'include-not-read', 'rewrite-not-read', 'add-header-inherit'],
  [`http { server { ${HEADERS} return 301 https://a.example; } server { location / { ${HEADERS} proxy_pass http://a; } } server { location / { ${HEADERS} proxy_pass http://b; } } server { listen 80; } }`, 'not-convertible', null],
  [`server { location / { ${HEADERS} proxy_pass http://a; } } server { server_name b.example; location / { ${HEADERS} proxy_pass http://b; } } server { server_name c.example; }`, 'exact', { origins: [APP] }],
  [`http; map $http_origin { a b; } map { } set; set $a; set $b 0; if ($b) { add_header X-A b; } include; rewrite ^/a /b; ${HEADERS} add_header Access-Control-Max-Age 60; add_header Access-Control-Allow-Headers $http_access_control_request_headers;`, 'exact', { maxAge: 60, allowedHeaders: ['*', 'Authorization'] }],
  [`${HEADERS} ${HEADERS}`, 'exact', null, 'origin-repeated'],
  // Files of nginx have no preflights.
  [`server { location / { ${HEADERS} } }`, 'wider', null],
  [`server { location / { ${HEADERS} if ($request_method = GET) { set $a b; } } }`, 'wider', null],
  [`server { location / { ${HEADERS} include upstream.conf; } }`, 'exact', { origins: [APP] }],
  [`server { location / { ${HEADERS} js_content main.handle; } }`, 'exact', { origins: [APP] }],
  [`server { location / { try_files $uri /index.php?$args; } location = /index.php { ${HEADERS} fastcgi_pass a; } }`, 'exact', { origins: [APP] }],
  [`server { location / { try_files $uri =404; ${HEADERS} } }`, 'wider', null],
  [`server { location / { try_files $uri @missing; ${HEADERS} proxy_pass http://a; } }`, 'exact', { origins: [APP] }],
  [`server { location / { try_files $uri /; ${HEADERS} proxy_pass http://a; } }`, 'exact', { origins: [APP] }],
  [`server { if ($host = a) { return 301 https://a.example; } location / { ${HEADERS} proxy_pass http://a; } }`, 'not-convertible', null],
  // A break of the server does not end the conditions of a location.
  [`server { break; location / { ${HEADERS} proxy_pass http://a; } }`, 'exact', { origins: [APP] }],
  [`server { ${HEADERS} break; location / { add_header X-A b; proxy_pass http://a; } }`, 'exact', null],
  // Variables have any letter case, and the value of a map stays the same for a request.
  [`map $HTTP_Origin $Some { ${APP} $http_origin; } add_header Access-Control-Allow-Origin $SOME always;`, 'exact', { origins: [APP] }],
  [`map $c $some { default ${APP}; no ""; } set $c no; if ($some) { set $d 1; } set $c yes; add_header Access-Control-Allow-Origin $some always;`, 'exact', null],
  [`map $c $some { volatile; default ${APP}; no ""; } set $c no; if ($some) { set $d 1; } set $c yes; add_header Access-Control-Allow-Origin $some always;`, 'exact', { origins: [APP] }],
  // Names of hosts in a map: texts, then the longest name, one with "*" at the end, and then expressions.
  ['map $http_origin $some { hostnames; ~evil ""; *.example.com $http_origin; } add_header Access-Control-Allow-Origin $some always;', 'narrower', { origins: ['https://*.example.com'] }],
  ['map $http_origin $some { hostnames; *.shop.example.com $http_origin; } add_header Access-Control-Allow-Origin $some always; add_header Access-Control-Allow-Credentials true always;', 'narrower', { origins: ['https://*.shop.example.com'] }],
  ['map $http_origin $some { hostnames; default $http_origin; *.evil.example ""; } add_header Access-Control-Allow-Origin $some always;', 'not-convertible', null],
  [`map $host $some { hostnames; .example.com ${APP}; api.* ${SHOP}; } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  ['map $http_origin $some { *.example.com $http_origin; } add_header Access-Control-Allow-Origin $some always;', 'exact', null],
  // What an expression has matched of an origin that is not known.
  ['if ($http_origin ~ "^https://(\\w+)\\.example\\.com$") { set $sub $1; set $some $http_origin; } if ($sub = admin) { set $some ""; } add_header Access-Control-Allow-Origin $some always;', 'not-convertible', null],
  ['if ($http_origin ~ "^(https://\\w+\\.example\\.com)$") { set $some $1; } if ($some ~ admin) { set $some ""; } add_header Access-Control-Allow-Origin $some always;', 'not-convertible', null],
  ['if ($http_origin ~ "^(https://a\\.example)") { set $b $1; } if ($b != $http_origin) { set $some $http_origin; } add_header Access-Control-Allow-Origin $some always;', 'not-convertible', null],
  ['map $http_origin $some { "~^(?<found>https://(?:app|shop)\\.example\\.com)$" $found; } add_header Access-Control-Allow-Origin $some always;', 'exact', { origins: [APP, SHOP] }],
  // The first alternative counts, which is not always the whole origin.
  ['if ($http_origin ~ "^(https://app\\.example|https://app\\.example\\.com)") { set $some $1; } add_header Access-Control-Allow-Origin $some always;', 'not-convertible', null],
  ['if ($http_origin ~ "^(https://.+?\\.example\\.com)") { set $some $1; } add_header Access-Control-Allow-Origin $some always;', 'not-convertible', null],
  [`if ($request_method ~ ^(P)(U)) { set $a b; } if ($request_method ~ (T)) { set $a $2; } if ($a = U) { return 403; } ${HEADERS}`, 'exact', { origins: [APP] }],
  // Conditions that a policy cannot express, one of which is true.
  [`set $some ${APP}; if ($host = a) { set $b 1; } if ($cookie_dev) { set $b ""; } if ($b) { set $some ""; } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  [`set $some ${APP}; ${Array.from('abcdef', name => `if ($cookie_${name}) { set $b "\${b}${name}"; }`).join(' ')} if ($b = c) { set $some ""; } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  [`${Array.from({ length: 20 }, (_, i) => `if ($cookie_${i}) { set $b 1; }`).join(' ')} ${HEADERS}`, 'not-convertible', null],
  [`if ($host ~ a\\A) { set $b $1; } map $host $c { ~(a) $1; } set $d $c; ${HEADERS}`, 'exact', { origins: [APP] }],
  // PCRE has a class with a bracket, which is empty in JavaScript.
  [`set $some ${APP}; if ($http_origin ~ "^https://[]a]pp") { set $some ""; } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  // Programs.
  [`set $some ${APP}; set_by_lua_block $some { return ngx.var.b } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  ['header_filter_by_lua_block { ngx.header["Access-Control-Allow-Origin"] = "*" }', 'not-convertible', null],
  [`server { location / { content_by_lua_block { if #args > 0 then ngx.say("}") end --[[ } ]] x = [[ } ]] -- } 'a
    t = {} } ${HEADERS} } }`, 'exact', { origins: [APP] }],
  [`${HEADERS} content_by_lua_block { x = [[ }`, 'exact', { origins: [APP] }],
  // Preflights that nginx rejects, or that have no headers.
  ...['auth_basic a;', 'auth_request /a;', 'limit_except GET POST { deny all; }'].map((text): Row => [`${HEADERS} add_header Access-Control-Allow-Methods PUT always; ${text}`, 'wider', null]),
  [`${HEADERS} limit_except GET { deny all; } if ($request_method = OPTIONS) { return 204; }`, 'wider', null],
  [`if ($request_method = HEAD) { add_header X-A b; } ${HEADERS} limit_except GET OPTIONS PUT POST { deny all; }`, 'exact', { origins: [APP] }, 'head-like-get'],
  [`if ($request_method = POST) { add_header X-A b; } ${HEADERS} limit_except GET OPTIONS; }`, 'exact', { origins: [APP] }],
  ...['auth_basic off;', 'limit_except GET OPTIONS { deny all; }', 'limit_except GET { allow all; }'].map((text): Row => [`${HEADERS} add_header Access-Control-Allow-Methods PUT always; ${text}`, 'exact', { methods: ['PUT'] }]),
  [`add_header Access-Control-Allow-Origin ${APP}; if ($request_method = OPTIONS) { return 202; }`, 'wider', null],
  [`${HEADERS} if ($request_method = OPTIONS) { return 202; }`, 'exact', { origins: [APP], preflightStatus: 202 }],
  [`${HEADERS} error_page 405 =200 /a;`, 'exact', { origins: [APP] }, 'error-page-not-read'],
  // Values.
  [`add_header Access-Control-Allow-Origin " ${APP}" always;`, 'exact', { origins: [APP] }],
  [`${HEADERS} add_header Access-Control-Allow-Credentials true;`, 'exact', { credentials: true }, 'without-always'],
  [`${HEADERS} add_header Access-Control-Allow-Headers "Authorization, $http_access_control_request_headers" always;`, 'exact', { allowedHeaders: ['*', 'Authorization'] }],
  [`${HEADERS} add_header Access-Control-Allow-Headers $missing always;`, 'not-convertible', null],
  [`set $some a; ${'set $some "$some$some"; '.repeat(40)} add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null],
  [`${Array.from({ length: 60 }, (_, i) => `map "$m${i}$m${i}" $m${i + 1} { default b; }`).join(' ')} add_header Access-Control-Allow-Origin $m60 always;`, 'exact', null],
  [`map $http_origin $some { ${Array.from({ length: 201 }, (_, i) => `~^https://a${i}\\.example$ $http_origin;`).join(' ')} } add_header Access-Control-Allow-Origin $some always;`, 'not-convertible', null]
]
/* oxlint-enable no-template-curly-in-string */

t.test('a configuration with one place becomes one policy', async t => {
  for (const [text, verdict, document, ...ids] of ROWS) {
    const migrations = await fromNginxCors(text)
    const { place, ...found } = migrations[0]!
    t.equal(place, null, text)
    t.equal(found.verdict, verdict, `${text}: ${found.summary}`)
    if (document === null) t.equal(found.document, null, text)
    else t.match(found.document, document, text)
    for (const id of ids) t.ok(idsOf(migrations).includes(id), `${text}: ${id}`)
  }
})

t.test('the reason names what is in the way', async t => {
  const rows: ReadonlyArray<readonly [text: string, reason: RegExp]> = [
    [`if ($host = a) { ${HEADERS} }`, /The headers depend on \$host, which a policy cannot depend on\./],
    ['add_header Access-Control-Allow-Origin $missing always;', /The value of access-control-allow-origin is not known from the configuration\./],
    [`map $http_origin $some { default $http_origin; ${APP} ""; } add_header Access-Control-Allow-Origin $some always;`, /Every origin is allowed, but https:\/\/app\.example\.com gets other headers\./],
    [`map $http_origin $some { ~\\.example\\.com$ $http_origin; ${APP} ""; } add_header Access-Control-Allow-Origin $some always;`, /https:\/\/app\.example\.com gets other headers than other origins\./],
    ['map $http_origin $some { "~^https://[a-z]{3}\\.example\\.com$" ""; ~\\.example\\.com$ $http_origin; } add_header Access-Control-Allow-Origin $some always;', /together decide about https:\/\/aaa\.example\.com, and/],
    ['more_set_headers "Access-Control-Allow-Origin: *";', /The directive more_set_headers changes the headers, and was not read\./],
    [`server { server_name a.example; location / { ${HEADERS} proxy_pass http://a; } } server { server_name b.example; location / { ${HEADERS.replace(APP, SHOP)} proxy_pass http://a; } }`, /several servers with different headers/]
  ]
  for (const [text, reason] of rows) t.match((await fromNginxCors(text))[0], { verdict: 'not-convertible', summary: reason }, text)
  const libraries = (await fromNginxCors(rows.at(-1)![0])).map(({ library }) => library)
  t.strictSame(libraries, ['nginx, server a.example', 'nginx, server b.example'])
})

const ON = `${HEADERS} proxy_pass http://a;`
const OTHER = `${HEADERS.replace(APP, SHOP)} proxy_pass http://a;`
const OFF = 'proxy_pass http://a;'

/** The places with access, and those without inside of them. */
const PLACES: ReadonlyArray<readonly [locations: string, places: ReadonlyArray<string | null>, verdicts: ReadonlyArray<CorsMigration['verdict']>, ...ids: string[]]> = [
  [`location /api/ { ${ON} }`, [null, '/api/*'], ['exact', 'exact']],
  [`location / { ${ON} } location /api/ { ${ON} }`, [null], ['exact']],
  [`location / { ${ON} } location /api/ { ${OTHER} } location = /a { ${OFF} }`, [null, '/a', '/api/*'], ['exact', 'exact', 'exact']],
  [`location / { ${OFF} } location =/a { ${ON} } location ~^/b$ { ${ON} }`, [null, '/a', '/b'], ['exact', 'exact', 'exact']],
  [`location / { ${OFF} } location ~ ^/v\\.1/(?:a|b)/x/ { ${ON} }`, [null, '/v.1/a/x/*', '/v.1/a/x/', '/v.1/a/x', '/v.1/b/x/*', '/v.1/b/x/', '/v.1/b/x'], Array.from({ length: 7 }, () => 'exact')],
  [`location / { ${OFF} } location ~ ^/(.*) { ${ON} }`, [null], ['exact']],
  // Without the slash, nginx uses the location for other paths.
  [`location / { ${OFF} } location /api/ { ${HEADERS} content_by_lua a; }`, [null, '/api/*', '/api/', '/api'], ['exact', 'exact', 'exact', 'exact']],
  [`location / { ${OFF} } location /api/ { ${ON} } location /api { ${OTHER} }`, [null, '/api/*', '/api/', '/api'], ['exact', 'narrower', 'exact', 'exact'], 'location-without-key'],
  [`location / { ${OFF} } location /api { ${ON} }`, [null, '/api/*'], ['exact', 'narrower'], 'location-without-key'],
  [`location / { ${ON} } location /api { ${OFF} }`, [null, '/api/*'], ['wider', 'exact'], 'location-without-key'],
  // Expressions of paths.
  [`location / { ${ON} } location ~ \\.css$ { ${OFF} }`, [null], ['wider'], 'location-without-key'],
  [`location / { ${ON} } location ~ \\.css$ { expires 1d; add_header A b; }`, [null], ['exact'], 'location-of-files'],
  [`location / { ${ON} } location ~ \\.css$ { deny all; } location ~ \\.js$ { return 404; } location ~ \\.a$ { internal; } location ~ (?=b) { } location ~ ( { }`, [null], ['exact']],
  [`location / { ${ON} } location ~ \\.css$ { add_header Access-Control-Allow-Origin * always; proxy_pass http://a; }`, [null], ['narrower'], 'location-without-key'],
  [`location / { ${ON} } location ~ \\.css$ { add_header Access-Control-Allow-Origin * always; add_header Access-Control-Allow-Methods $http_access_control_request_method; add_header Access-Control-Allow-Headers X-A; proxy_pass http://a; }`, [null], ['narrower'], 'location-without-key'],
  [`location / { ${OFF} } location ~* \\.CSS$ { ${ON} }`, [null], ['not-convertible']],
  [`location / { ${OFF} location /a/ { ${ON} location ~ \\.css$ { add_header A b; ${OFF} } } }`, [null, '/a/*'], ['exact', 'wider'], 'location-without-key'],
  [`location / { ${OFF} } location ^~ /a/ { ${ON} location ~ x { ${ON} } } location ~ \\.css$ { ${OFF} }`, [null, '/a/*'], ['exact', 'exact']],
  [`location / { ${OFF} } location /api { ${ON} location ~ css$ { add_header A b; ${OFF} } }`, [null, '/api/*'], ['exact', 'wider'], 'location-without-key'],
  [`location / { ${OFF} } location ~ \\.css$ { ${OFF} } location ~ ^/(?:api|public)/ { ${ON} }`, [null, '/api/*', '/api/', '/api', '/public/*', '/public/', '/public'], ['exact', 'wider', 'exact', 'exact', 'wider', 'exact', 'exact'], 'location-without-key'],
  [`location /api { ${ON} } location ~ ^/x { return; location ~ y { ${OFF} } }`, [null, '/api/*'], ['exact', 'narrower'], 'location-without-key'],
  [`${HEADERS} location /api { ${OFF} }`, [null, '/api/*'], ['wider', 'exact']],
  ...[
    `${ON.replace(APP, '*')}`, `${ON.replace(APP, '$http_origin')}`, `${ON} if ($request_method = OPTIONS) { return 405; }`
  ].map((other): typeof PLACES[number] => [`location / { add_header Access-Control-Allow-Credentials true; ${ON} } location ~ \\.css$ { ${other} }`, [null], ['wider'], 'location-without-key']),
  [`location / { ${ON} } location ~ \\.css$ { ${ON} if ($request_method = OPTIONS) { return 405; } }`, [null], ['wider'], 'location-without-key'],
  // Expressions that cannot be compared can have any path.
  [`location / { ${ON} } location ~ ^/(?!public/) { add_header A b; ${OFF} }`, [null], ['not-convertible']],
  [`location / { ${ON} } location ~ ^/api/(?!v1/) { add_header A b; ${OFF} }`, [null], ['wider'], 'location-without-key'],
  [`location / { ${ON} } location ~ \\A/api { add_header A b; ${OFF} }`, [null], ['wider'], 'location-without-key'],
  [`location / { ${ON} } location ~ \\A/api { ${ON} }`, [null], ['exact']],
  // A key would have parameters.
  [`location / { ${OFF} } location /a:b/ { ${ON} }`, [null], ['not-convertible']],
  [`location / { ${OFF} } location "/a b/" { ${ON} }`, [null], ['not-convertible']],
  [`location / { ${OFF} } location = /a* { ${ON} }`, [null], ['not-convertible']],
  [`location / { ${ON} } location /a:b/ { ${OFF} }`, [null], ['wider'], 'location-without-key'],
  // Some clients reach it.
  [`location / { ${ON} } location ~ \\.css$ { allow 10.0.0.0/8; deny all; ${OFF} }`, [null], ['wider'], 'location-without-key'],
  [`location / { ${ON} } location ~ \\.css$ { include application.conf; add_header A b; }`, [null], ['wider'], 'location-without-key'],
  // A condition that a policy cannot express.
  [`location / { ${ON} } location ~ \\.css$ { set $some ""; if ($host = a) { set $some ${APP}; } add_header Access-Control-Allow-Origin $some always; ${OFF} }`, [null], ['wider'], 'location-without-key'],
  [`location / { ${OFF} } location ~ \\.css$ { set $some ""; if ($host = a) { set $some ${APP}; } add_header Access-Control-Allow-Origin $some always; ${OFF} }`, [null], ['not-convertible']],
  // It has no path.
  [`location / { ${OFF} } location a { ${ON} } location { ${ON} }`, [null], ['exact']],
  [`location / { ${OFF} } location @a { ${ON} }`, [null], ['exact']]
]

t.test('locations become keys of `routes`, and a location that no key can express is reported', async t => {
  for (const [locations, places, verdicts, ...ids] of PLACES) {
    const migrations = await fromNginxCors(`server { ${locations} }`)
    t.strictSame(migrations.map(({ place }) => place), places, locations)
    t.strictSame(migrations.map(({ verdict }) => verdict), verdicts, `${locations}: ${JSON.stringify(migrations.map(({ summary, opens, closes, widerOffers }) => [summary, opens, closes, widerOffers]))}`)
    for (const id of ids) t.ok(idsOf(migrations).includes(id), `${locations}: ${id}`)
  }
})

t.test('servers whose difference no key can express count as several servers', async t => {
  const migrations = await fromNginxCors(`server { location / { ${ON} } } server { location / { ${ON} } location ~ \\.css$ { ${OFF} } }`)
  t.match(migrations, [{ verdict: 'not-convertible', summary: /several servers/ }, { verdict: 'not-convertible' }])
})

t.test('rejects a text with too many blocks in each other', t =>
  t.rejects(fromNginxCors('a{'.repeat(10_000)), { name: 'TypeError', message: 'More than 100 blocks are in each other.' })
)
