/** NestJS 12, and NestJS 11 with a Fastify of its own. Both have the same types here. */
import 'reflect-metadata'
import * as common12 from '@nestjs/common'
import * as core12 from '@nestjs/core'
import * as fastify12 from '@nestjs/platform-fastify'
import { createRequire } from 'node:module'
import { isLong } from '../../../unit/properties/seed.ts'

export interface Nest {
  readonly version: string
  readonly common: typeof common12
  readonly core: typeof core12
  readonly platform: typeof fastify12
}

const require = createRequire(import.meta.url)

const nest12: Nest = { version: require('@nestjs/core/package.json').version, common: common12, core: core12, platform: fastify12 }

function nest11 (): Nest {
  const requireOf11 = createRequire(require.resolve('nestjs-11/package.json'))
  return {
    version: requireOf11('@nestjs/core/package.json').version,
    common: requireOf11('@nestjs/common'),
    core: requireOf11('@nestjs/core'),
    platform: requireOf11('@nestjs/platform-fastify')
  }
}

/** NestJS 11 in the long run only. */
export const VERSIONS: readonly Nest[] = isLong ? [nest11(), nest12] : [nest12]
