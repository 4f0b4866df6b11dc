/**
 * What browsers did with eight cookies, measured over https: Chromium 156 with third-party cookies blocked (C) and allowed (C3), Firefox 153
 * ESR with the protection of its default settings (F), and WebKitGTK 2.50 without (W) and with (WI) its blocking of third-party cookies.
 */

/** All have Path=/. */
export const COOKIES = {
  P: 'P=1; Path=/',
  L: 'L=1; Path=/; SameSite=Lax',
  S: 'S=1; Path=/; SameSite=Strict',
  Ni: 'Ni=1; Path=/; SameSite=None',
  N: 'N=1; Path=/; SameSite=None; Secure',
  Pt: 'Pt=1; Path=/; SameSite=None; Secure; Partitioned',
  H: '__Host-H=1; Path=/; Secure',
  HN: '__Host-HN=1; Path=/; SameSite=None; Secure'
} as const

export interface MeasuredRow {
  readonly name: string
  readonly page: string
  readonly api: string
  readonly setBy: 'visit' | 'response' | 'frame'
  readonly setAt?: string
  readonly redirected?: true
  readonly storageAccess?: true
  readonly credentials?: 'omit' | 'same-origin'
  /** Further attributes. */
  readonly attributes?: string
  /** The cookies that the request has, by set-up: C, C3, F, W, WI. Null where it was not measured. */
  readonly sent: readonly [C: string | null, C3: string | null, F: string | null, W: string | null, WI: string | null]
}

const PAGE = 'https://app.site-a.com'
const SAME = 'https://x.site-a.com:8443'
const CROSS = 'https://x.site-b.com:8443'
const ALL7 = 'P L S N Pt H HN'
const ALL8 = 'P L S Ni N Pt H HN'
const NONE5 = 'P N Pt H HN'

export const MEASURED: readonly MeasuredRow[] = [
  { name: 'same site, a visit', page: PAGE, api: SAME, setBy: 'visit', sent: [ALL7, ALL7, ALL7, ALL8, ALL8] },
  { name: 'same site, a response', page: PAGE, api: SAME, setBy: 'response', sent: [ALL7, ALL7, ALL7, ALL8, ALL8] },
  { name: 'same site, a frame', page: PAGE, api: SAME, setBy: 'frame', sent: [ALL7, ALL7, ALL7, ALL8, ALL8] },
  { name: 'cross site, a visit', page: PAGE, api: CROSS, setBy: 'visit', sent: ['', 'N HN', '', 'P Ni N Pt H HN', ''] },
  { name: 'cross site, a response', page: PAGE, api: CROSS, setBy: 'response', sent: ['Pt', 'N Pt HN', NONE5, '', ''] },
  { name: 'cross site, a frame', page: PAGE, api: CROSS, setBy: 'frame', sent: ['Pt', 'N Pt HN', NONE5, '', ''] },
  { name: 'without credentials', page: PAGE, api: SAME, setBy: 'response', credentials: 'same-origin', sent: ['', '', '', '', ''] },
  { name: 'credentials omitted', page: PAGE, api: SAME, setBy: 'visit', credentials: 'omit', sent: ['', '', '', '', ''] },
  {
    name: 'a redirect by another site',
    page: PAGE,
    api: SAME,
    setBy: 'visit',
    redirected: true,
    sent: [ALL7, ALL7, NONE5, 'P Ni N Pt H HN', '']
  },
  { name: 'an http page', page: 'http://app.site-a.com', api: SAME, setBy: 'visit', sent: ['', 'N HN', 'P L S N H HN', ALL8, ALL8] },
  { name: 'two ports of localhost', page: 'http://localhost:8081', api: 'http://localhost:8080', setBy: 'visit', sent: [ALL7, ALL7, ALL7, 'P L S Ni', 'P L S Ni'] },
  { name: 'localhost and 127.0.0.1, a visit', page: 'http://localhost:8081', api: 'http://127.0.0.1:8080', setBy: 'visit', sent: ['', 'N HN', '', 'P Ni', ''] },
  { name: 'localhost and 127.0.0.1, a response', page: 'http://localhost:8081', api: 'http://127.0.0.1:8080', setBy: 'response', sent: ['Pt', 'N Pt HN', NONE5, '', ''] },
  {
    name: 'http and https on localhost',
    page: 'http://localhost:8081',
    api: 'https://localhost:8443',
    setBy: 'visit',
    setAt: 'http://localhost:8080',
    sent: ['', 'N HN', ALL7, 'P L S Ni', 'P L S Ni']
  },
  {
    name: 'the domain of a login page, same site',
    page: PAGE,
    api: SAME,
    setBy: 'visit',
    setAt: 'https://login.site-a.com',
    attributes: '; Domain=site-a.com',
    sent: ['P L S N Pt', 'P L S N Pt', 'P L S N Pt', null, null]
  },
  {
    name: 'the domain of a login page, cross site',
    page: PAGE,
    api: CROSS,
    setBy: 'visit',
    setAt: 'https://login.site-b.com',
    attributes: '; Domain=site-b.com',
    sent: ['', 'N', '', null, null]
  },
  { name: 'with storage access', page: PAGE, api: CROSS, setBy: 'visit', storageAccess: true, sent: ['N HN', 'N HN', 'P N H HN', null, null] }
]
