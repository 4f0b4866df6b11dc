/**
 * The exchanges of the demonstration, as data: the request of a page, and what the policy says about it.
 * The command sends the requests over sockets, and the page sends those of its own origin with `fetch`.
 */

/** Ports are fixed because the policy, a file, lists the page's origin. */
export const API = 'http://localhost:8090'
/** The demonstration's own page; the policy lists its origin. */
export const PAGE = 'http://localhost:8091'
/** The same page on an origin that the policy does not list. */
export const OTHER = 'http://localhost:8092'
const APP = 'https://app.example.com'

/**
 * What a response must be: its status, and exactly these Access-Control-* fields and Vary.
 * @typedef {{ status: number, headers: Record<string, string>, body?: string }} Expected
 *
 * @typedef {object} Exchange
 * @property {number} id
 * @property {string} says  what the policy says
 * @property {string | undefined} origin  of the page that sends the request; undefined for a program that is not a browser
 * @property {string} method
 * @property {string} path
 * @property {'omit' | 'include'} credentials  whether the browser sends cookies
 * @property {Record<string, string>} headers  those that a page sets
 * @property {object | undefined} body  sent as JSON
 * @property {Expected | undefined} preflight  undefined if the browser sends no preflight
 * @property {Expected | undefined} response  undefined if the browser stops after the preflight
 * @property {'readable' | 'blocked'} page  whether the page can read the response
 */

const blocked = { vary: 'Origin' }
const anyOrigin = { 'access-control-allow-origin': '*' }
/** @type {Record<string, string>} */
const none = {}

/** @param {string} origin */
const allowed = (origin) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  vary: 'Origin'
})

/** @param {string} methods  the methods of the policy for which the URL has a route */
const approval = (methods) => ({
  status: 204,
  headers: {
    ...allowed(PAGE),
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'content-type, authorization',
    'access-control-max-age': '86400'
  }
})

const json = { 'content-type': 'application/json' }

/** @type {Partial<Exchange>[]} */
const rows = [
  {
    says: 'https://app.example.com is listed: its pages can read the response.',
    origin: APP,
    path: '/api/orders',
    response: { status: 200, headers: allowed(APP) },
    page: 'readable'
  },
  {
    says: 'The origin of this demonstration\'s page is listed: a request with credentials receives a cookie.',
    path: '/api/orders',
    credentials: 'include',
    response: { status: 200, headers: allowed(PAGE) },
    page: 'readable'
  },
  {
    says: 'The browser sends the cookie with the next request with credentials.',
    path: '/api/orders',
    credentials: 'include',
    response: { status: 200, headers: allowed(PAGE), body: '"session":"returning"' },
    page: 'readable'
  },
  {
    says: 'Without credentials the browser does not send the cookie. The page can read the response too.',
    path: '/api/orders',
    response: { status: 200, headers: allowed(PAGE), body: '"session":"new"' },
    page: 'readable'
  },
  {
    says: 'A page of a listed origin can send JSON by POST: a preflight comes first, because of the header.',
    method: 'POST',
    path: '/api/orders',
    credentials: 'include',
    headers: json,
    body: { item: 'coffee' },
    preflight: approval('GET, POST'),
    response: { status: 201, headers: allowed(PAGE) },
    page: 'readable'
  },
  {
    says: 'PUT is listed, and so are both request headers.',
    method: 'PUT',
    path: '/api/orders/1',
    headers: { ...json, authorization: 'Bearer demo' },
    body: { item: 'green tea' },
    preflight: approval('DELETE, PUT'),
    response: { status: 200, headers: allowed(PAGE) },
    page: 'readable'
  },
  {
    says: 'DELETE is listed.',
    method: 'DELETE',
    path: '/api/orders/1',
    preflight: approval('DELETE, PUT'),
    response: { status: 204, headers: allowed(PAGE) },
    page: 'readable'
  },
  {
    says: 'PATCH is not listed: it is missing in the response to the preflight, and the browser stops.',
    method: 'PATCH',
    path: '/api/orders/1',
    headers: json,
    body: { item: 'milk' },
    preflight: approval('DELETE, PUT'),
    page: 'blocked'
  },
  {
    says: 'The request header x-debug is not listed: the browser stops.',
    path: '/api/orders',
    headers: { 'x-debug': '1' },
    preflight: approval('GET, POST'),
    page: 'blocked'
  },
  {
    says: 'A page of another origin cannot read the response. The route does run: CORS protects responses, not requests.',
    origin: OTHER,
    path: '/api/orders',
    credentials: 'include',
    response: { status: 200, headers: blocked },
    page: 'blocked'
  },
  {
    says: 'A page of another origin cannot change anything: its preflight is refused.',
    origin: OTHER,
    method: 'PUT',
    path: '/api/orders/1',
    headers: json,
    body: { item: 'nothing' },
    preflight: { status: 403, headers: blocked },
    page: 'blocked'
  },
  {
    says: 'The public route allows every origin.',
    origin: OTHER,
    path: '/api/public',
    response: { status: 200, headers: anyOrigin },
    page: 'readable'
  },
  {
    says: 'Pages can read the public route only without credentials: "*" does not allow them.',
    path: '/api/public',
    credentials: 'include',
    response: { status: 200, headers: anyOrigin },
    page: 'blocked'
  },
  {
    says: 'The private route allows no other origin, not even a listed one.',
    path: '/api/private',
    response: { status: 200, headers: none },
    page: 'blocked'
  },
  {
    says: 'The private route has no preflight either: the API responds with 404.',
    path: '/api/private',
    headers: { authorization: 'Bearer demo' },
    preflight: { status: 404, headers: none },
    page: 'blocked'
  },
  {
    says: 'The page can read that a path does not exist.',
    path: '/api/nothing',
    response: { status: 404, headers: allowed(PAGE) },
    page: 'readable'
  },
  {
    says: 'The page can read that the server failed.',
    path: '/api/broken',
    response: { status: 500, headers: allowed(PAGE) },
    page: 'readable'
  },
  {
    says: 'A sandboxed page has the origin null, which is not listed.',
    origin: 'null',
    path: '/api/orders',
    response: { status: 200, headers: blocked },
    page: 'blocked'
  },
  {
    says: 'A program that is not a browser sends no origin, and CORS does not restrict it.',
    origin: undefined,
    path: '/api/orders',
    response: { status: 200, headers: blocked },
    page: 'readable'
  }
]

/** @type {Exchange[]} */
export const exchanges = rows.map((row, index) => /** @type {Exchange} */ ({
  id: index + 1,
  origin: PAGE,
  method: 'GET',
  credentials: 'omit',
  headers: {},
  ...row
}))
