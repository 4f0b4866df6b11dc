/** Observes what a function compares its argument with, so that origins can be derived from lists that its text does not show. */

/** Texts and expressions that a function has compared with. */
export interface Observed {
  readonly texts: Set<string>
  readonly expressions: Map<string, RegExp>
  /** Texts that were searched anywhere in another one. */
  readonly parts: Set<string>
  /** Whether a set or a map was searched, whose content can change. */
  hasLookups: boolean
}

/** The maximum number of entries that are taken from one list. */
const MAX_ENTRIES = 500

type Method = (this: unknown, ...args: unknown[]) => unknown

/**
 * Calls a function. While it runs, and only until its first `await`, the methods of texts, lists and sets record what they compare.
 *
 * @param observed  gets what is recorded
 * @param argument  the argument, which is not recorded
 */
export function observing<T> (observed: Observed, argument: string, run: () => T): T {
  const addTexts = (values: Iterable<unknown>): void => {
    let left = MAX_ENTRIES
    for (const value of values) {
      if (left-- === 0) return
      if (typeof value === 'string') {
        if (value !== argument) observed.texts.add(value)
      } else if (value instanceof RegExp) observed.expressions.set(String(value), value)
    }
  }
  const ofText = (_self: unknown, [text]: readonly unknown[]): void => addTexts([text])
  const ofList = (self: unknown): void => addTexts(self as Iterable<unknown>)
  const ofLookup = (values: Iterable<unknown>, [text]: readonly unknown[]): void => {
    // Other code that runs meanwhile, such as that of timers, looks up other values.
    if (typeof text !== 'string') return
    observed.hasLookups = true
    addTexts(values)
  }
  const restore = [
    ...['startsWith', 'endsWith'].map(name => wrapped(String.prototype, name, ofText)),
    ...['includes', 'indexOf'].map(name => wrapped(String.prototype, name, (self, args) => {
      ofText(self, args)
      if (typeof args[0] === 'string') observed.parts.add(args[0])
    })),
    ...['includes', 'indexOf', 'some', 'every', 'find', 'findIndex', 'filter'].map(name => wrapped(Array.prototype, name, ofList)),
    wrapped(Set.prototype, 'has', (self, args) => ofLookup(self as Set<unknown>, args)),
    ...['has', 'get'].map(name => wrapped(Map.prototype, name, (self, args) => ofLookup((self as Map<unknown, unknown>).keys(), args))),
    ...['test', 'exec'].map(name => wrapped(RegExp.prototype, name, self => addTexts([self])))
  ]
  try {
    return run()
  } finally {
    for (const undo of restore) undo()
  }
}

/** Replaces a method by one that records first. Returns a function that undoes it. */
function wrapped (prototype: object, name: string, record: (self: unknown, args: readonly unknown[]) => void): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!
  const original = descriptor.value as Method
  let isRecording = false
  const value: Method = function (...args) {
    if (!isRecording) {
      isRecording = true
      try {
        record(this, args)
      } finally {
        isRecording = false
      }
    }
    return Reflect.apply(original, this, args)
  }
  Object.defineProperty(prototype, name, { ...descriptor, value })
  return () => { Object.defineProperty(prototype, name, descriptor) }
}
