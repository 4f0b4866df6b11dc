/** The clients of Redis that are supported, with their own options. */
import { Redis as Ioredis5, type RedisOptions as Ioredis5Options } from 'ioredis-5'
import { Redis as Ioredis6, type RedisOptions as Ioredis6Options } from 'ioredis'
import { Redis as Iovalkey, type RedisOptions as IovalkeyOptions } from 'iovalkey'
import { createClient as createRedis5 } from 'redis-5'
import { createClient as createRedis6 } from 'redis'
import type { CorsRedisClient } from '../../../lib/sources.ts'
import { named } from '../../unit/properties/seed.ts'

/** A user of the server. */
export interface User {
  readonly username: string
  readonly password: string
}

export interface RedisLibrary {
  readonly name: string
  readonly isIoredis: boolean
  /** Creates a client as users do, with the defaults of the library or with more options. */
  create (port: number, user?: User, options?: object): CorsRedisClient
}

const host = '127.0.0.1'

/** `createClient` makes a class with hundreds of commands for each client, which takes longer than most tests. Those without options of their own share one. */
const redis5 = createRedis5()
const redis6 = createRedis6()

export const LIBRARIES: readonly RedisLibrary[] = [
  { name: 'ioredis 6', isIoredis: true, create: (port, user, options) => new Ioredis6({ host, port, ...user, ...options } satisfies Ioredis6Options) },
  { name: 'ioredis 5', isIoredis: true, create: (port, user, options) => new Ioredis5({ host, port, ...user, ...options } satisfies Ioredis5Options) },
  { name: 'iovalkey', isIoredis: true, create: (port, user, options) => new Iovalkey({ host, port, ...user, ...options } satisfies IovalkeyOptions) },
  {
    name: 'redis 6',
    isIoredis: false,
    create: (port, user, options) => options === undefined ? redis6.duplicate({ socket: { host, port }, ...user }) : createRedis6({ socket: { host, port }, ...user, ...options })
  },
  {
    name: 'redis 5',
    isIoredis: false,
    create: (port, user, options) => options === undefined ? redis5.duplicate({ socket: { host, port }, ...user }) : createRedis5({ socket: { host, port }, ...user, ...options })
  }
]

/** Those of these names; all in the long run. Each test file that does not need all names one of ioredis and one of redis. */
export function librariesNamed (...names: readonly string[]): readonly RedisLibrary[] {
  return named(LIBRARIES, names, ({ name }) => name)
}
