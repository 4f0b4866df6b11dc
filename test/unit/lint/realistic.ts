/** Realistic policies with all of their expected findings, and a justification for each. */
import type { CorsPolicyDocument } from '../../../types/policy.ts'

/** A policy and its purpose. */
export interface RealisticCase {
  readonly name: string
  readonly document: CorsPolicyDocument
  readonly production: boolean
  /** `rule-id at /pointer` → why that deserves to be said to these people. */
  readonly expected: Readonly<Record<string, string>>
}

const JSON_API = { methods: ['PUT', 'PATCH', 'DELETE'], allowedHeaders: ['Content-Type'], maxAge: 600 }
const SECRET = 'http://localhost:3000'
const EXTENSION = 'chrome-extension://mnopabcdefghijklmnopabcdefghijkl'
const PROFILE = '0b6f3f8e-58c3-4d53-9c0e-0e5a7a6f2d11'

export const REALISTIC: readonly RealisticCase[] = [
  { name: 'previews whose names a variable lists', production: false, expected: {}, document: { origins: ['https://shop.example.com', 'https://shop-git-menu-acme.vercel.app'] } },
  // previews and extensions
  {
    name: 'an API behind a network of caches, for old devices too',
    production: true,
    document: { origins: ['https://shop.example.com'], ...JSON_API, preflightStatus: 200, preflightCacheControl: 'public, max-age=60' },
    expected: { 'preflight-kept-by-caches at /preflightCacheControl': 'the caches must be purged' }
  },
  {
    name: 'a shop whose review of findings is out of date',
    production: true,
    document: {
      origins: ['https://shop.example.com'],
      ...JSON_API,
      allowedHeaders: ['Content-Type', 'shop_id'],
      lint: { ignore: [{ id: 'subdomain-wildcard', reason: 'We own all names.' }] }
    },
    expected: {
      'header-name-with-underscore at /allowedHeaders/1': 'nginx is in front of it',
      'lint-ignore-without-effect at /lint/ignore/0': 'the pattern is gone, and the next one would be accepted unseen'
    }
  },
  { name: 'old devices', production: true, expected: {}, document: { origins: ['https://tv.example.com'], preflightStatus: 200 } },
  {
    name: 'previews on a shared host, without credentials',
    production: true,
    document: { origins: ['https://shop.example.com', 'https://shop-git-*-acme.vercel.app'], maxAge: 600 },
    expected: { 'shared-host-pattern at /origins/1': 'anyone can register a name that fits' }
  },
  {
    name: 'previews below a domain of their own',
    production: true,
    document: { origins: ['https://shop.example.com', 'https://preview-*.shop.example.com'], credentials: true, ...JSON_API },
    expected: { 'label-wildcard at /origins/1': 'somebody must own all these names' }
  },
  {
    name: 'an extension for Firefox, whose id differs for each user',
    production: true,
    document: { origins: ['moz-extension://*'] },
    expected: { 'any-extension-allowed at /origins/0': 'other extensions can read too' }
  },
  // small APIs
  { name: 'one page and its API', production: true, expected: {}, document: { origins: ['https://app.example.com'], credentials: true, ...JSON_API } },
  { name: 'the same without any further field', production: true, expected: {}, document: { origins: ['https://app.example.com'] } },
  {
    name: 'an API that was started from a tutorial',
    production: true,
    document: { origins: [SECRET, 'https://app.example.com'], credentials: true, methods: ['GET', 'POST', 'PUT', 'DELETE'], allowedHeaders: ['Content-Type', 'Authorization'] },
    expected: {
      'loopback-origin-in-production at /origins/0': 'nobody took the development server out',
      'credentials-with-authorization at /allowedHeaders/1': 'the tutorial has tokens, and cookies came along',
      'safelisted-method-listed at /methods': 'GET and POST are there for looks',
      'max-age-absent at ': 'each PUT costs two round trips'
    }
  },
  {
    name: 'the same in development',
    production: false,
    document: { origins: [SECRET, 'https://app.example.com'], credentials: true, methods: ['PUT', 'DELETE'], allowedHeaders: ['Content-Type'], maxAge: 0 },
    expected: { 'max-age-zero at /maxAge': 'worth a look before it goes to production' }
  },
  { name: 'development with any port', production: false, expected: {}, document: { origins: ['http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*'], credentials: true, ...JSON_API } },
  {
    name: 'development that was deployed',
    production: true,
    document: { origins: ['http://localhost:*', 'https://staging.example.com'], credentials: true, ...JSON_API },
    expected: { 'any-loopback-port-in-production at /origins/0': 'any program on a user\'s machine acts for the user' }
  },
  {
    name: 'tunnels and previews of a hosting service, anonymously',
    production: false,
    document: { origins: ['https://*.vercel.app', 'https://my-app.ngrok-free.app'] },
    expected: { 'public-suffix-wildcard at /origins/0': 'everybody can have a preview there' }
  },
  {
    name: 'previews of a hosting service, with cookies, on purpose',
    production: true,
    document: { origins: ['https://my-app.example.com', 'https://*.netlify.app'], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    expected: {
      'subdomain-wildcard-with-credentials at /origins/1': 'strangers are below it',
      'dangerous-flag-used at /dangerouslyAllow/0': 'a reviewer wants to know for what'
    }
  },
  { name: 'one preview, by its name', production: true, expected: {}, document: { origins: ['https://my-app-git-main-team.vercel.app'], credentials: true } },
  {
    name: 'pages that still have no certificate',
    production: true,
    document: { origins: ['http://www.example.com', 'https://www.example.com'] },
    expected: { 'insecure-origin at /origins/0': 'the network speaks for it' }
  },
  {
    name: 'the same with cookies and a flag',
    production: true,
    document: { origins: ['http://www.example.com', 'https://www.example.com'], credentials: true, dangerouslyAllow: ['insecure-origins'] },
    expected: { 'dangerous-flag-used at /dangerouslyAllow/0': 'until the certificate is there' }
  },
  {
    name: 'after the certificate came',
    production: true,
    document: { origins: ['https://www.example.com'], credentials: true, dangerouslyAllow: ['insecure-origins'] },
    expected: { 'dangerous-flag-unused at /dangerouslyAllow/0': 'the flag was forgotten' }
  },
  // shops with many tenants
  {
    name: 'a shop for each customer, with sessions',
    production: true,
    document: { origins: ['https://example.com', 'https://*.example.com'], credentials: true, ...JSON_API },
    expected: { 'subdomain-wildcard-with-credentials at /origins/1': 'the case of which its exception speaks; a look at the DNS is due' }
  },
  {
    name: 'a shop for each customer under its own domain, from a store, with sessions',
    production: true,
    document: { origins: ['https://example.com', { source: 'tenants', key: 'host' }], credentials: true, ...JSON_API },
    expected: {}
  },
  {
    name: 'the same with a flag for customers without a certificate, and an entry too many',
    production: true,
    document: {
      origins: [{ source: 'tenants', key: 'host' }, 'https://example.com', { source: 'tenants', key: 'host' }],
      credentials: true,
      dangerouslyAllow: ['insecure-origins'],
      routes: { '/status': { origins: [{ source: 'tenants' }], credentials: false } },
      ...JSON_API
    },
    expected: {
      'dangerous-flag-used at /dangerouslyAllow/0': 'whoever is in the network of a customer acts as the user',
      'origin-listed-twice at /origins/2': 'one is enough',
      'override-widens-access at /routes/~1status/origins/0': 'another list than the customer\'s own'
    }
  },
  {
    name: 'a shop for each customer, as a suffix of its own',
    production: true,
    document: { origins: ['https://*.shops.example.com'], privateSuffixes: ['shops.example.com'] },
    expected: { 'public-suffix-wildcard at /origins/0': 'the document itself says that strangers are there' }
  },
  {
    name: 'an editor beside the customers\' sites',
    production: true,
    expected: {},
    document: { origins: ['https://editor.example.com'], credentials: true, privateSuffixes: ['sites.example.com', 'previews.example.com'] }
  },
  {
    name: 'suffixes copied from a list',
    production: true,
    document: { origins: ['https://editor.example.com'], privateSuffixes: ['github.io', 'sites.example.com'] },
    expected: { 'private-suffix-without-effect at /privateSuffixes/0': 'a public one already' }
  },
  {
    name: 'tenants of two brands, the apex forgotten',
    production: true,
    document: { origins: ['https://*.example.com', 'https://*.example.org', 'https://example.org'] },
    expected: {
      'subdomain-wildcard at /origins/0': 'are there forgotten ones?',
      'subdomain-wildcard at /origins/1': 'likewise',
      'apex-not-covered at /origins/0': 'the other brand has its apex'
    }
  },
  {
    name: 'every shop by its own domain',
    production: true,
    document: { origins: Array.from({ length: 140 }, (_, i) => `https://shop-${i}.example`), credentials: true },
    expected: { 'many-origins at ': 'generated, and in front of it is a cache' }
  },
  {
    name: 'any port of a test farm',
    production: false,
    document: { origins: ['https://farm.example.com:*'], credentials: true },
    expected: { 'any-port-with-credentials at /origins/0': 'dashboards of the farm are there too' }
  },
  // apps
  {
    name: 'a Capacitor app with tokens',
    production: true,
    expected: {},
    document: { origins: ['capacitor://localhost', 'https://localhost'], allowedHeaders: ['Authorization', 'Content-Type'], maxAge: 600 }
  },
  {
    name: 'a Capacitor app with cookies',
    production: true,
    document: { origins: ['https://app.example.com', 'capacitor://localhost', 'https://localhost'], credentials: true },
    expected: {
      'framework-shared-origin at /origins/1': 'every Capacitor app on iOS has it',
      'framework-shared-origin at /origins/2': 'every one on Android'
    }
  },
  { name: 'a Capacitor app with a host name of its own', production: true, expected: {}, document: { origins: ['capacitor://app.example.com', 'https://app.example.com'], credentials: true } },
  {
    name: 'a Tauri app',
    production: true,
    expected: {},
    document: { origins: ['tauri://localhost', 'http://tauri.localhost', 'https://tauri.localhost'], allowedHeaders: ['Authorization'], maxAge: 600 }
  },
  {
    name: 'a Tauri app with cookies',
    production: true,
    document: { origins: ['tauri://localhost'], credentials: true },
    expected: { 'framework-shared-origin at /origins/0': 'it does not tell one app from another' }
  },
  {
    name: 'an Ionic app and its live reload',
    production: false,
    document: { origins: ['ionic://localhost', 'http://localhost:8100', 'http://192.168.1.20:8100'] },
    expected: { 'private-network-origin at /origins/2': 'a developer\'s address, another one tomorrow' }
  },
  { name: 'an Electron app', production: true, expected: {}, document: { origins: ['app://.', 'app://bundle'], allowedHeaders: ['Authorization'], maxAge: 600 } },
  // extensions
  { name: 'an extension of the Chrome store', production: true, expected: {}, document: { origins: [EXTENSION], credentials: true } },
  {
    name: 'an extension for three browsers',
    production: true,
    document: { origins: [EXTENSION, `moz-extension://${PROFILE}`, `safari-web-extension://${PROFILE}`] },
    expected: {
      'per-profile-extension-origin at /origins/1': 'it works for its developer only',
      'per-profile-extension-origin at /origins/2': 'likewise'
    }
  },
  // internal tools
  {
    name: 'a dashboard in the office',
    production: true,
    document: { origins: ['http://dashboard', 'http://grafana.office.internal:3000'] },
    expected: {
      'private-network-origin at /origins/0': 'another machine at home',
      'private-network-origin at /origins/1': 'likewise'
    }
  },
  {
    name: 'tools of a company, all below one name',
    production: true,
    document: { origins: ['https://*.corp.internal'], credentials: true },
    expected: {
      'subdomain-wildcard-with-credentials at /origins/0': 'one tool with a hole is enough',
      'private-network-origin at /origins/0': 'a name of another network too',
      'apex-not-covered at /origins/0': 'a portal may be there'
    }
  },
  // public data
  { name: 'open data', production: true, expected: {}, document: { origins: '*' } },
  {
    name: 'open data that takes and shows anything',
    production: true,
    document: { origins: '*', allowedHeaders: '*', exposedHeaders: '*', maxAge: 86400 },
    expected: {
      'any-header-allowed at /allowedHeaders': 'proxies trust some',
      'any-header-exposed at /exposedHeaders': 'proxies add some',
      'max-age-beyond-caps at /maxAge': 'no browser but one goes so far',
      'max-age-ignored-by-firefox at /allowedHeaders': 'the one that goes so far does not use it'
    }
  },
  {
    name: 'fonts and images of a CDN',
    production: true,
    document: { origins: '*', exposedHeaders: ['ETag', 'Content-Length'], maxAge: 600 },
    expected: { 'safelisted-header-exposed at /exposedHeaders/1': 'readable anyway' }
  },
  {
    name: 'pages from the file system and sandboxes',
    production: true,
    document: { origins: ['null', 'https://docs.example.com'], dangerouslyAllow: ['null-origin'] },
    expected: {
      'null-origin-allowed at /origins/0': 'any page can have that origin',
      'dangerous-flag-used at /dangerouslyAllow/0': 'a reviewer wants to know'
    }
  },
  {
    name: 'demonstrations on a playground and in a bucket',
    production: true,
    document: { origins: ['https://cdpn.io', 'https://s3.eu-central-1.amazonaws.com', 'https://demo.s3.eu-central-1.amazonaws.com'] },
    expected: {
      'shared-hosting-origin at /origins/0': 'everybody\'s pens have it',
      'shared-hosting-origin at /origins/1': 'everybody\'s buckets have it'
    }
  },
  // lists of partners
  {
    name: 'partners, grown over years',
    production: true,
    document: {
      origins: [
        'https://*.partner.example', 'https://partner.example', 'https://shop.partner.example', 'https://other.example', 'https://other.example',
        'htps://third.example', 'https://fourth.example.', 'https://xn--80ak6aa92e.example', 'https://apple.example.com'
      ]
    },
    expected: {
      'subdomain-wildcard at /origins/0': 'another company\'s subdomains',
      'origin-covered-by-another at /origins/2': 'from before the wildcard',
      'origin-listed-twice at /origins/4': 'two people added it',
      'origin-scheme-looks-mistyped at /origins/5': 'the third partner still complains',
      'origin-has-trailing-dot at /origins/6': 'copied from a zone file',
      'origin-looks-like-another at /origins/7': 'is it the partner?'
    }
  },
  {
    name: 'headers, grown over years',
    production: true,
    document: {
      origins: ['https://app.example.com'],
      methods: ['PUT', 'PUT'],
      allowedHeaders: ['Accept', 'Content-Type', 'content-type', 'Authorisation', 'X-HTTP-Method-Override'],
      maxAge: 600
    },
    expected: {
      'method-listed-twice at /methods/1': 'noise',
      'safelisted-header-listed at /allowedHeaders/0': 'needs no approval',
      'header-listed-twice at /allowedHeaders/2': 'noise',
      'header-looks-mistyped at /allowedHeaders/3': 'the British spelling is no header',
      'method-override-header-allowed at /allowedHeaders/4': 'a POST becomes a DELETE'
    }
  },
  {
    name: 'partners by name, on ports of theirs',
    production: true,
    expected: {},
    document: { origins: ['https://app.partner.example', 'https://app.partner.example:8443', 'https://other.example'], methods: [], exposedHeaders: ['Link'] }
  },
  {
    name: 'pages in other scripts',
    production: true,
    expected: {},
    document: { origins: ['https://xn--bcher-kva.example', 'https://xn--e1am3agx.example', 'https://buecher.example'], credentials: true }
  },
  // documents
  {
    name: 'a private API with a public corner',
    production: true,
    expected: {},
    document: {
      policies: { app: { origins: ['https://app.example.com'], credentials: true, ...JSON_API }, everyone: { origins: '*' } },
      routes: { '/api/*': 'app', '/api/prices': 'everyone', '/api/hooks/*': false },
      notFound: 'app'
    }
  },
  {
    name: 'overrides that open doors',
    production: true,
    document: { origins: ['https://app.example.com'], routes: { '/account/*': { credentials: true }, '/prices/*': { origins: '*' }, '/embed/*': { origins: ['https://*.example.com'] } } },
    expected: {
      'override-widens-access at /routes/~1account~1*/credentials': 'not to be overlooked in a review',
      'override-widens-access at /routes/~1prices~1*/origins': 'likewise',
      'override-widens-access at /routes/~1embed~1*/origins/0': 'likewise',
      'subdomain-wildcard at /routes/~1embed~1*/origins/0': 'are there forgotten ones?',
      'apex-not-covered at /routes/~1embed~1*/origins/0': 'does the apex embed?'
    }
  },
  {
    name: 'routes after the scope\'s policy was changed',
    production: true,
    document: {
      origins: ['https://app.example.com'],
      credentials: true,
      maxAge: 600,
      routes: { '/api/*': { credentials: true, maxAge: 60 }, '/api/orders': { maxAge: 60 }, '/files/*': {}, '/health': false }
    },
    expected: {
      'override-field-without-effect at /routes/~1api~1*/credentials': 'the scope has them by now',
      'route-choice-without-effect at /routes/~1api~1orders': 'what the pattern above says',
      'route-choice-without-effect at /routes/~1files~1*': 'nothing is left of it'
    }
  },
  {
    name: 'keys that cover less, or more, than was meant',
    production: true,
    document: {
      origins: ['https://app.example.com'],
      credentials: true,
      policies: { admin: { origins: ['https://admin.example.com'], credentials: true, ...JSON_API }, public: { origins: '*' } },
      routes: { '/admin/+': 'admin', '/prices': 'public', '/prices/*': false, '/orders/{id}': false }
    },
    expected: {
      'index-left-with-credentials at /routes/~1admin~1+': 'pages of the application may read the index of the admin area',
      'index-split-from-below at /routes/~1prices': 'what is below may have been forgotten',
      'route-key-looks-mistaken at /routes/~1orders~1{id}': 'no route of Fastify has such a parameter'
    }
  },
  {
    name: 'an admin area, its index included',
    production: true,
    expected: {},
    document: {
      origins: ['https://app.example.com'],
      policies: { admin: { origins: ['https://admin.example.com'], credentials: true, ...JSON_API } },
      routes: { '/admin/*': 'admin', '/health': false }
    }
  }
]
