/** Origins as real Chromium sends them: of frames, of files, of hosts of every spelling, of an extension. */
import t from 'tap'
import { checkRows, type Row } from './row.ts'

const SUITE = 'rows B19 to B29, the origins that real Chromium sends'

const vary = { vary: 'Origin' }
const admitted = { 'access-control-allow-origin': 'origin', ...vary }

const refused = { corsError: 'MissingAllowOriginHeader' }

/** Only the page of this name. */
const only = (page: 'app' | 'idn' | 'ipv6' | 'ipv4' | 'extension'): Pick<Row, 'policy'> => ({
  policy: (origins) => ({ origins: [origins[page]] })
})

/** A policy that lists the page and, beside it, what has no origin. */
const withNull: Pick<Row, 'policy'> = {
  policy: ({ app }) => ({ origins: [app, 'null'], dangerouslyAllow: ['null-origin'] })
}

const subdomains: Pick<Row, 'policy'> = { policy: () => ({ origins: ['http://*.app.test:*'] }) }

/** Rows of one simple request. */
const reads: Pick<Row, 'request' | 'pageSees' | 'serverSees'> = {
  request: {},
  pageSees: { status: 200 },
  serverSees: [{ method: 'GET', status: 200, headers: admitted }]
}
const doesNotRead: Pick<Row, 'request' | 'pageSees' | 'serverSees'> = {
  request: {},
  pageSees: refused,
  serverSees: [{ method: 'GET', status: 200, headers: vary }]
}

/** Without an origin. */
const readsAsNull: Pick<Row, 'pageSees' | 'serverSees'> = {
  pageSees: { status: 200 },
  serverSees: [{ method: 'GET', origin: 'null', status: 200, headers: admitted }]
}
const doesNotReadAsNull: Pick<Row, 'pageSees' | 'serverSees'> = {
  pageSees: refused,
  serverSees: [{ method: 'GET', origin: 'null', status: 200, headers: vary }]
}

const rows: Row[] = [
  {
    ...only('app'),
    ...doesNotReadAsNull,
    id: 'B19a',
    title: 'a sandboxed frame has no origin, and does not read what its page reads',
    page: 'app',
    request: { frame: 'sandboxed' }
  },
  {
    ...only('app'),
    id: 'B19b',
    title: 'its preflight is refused too',
    page: 'app',
    request: { frame: 'sandboxed', method: 'PUT' },
    pageSees: { corsError: 'PreflightMissingAllowOriginHeader' },
    serverSees: [{ method: 'OPTIONS', origin: 'null', status: 403, headers: vary }]
  },
  {
    ...withNull,
    ...readsAsNull,
    id: 'B20',
    title: 'it reads what a policy gives to null',
    page: 'app',
    request: { frame: 'sandboxed' }
  },
  {
    ...only('app'),
    ...doesNotReadAsNull,
    id: 'B21a',
    title: 'a frame of a data: URL has no origin either',
    page: 'app',
    request: { frame: 'data' }
  },
  {
    ...withNull,
    ...readsAsNull,
    id: 'B21b',
    title: 'and reads what a policy gives to null',
    page: 'app',
    request: { frame: 'data' }
  },
  {
    ...only('app'),
    ...doesNotReadAsNull,
    id: 'B21c',
    title: 'nor has the page of a file',
    page: 'file',
    request: {}
  },
  {
    ...only('app'),
    ...reads,
    id: 'B22a',
    title: 'a frame of srcdoc has the origin of its page',
    page: 'app',
    request: { frame: 'srcdoc' }
  },
  {
    ...only('app'),
    ...reads,
    id: 'B22b',
    title: 'so has one of a blob: URL',
    page: 'app',
    request: { frame: 'blob' }
  },
  {
    ...only('app'),
    ...doesNotRead,
    id: 'B23',
    title: 'a host with a dot at its end is another origin',
    page: 'dotted'
  },
  {
    ...subdomains,
    ...reads,
    id: 'B24',
    title: 'a host with an underscore is sent as it is, and matches a wildcard',
    page: 'underscore'
  },
  {
    ...subdomains,
    ...doesNotRead,
    id: 'B25',
    title: 'a host with an apostrophe is sent as it is, and matches none',
    page: 'apostrophe'
  },
  {
    ...only('idn'),
    ...reads,
    id: 'B26',
    title: 'a host that is typed in its own letters is sent in ASCII',
    page: 'idn'
  },
  {
    ...only('ipv6'),
    ...reads,
    id: 'B27',
    title: 'an IPv6 address is an origin like any other',
    page: 'ipv6'
  },
  {
    ...only('ipv4'),
    ...reads,
    id: 'B28',
    title: 'an IPv4 address that is typed short is sent in full',
    page: 'ipv4'
  },
  {
    ...only('extension'),
    ...reads,
    id: 'B29a',
    title: 'the page of an extension reads what is for the extension',
    page: 'extension'
  },
  {
    ...only('app'),
    ...doesNotRead,
    id: 'B29b',
    title: 'and nothing that is for others',
    page: 'extension'
  }
]

await checkRows(t, SUITE, rows)
