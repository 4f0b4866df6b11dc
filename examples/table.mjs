/** The terminal's table: what the policy says, and under it side by side what was asked and what was answered. */
import { styleText } from 'node:util'
import { corsFields } from './wire.mjs'

/** @typedef {import('./wire.mjs').Outcome} Outcome */

const INDENT = ' '.repeat(8)

/** Without a terminal there is no width to keep to, but a file is read in one. */
const width = Math.min(Math.max(process.stdout.columns ?? 100, 80), 120)
const askedWidth = Math.floor((width - INDENT.length - 2) * 0.46)
const answeredWidth = width - INDENT.length - 2 - askedWidth

/** Only a terminal has the method, and it knows of NO_COLOR; some versions of styleText look at neither. */
const isColoured = process.stdout.hasColors?.() ?? false
/** @type {typeof styleText} */
const style = (format, text) => isColoured ? styleText(format, text) : text

export function heading () {
  return [
    'Each row: what the policy says; below, what was asked, what was answered, and what a browser makes of it.',
    'Header names are shown without their "Access-Control-".',
    ''
  ].flatMap((line) => wrap(line, width)).join('\n')
}

/** @param {Outcome} outcome */
export function row ({ exchange, requests, browser, ok }) {
  const verdict = ok ? style('green', 'ok     ') : style(['red', 'bold'], 'differs')
  const [first = '', ...more] = wrap(exchange.says, width - 'differs 19 '.length)
  const lines = [`${verdict} ${String(exchange.id).padStart(2)} ${style('bold', first)}`]
  lines.push(...more.map((line) => INDENT + style('bold', line)))
  for (const { asked, answered, expected, differences } of requests) {
    const left = [`${asked.method} ${asked.path}`, ...Object.entries(asked.headers).map(field)]
    const right = [String(answered.status), ...corsFields(answered.headers).map(field)]
    const { body } = expected
    if (body !== undefined && answered.body.includes(body)) right.push(`Body: … ${body} …`)
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
    ? `${outcomes.length} exchanges, all of them as the policy says.`
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
  const lefts = left.flatMap((line) => wrap(line, askedWidth))
  const rights = right.flatMap((line) => wrap(line, answeredWidth))
  return Array.from({ length: Math.max(lefts.length, rights.length) }, (_, index) =>
    `${INDENT}${(lefts[index] ?? '').padEnd(askedWidth)}  ${rights[index] ?? ''}`.trimEnd())
}

/**
 * Breaks a line at spaces, and inside a word that is longer than a line; what follows a break is set in.
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
