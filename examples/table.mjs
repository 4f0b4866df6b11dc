/** The table in the terminal: what the policy says, and under it each request beside its response. */
import { styleText } from 'node:util'
import { corsFields } from './wire.mjs'

/** @typedef {import('./wire.mjs').Outcome} Outcome */

const INDENT = ' '.repeat(8)

/** A file has no width, but people read it in a terminal. */
const width = Math.min(Math.max(process.stdout.columns ?? 100, 80), 120)
const requestWidth = Math.floor((width - INDENT.length - 2) * 0.46)
const responseWidth = width - INDENT.length - 2 - requestWidth

/** Only a terminal has the method, which respects NO_COLOR. Some versions of styleText look at neither. */
const isColored = process.stdout.hasColors?.() ?? false
/** @type {typeof styleText} */
const style = (format, text) => isColored ? styleText(format, text) : text

export function heading () {
  return [
    'Each row has what the policy says, and below it the request, the response, and what a browser does.',
    'Header names are shown without their "Access-Control-".',
    ''
  ].flatMap((line) => wrap(line, width)).join('\n')
}

/** @param {Outcome} outcome */
export function row ({ exchange, pairs, browser, ok }) {
  const verdict = ok ? style('green', 'ok     ') : style(['red', 'bold'], 'differs')
  const [first = '', ...more] = wrap(exchange.says, width - 'differs 19 '.length)
  const lines = [`${verdict} ${String(exchange.id).padStart(2)} ${style('bold', first)}`]
  lines.push(...more.map((line) => INDENT + style('bold', line)))
  for (const { request, response, expected, differences } of pairs) {
    const left = [`${request.method} ${request.path}`, ...Object.entries(request.headers).map(field)]
    const right = [String(response.status), ...corsFields(response.headers).map(field)]
    const { body } = expected
    if (body !== undefined && response.body.includes(body)) right.push(`Body: … ${body} …`)
    lines.push(...besideEachOther(left, right))
    for (const difference of differences) {
      lines.push(...wrap(`the policy says ${difference}`, width - INDENT.length)
        .map((line) => INDENT + style('red', line)))
    }
  }
  if (exchange.origin !== undefined) {
    lines.push(...wrap(`A browser: ${browser}`, width - INDENT.length).map((line) => INDENT + line))
  }
  return lines.join('\n') + '\n'
}

/** @param {Outcome[]} outcomes */
export function summary (outcomes) {
  const differing = outcomes.filter(({ ok }) => !ok).length
  return differing === 0
    ? `${outcomes.length} exchanges, all as the policy says.`
    : `${differing} of ${outcomes.length} exchanges differ from what the policy says.`
}

/** @param {[string, string]} field */
function field ([name, value]) {
  const short = name.toLowerCase().replace('access-control-', '').replace(/\b[a-z]/g, (letter) => letter.toUpperCase())
  return `${short}: ${value}`
}

/**
 * @param {string[]} left
 * @param {string[]} right
 */
function besideEachOther (left, right) {
  const lefts = left.flatMap((line) => wrap(line, requestWidth))
  const rights = right.flatMap((line) => wrap(line, responseWidth))
  return Array.from({ length: Math.max(lefts.length, rights.length) }, (_, index) =>
    `${INDENT}${(lefts[index] ?? '').padEnd(requestWidth)}  ${rights[index] ?? ''}`.trimEnd())
}

/**
 * Breaks a line at spaces, and inside a word that is longer than a line; lines after the first are indented.
 * @param {string} text
 * @param {number} limit
 */
function wrap (text, limit) {
  const lines = []
  let rest = text
  while (rest.length > limit) {
    const space = rest.lastIndexOf(' ', limit)
    const end = space > 2 ? space : limit
    lines.push(rest.slice(0, end))
    rest = '  ' + rest.slice(end).trimStart()
  }
  return [...lines, rest]
}
