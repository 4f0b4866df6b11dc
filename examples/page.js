/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Sends the requests of this page's origin with `fetch`, and shows what the policy says beside what the page can read.
 * The page of the listed origin also has a frame of the other origin, in which the same script runs and reports what it can read.
 */

/** @typedef {import('./exchanges.mjs').Exchange} Exchange */

/** @type {{ api: string, page: string, other: string, exchanges: Exchange[] }} */
const { api, page, other, exchanges } = await (await fetch('/exchanges.json')).json()
const isFramed = window.parent !== window
const origins = window.location.origin === page ? [page, other] : [window.location.origin]
const shown = exchanges.filter(({ origin }) => origin !== undefined && origins.includes(origin))
/** What a page sees of a response that it cannot read. */
const BLOCKED = 'blocked'
/** @type {Map<number, HTMLTableRowElement>} */
const rows = new Map()
/** @type {boolean[]} */
const verdicts = []

if (!isFramed) {
  showTables()
  window.addEventListener('message', ({ origin, data }) => {
    if (origin === other) show(data.id, data.seen)
  })
  if (window.location.origin === page) addFrame()
}
for (const exchange of exchanges.filter(({ origin }) => origin === window.location.origin)) {
  const seen = await perform(exchange)
  if (isFramed) window.parent.postMessage({ id: exchange.id, seen }, page)
  else show(exchange.id, seen)
}

/**
 * @param {Exchange} exchange
 * @returns {Promise<string>} what the page can read
 */
async function perform ({ method, path, headers, body, credentials, response: expected }) {
  /** @type {RequestInit} */
  const init = { method, headers, credentials }
  if (body !== undefined) init.body = JSON.stringify(body)
  try {
    const response = await fetch(api + path, init)
    const text = await response.text()
    return readable(response.status, text.includes(expected?.body ?? '') ? expected?.body : 'another body')
  } catch {
    return BLOCKED
  }
}

/** @param {Exchange} exchange */
function expectation (exchange) {
  return exchange.page === 'readable' && exchange.response !== undefined
    ? readable(exchange.response.status, exchange.response.body)
    : BLOCKED
}

/**
 * @param {number} status
 * @param {string | undefined} body
 */
function readable (status, body) {
  return `readable, ${status}${body === undefined ? '' : ` with ${body}`}`
}

function showTables () {
  const intro = document.querySelector('#intro')
  intro?.append('This page is ', code(window.location.origin), ', the API is ', code(api), '. Every row is a request ' +
    'that this page has sent. “Blocked” means that the browser does not let the page read the response; its console says why. ')
  if (window.location.origin === page) {
    intro?.append('The requests of the last table are of a frame from ', link(other), ', which the policy does not list.')
  } else {
    intro?.append('The policy does not list this page. It lists ', link(page), '.')
  }
  for (const origin of origins) document.querySelector('#tables')?.append(table(origin))
}

/** @param {string} origin */
function table (origin) {
  const element = document.createElement('table')
  element.createCaption()
    .append('From ', code(origin), `, which the policy ${origin === page ? 'lists' : 'does not list'}`)
  const head = element.createTHead().insertRow()
  for (const title of ['Exchange', 'The policy says', 'This page can read', 'Verdict']) {
    const cell = document.createElement('th')
    cell.scope = 'col'
    cell.append(title)
    head.append(cell)
  }
  const body = element.createTBody()
  for (const exchange of shown.filter((one) => one.origin === origin)) {
    const line = body.insertRow()
    const cell = document.createElement('th')
    cell.scope = 'row'
    const cookies = exchange.credentials === 'include' ? ', with credentials' : ''
    cell.append(exchange.says, code(`${exchange.method} ${exchange.path}${cookies}`))
    line.append(cell)
    addCell(line, expectation(exchange), 'The policy says:')
    addCell(line, '…', 'This page can read:')
    addCell(line, '')
    rows.set(exchange.id, line)
  }
  nameRoles(element)
  return element
}

/**
 * In a narrow window the table is laid out as blocks, and some screen readers then need its roles.
 * @param {HTMLTableElement} element
 */
function nameRoles (element) {
  element.setAttribute('role', 'table')
  for (const group of element.querySelectorAll('thead, tbody')) group.setAttribute('role', 'rowgroup')
  for (const line of element.rows) {
    line.setAttribute('role', 'row')
    for (const cell of line.cells) {
      cell.setAttribute('role', cell.tagName === 'TD' ? 'cell' : cell.scope === 'col' ? 'columnheader' : 'rowheader')
    }
  }
}

/**
 * @param {HTMLTableRowElement} line
 * @param {string} text
 * @param {string} [label]  shown before the text where the head of the table has no room
 */
function addCell (line, text, label) {
  const cell = line.insertCell()
  cell.append(text)
  if (label !== undefined) cell.dataset['label'] = label
}

/**
 * @param {number} id
 * @param {string} seen
 */
function show (id, seen) {
  const line = rows.get(id)
  const [, expected, saw, verdict] = line?.cells ?? []
  if (line === undefined || expected === undefined || saw === undefined || verdict === undefined) return
  const isSame = expected.textContent === seen
  saw.textContent = seen
  verdict.textContent = line.dataset['verdict'] = isSame ? 'ok' : 'differs'
  verdicts.push(isSame)
  showProgress()
}

function showProgress () {
  const progress = /** @type {HTMLElement} */ (document.querySelector('#progress'))
  const differing = verdicts.filter((isSame) => !isSame).length
  if (verdicts.length < shown.length) {
    progress.textContent = `${verdicts.length} of ${shown.length} exchanges done…`
  } else {
    progress.dataset['verdict'] = differing === 0 ? 'ok' : 'differs'
    progress.textContent = differing === 0
      ? `${shown.length} exchanges, all as the policy says.`
      : `${differing} of ${shown.length} exchanges differ from what the policy says.`
  }
}

function addFrame () {
  const frame = document.createElement('iframe')
  frame.title = 'The same script on the other origin'
  frame.src = other
  document.body.append(frame)
}

/** @param {string} text */
function code (text) {
  const element = document.createElement('code')
  element.append(text)
  return element
}

/** @param {string} href */
function link (href) {
  const element = document.createElement('a')
  element.href = href
  element.append(href)
  return element
}
