/**
 * The exchanges of the demonstration, as data: what a page asks, and beside it what the policy says about it.
 * The terminal performs them over sockets, and the page performs those of its own origin with `fetch`.
 */

/** Ports are fixed because the policy, a file, lists the page's origin. */
export const API = 'http://localhost:8090'
/** The demonstration's own page; the policy lists its origin. */
export const PAGE = 'http://localhost:8091'
/** The same page on an origin that the policy does not list. */
export const OTHER = 'http://localhost:8092'
const APP = 'https://app.example.com'

/**
 * What an answer must be: all its Access-Control-* fields and Vary, no more and no less.
 * @typedef {{ status: number, headers: Record<string, string>, body?: string }} Expected
 *
 * @typedef {object} Exchange
 * @property {number} id
 * @property {string} says  what the policy says
 * @property {string | undefined} origin  of the page that asks; undefined for a program that is no page
 * @property {string} method
 * @property {string} path
 * @property {'omit' | 'include'} credentials  whether cookies go along
 * @property {Record<string, string>} headers  those that a page sets
 * @property {object | undefined} body  sent as JSON
 * @property {Expected | undefined} preflight  undefined where a browser sends none
 * @property {Expected | undefined} answer  undefined where a browser stops after the preflight
 * @property {'readable' | 'blocked'} page  what the page gets to see
 */

const refused = { vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
/** @type {Record<string, string>} */
const untouched = {}

/** @param {string} origin */
const admitted = (origin) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  vary: 'Origin'
})

/** @param {string} methods  those of the policy that are routed at the URL */
const approval = (methods) => ({
  status: 204,
  headers: {
    ...admitted(PAGE),
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'content-type, authorization',
    'access-control-max-age': '86400'
  }
})

const json = { 'content-type': 'application/json' }

/** @type {Partial<Exchange>[]} */
const rows = [
  {
    says: 'https://app.example.com is listed: its pages may read.',
    origin: APP,
    path: '/api/orders',
    answer: { status: 200, headers: admitted(APP) },
    page: 'readable'
  },
  {
    says: 'This demonstration\'s own page is listed: with credentials it is given a cookie.',
    path: '/api/orders',
    credentials: 'include',
    answer: { status: 200, headers: admitted(PAGE) },
    page: 'readable'
  },
  {
    says: 'The cookie comes back with the next credentialed request.',
    path: '/api/orders',
    credentials: 'include',
    answer: { status: 200, headers: admitted(PAGE), body: '"session":"returning"' },
    page: 'readable'
  },
  {
    says: 'Without credentials the cookie stays at home, and the answer is as readable.',
    path: '/api/orders',
    answer: { status: 200, headers: admitted(PAGE), body: '"session":"new"' },
    page: 'readable'
  },
  {
    says: 'A listed origin may post JSON: a preflight asks for the header first.',
    method: 'POST',
    path: '/api/orders',
    credentials: 'include',
    headers: json,
    body: { item: 'coffee' },
    preflight: approval('GET, POST'),
    answer: { status: 201, headers: admitted(PAGE) },
    page: 'readable'
  },
  {
    says: 'PUT is listed, and so are both request headers.',
    method: 'PUT',
    path: '/api/orders/1',
    headers: { ...json, authorization: 'Bearer demo' },
    body: { item: 'green tea' },
    preflight: approval('DELETE, PUT'),
    answer: { status: 200, headers: admitted(PAGE) },
    page: 'readable'
  },
  {
    says: 'DELETE is listed.',
    method: 'DELETE',
    path: '/api/orders/1',
    preflight: approval('DELETE, PUT'),
    answer: { status: 204, headers: admitted(PAGE) },
    page: 'readable'
  },
  {
    says: 'PATCH is not listed: the browser misses it in the answer and stops.',
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
    says: 'Another origin may not read. The route does run: CORS guards responses, not requests.',
    origin: OTHER,
    path: '/api/orders',
    credentials: 'include',
    answer: { status: 200, headers: refused },
    page: 'blocked'
  },
  {
    says: 'Another origin may not change anything: its preflight is refused.',
    origin: OTHER,
    method: 'PUT',
    path: '/api/orders/1',
    headers: json,
    body: { item: 'nothing' },
    preflight: { status: 403, headers: refused },
    page: 'blocked'
  },
  {
    says: 'The public route is for every origin.',
    origin: OTHER,
    path: '/api/public',
    answer: { status: 200, headers: everyone },
    page: 'readable'
  },
  {
    says: 'The public route is readable only without credentials: "*" never goes with them.',
    path: '/api/public',
    credentials: 'include',
    answer: { status: 200, headers: everyone },
    page: 'blocked'
  },
  {
    says: 'The private route is for no other origin, listed or not.',
    path: '/api/private',
    answer: { status: 200, headers: untouched },
    page: 'blocked'
  },
  {
    says: 'The private route approves no preflight either: it has none, so the API answers 404.',
    path: '/api/private',
    headers: { authorization: 'Bearer demo' },
    preflight: { status: 404, headers: untouched },
    page: 'blocked'
  },
  {
    says: 'The page may read that a path does not exist.',
    path: '/api/nothing',
    answer: { status: 404, headers: admitted(PAGE) },
    page: 'readable'
  },
  {
    says: 'The page may read that the server failed.',
    path: '/api/broken',
    answer: { status: 500, headers: admitted(PAGE) },
    page: 'readable'
  },
  {
    says: 'A sandboxed page has the origin null, which is not listed.',
    origin: 'null',
    path: '/api/orders',
    answer: { status: 200, headers: refused },
    page: 'blocked'
  },
  {
    says: 'A program that is no page sends no origin: CORS does not concern it.',
    origin: undefined,
    path: '/api/orders',
    answer: { status: 200, headers: refused },
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
