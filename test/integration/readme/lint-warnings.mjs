/** Loaded before an example: what lint warns of is printed as an error, because the log of most examples is off. */
import { createRequire } from 'node:module'

// The log of an application without the option `logger` inherits from this object.
const log = Object.getPrototypeOf(createRequire(createRequire(import.meta.url).resolve('fastify'))('abstract-logging'))

/** @type {(facts: { readonly rule?: string } | undefined, text: string) => void} */
function print (facts, text) {
  if (facts?.rule !== undefined) process.stderr.write(`lint warns: ${text}\n`)
}

log.warn = print
log.error = print
