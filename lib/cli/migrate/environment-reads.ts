/** Which variables of the environment the code of an application reads. Reads by packages do not count. */

/**
 * Replaces `process.env` by an object that behaves the same, and records.
 *
 * @param names      gets the names
 * @param variables  replace those of the environment
 * @returns          a function that undoes it
 */
export function recordEnvironment (names: Set<string>, variables: Readonly<Record<string, string | undefined>>): () => void {
  const { env } = process
  const before = Object.keys(variables).map(name => [name, env[name]] as const)
  Object.assign(env, variables)
  process.env = new Proxy(env, {
    get (target, name) {
      if (typeof name === 'string' && isReadByApplication()) names.add(name)
      return Reflect.get(target, name) as unknown
    },
    // Without this, an application that sets a variable would define a property of the proxy, which Node rejects.
    set: (target, name, value) => Reflect.set(target, name, value)
  })
  return () => {
    process.env = env
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(env, name)
      else env[name] = value
    }
  }
}

/** Whether the code that reads is in no package and not in Node. The first lines are those of this file. */
function isReadByApplication (): boolean {
  const [, , , caller = ''] = new Error('read').stack!.split('\n')
  return caller !== '' && !/[\\/]node_modules[\\/]|node:|fastify-cors-policy[\\/]dist[\\/]/.test(caller)
}
