/** The standard output of a process, while others may write to it too. */

/** The parts of a stream of the process that are looked at by those who write. */
interface Stream {
  readonly fd: number
  write (...args: never[]): unknown
}

/**
 * Has another stream take what a stream is given, and what is written to its file descriptor by those who ask for that from
 * now on, as loggers do.
 *
 * @returns  undoes it
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
