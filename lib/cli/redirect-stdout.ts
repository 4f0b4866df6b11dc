/** Redirects stdout while other code may write to it. */

/** The parts of a stream that writers use. */
interface Stream {
  readonly fd: number
  write (...args: never[]): unknown
}

/**
 * Redirects writes from one stream to another, including writes of loggers that read its file descriptor from now on.
 *
 * @returns  a function that undoes the redirection
 */
export function redirectStdout (from: Stream, to: Stream): () => void {
  const before = (['fd', 'write'] as const).map(name => [name, Object.getOwnPropertyDescriptor(from, name)] as const)
  for (const [name, value] of [['fd', to.fd], ['write', to.write.bind(to)]] as const) {
    Object.defineProperty(from, name, { value, configurable: true, writable: true, enumerable: true })
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(from, name)
      else Object.defineProperty(from, name, descriptor)
    }
  }
}
