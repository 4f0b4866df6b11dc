/**
 * What tap needs of the package `async-hook-domain`: an uncaught error is one of the running test. The package follows every
 * promise and every timer to the test that has made it, which costs an eighth of the CPU time. In a lane, one test runs at a time.
 */
// tap imports this file, and has been loaded when an error is thrown.
import t from 'tap'

/** The innermost test that runs. */
function running () {
  /** @type {import('tap').Base} */
  let test = t
  for (;;) {
    const inner = [.../** @type {{ activeSubtests?: Set<import('tap').Base> }} */(test).activeSubtests ?? []].at(-1)
    if (inner === undefined) return test
    test = inner
  }
}

/** Listeners of tests come first, as with the package. @type {(error: any, name: string) => boolean} */
function isCaught (error, name) {
  if (process.hasUncaughtExceptionCaptureCallback() || process.listenerCount('uncaughtException') > 0) return false
  const caught = typeof error === 'object' && error !== null ? error : { error }
  caught.tapCaught = name
  running().threw(caught)
  return true
}

let isListening = false

function listen () {
  process.on('uncaughtExceptionMonitor', (error, name) => {
    if (isCaught(error, name)) process.setUncaughtExceptionCaptureCallback(() => { process.setUncaughtExceptionCaptureCallback(null) })
  })
  const emit = /** @type {(...args: any[]) => boolean} */(process.emit)
  /** @type {any} A listener would count as one of the tests. */
  const emitUncaught = (/** @type {any} */ name, /** @type {any[]} */ ...args) => {
    if (name === 'unhandledRejection' && process.listenerCount(name) === 0 && isCaught(args[0], name)) return true
    return emit.call(process, name, ...args)
  }
  process.emit = emitUncaught
}

/** tap makes one for each test. */
export class Domain {
  constructor () {
    if (!isListening) listen()
    isListening = true
  }

  destroy () {}
}
