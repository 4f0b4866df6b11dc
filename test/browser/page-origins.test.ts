/** Origins as real Chromium sends them: of frames, of files, of hosts in each spelling, of an extension. */
import t from 'tap'
import { isLong } from '../unit/properties/seed.ts'
import { checkRows, type Row } from './row.ts'

const vary = { vary: 'Origin' }
const allowed = { 'access-control-allow-origin': 'origin', ...vary }

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
  serverSees: [{ method: 'GET', status: 200, headers: allowed }]
}
const doesNotRead: Pick<Row, 'request' | 'pageSees' | 'serverSees'> = {
  request: {},
  pageSees: refused,
  serverSees: [{ method: 'GET', status: 200, headers: vary }]
}

/** Without an origin. */
const readsAsNull: Pick<Row, 'pageSees' | 'serverSees'> = {
  pageSees: { status: 200 },
  serverSees: [{ method: 'GET', origin: 'null', status: 200, headers: allowed }]
}
const doesNotReadAsNull: Pick<Row, 'pageSees' | 'serverSees'> = {
  pageSees: refused,
  serverSees: [{ method: 'GET', origin: 'null', status: 200, headers: vary }]
}

const rows: Row[] = [
  {
    ...only('app'),
    ...doesNotReadAsNull,
    title: 'a sandboxed frame has the origin null, and cannot read what its page can read',
    page: 'app',
    request: { frame: 'sandboxed' }
  },
  {
    ...only('app'),
    title: 'the preflight of a sandboxed frame is refused',
    page: 'app',
    request: { frame: 'sandboxed', method: 'PUT' },
    pageSees: { corsError: 'PreflightMissingAllowOriginHeader' },
    serverSees: [{ method: 'OPTIONS', origin: 'null', status: 403, headers: vary }]
  },
  {
    ...withNull,
    ...readsAsNull,
    title: 'a sandboxed frame can read the response of a policy that lists null',
    page: 'app',
    request: { frame: 'sandboxed' }
  },
  {
    ...only('app'),
    ...doesNotReadAsNull,
    title: 'a frame with a data: URL has the origin null, and cannot read the response',
    page: 'app',
    request: { frame: 'data' }
  },
  {
    ...withNull,
    ...readsAsNull,
    title: 'a frame with a data: URL can read the response of a policy that lists null',
    page: 'app',
    request: { frame: 'data' }
  },
  {
    ...only('app'),
    ...doesNotReadAsNull,
    title: 'the page of a file has the origin null, and cannot read the response',
    page: 'file',
    request: {}
  },
  {
    ...only('app'),
    ...reads,
    title: 'a frame of srcdoc has the origin of its page',
    page: 'app',
    request: { frame: 'srcdoc' }
  },
  {
    ...only('app'),
    ...reads,
    title: 'a frame with a blob: URL has the origin of its page',
    page: 'app',
    request: { frame: 'blob' }
  },
  {
    ...only('app'),
    ...doesNotRead,
    title: 'a host with a dot at its end is another origin',
    page: 'dotted'
  },
  {
    ...subdomains,
    ...reads,
    title: 'a host with an underscore is sent as it is, and matches a wildcard',
    page: 'underscore'
  },
  {
    ...subdomains,
    ...doesNotRead,
    title: 'a host with an apostrophe is sent as it is, and matches no pattern',
    page: 'apostrophe'
  },
  {
    ...only('idn'),
    ...reads,
    title: 'a host that is written with non-ASCII letters is sent in ASCII',
    page: 'idn'
  },
  {
    ...only('ipv6'),
    ...reads,
    title: 'an IPv6 address is an origin like any other',
    page: 'ipv6'
  },
  {
    ...only('ipv4'),
    ...reads,
    title: 'an IPv4 address that is written in a short form is sent in full',
    page: 'ipv4'
  }
]

/** The whole browser, which starts for them, takes as long as all other rows. */
const rowsOfExtensions: Row[] = [
  {
    ...only('extension'),
    ...reads,
    title: 'the page of an extension reads the response of a policy that lists the extension',
    page: 'extension'
  },
  {
    ...only('app'),
    ...doesNotRead,
    title: 'the page of an extension cannot read the response of a policy that lists other origins',
    page: 'extension'
  }
]

await checkRows(t, isLong ? [...rows, ...rowsOfExtensions] : rows)
