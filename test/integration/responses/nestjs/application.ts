/** An application of NestJS with everything that responds. Decorators are called as functions, because Node does not run their syntax. */
import type { MiddlewareConsumer } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyReply } from 'fastify'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { from, throwError } from 'rxjs'
import type { Nest } from './versions.ts'

type ClassDecorators = readonly ClassDecorator[]
type MethodDecorators = readonly MethodDecorator[]

function decorate (target: new () => object, ofClass: ClassDecorators, ofMethods: Readonly<Record<string, MethodDecorators>> = {}): void {
  for (const decorator of ofClass) decorator(target)
  for (const [name, decorators] of Object.entries(ofMethods)) {
    for (const decorator of decorators) decorator(target.prototype, name, Object.getOwnPropertyDescriptor(target.prototype, name)!)
  }
}

const FOREIGN = { 'Access-Control-Allow-Origin': '*', Vary: 'Accept' }

export function moduleOf ({ common, platform }: Nest): new () => object {
  const {
    Catch, Controller, ForbiddenException, Get, GoneException, Header, Injectable, Module, Post, Put, Redirect, Res, Sse, StreamableFile,
    UnauthorizedException, UseFilters, UseGuards, Version
  } = common

  class Refusing { canActivate () { return false } }
  class Throwing { canActivate () { throw new UnauthorizedException() } }
  decorate(Refusing, [Injectable()])
  decorate(Throwing, [Injectable()])

  class ReplyFilter {
    catch (_error: unknown, host: { switchToHttp (): { getResponse<T> (): T } }) {
      host.switchToHttp().getResponse<FastifyReply>().code(418).send('filtered')
    }
  }
  class RawFilter {
    catch (_error: unknown, host: { switchToHttp (): { getResponse<T> (): T } }) {
      const { raw } = host.switchToHttp().getResponse<FastifyReply>()
      raw.writeHead(418, FOREIGN)
      raw.end('filtered')
    }
  }
  decorate(ReplyFilter, [Catch(GoneException)])
  decorate(RawFilter, [Catch(ForbiddenException)])

  class Items {
    list () { return ['item'] }
    add () { return 'added' }
    change () { return 'changed' }
    second () { return 'second' }
    header () { return 'header' }
    broken () { throw new Error('broken') }
    gone () { throw new GoneException() }
    forbidden () { throw new ForbiddenException() }
    refused () { return 'never' }
    unauthorized () { return 'never' }
    away () { return undefined }
    file () { return new StreamableFile(Readable.from([Buffer.from('file')])) }
    events () { return from([{ data: 'hello' }]) }
    failing () { return throwError(() => new UnauthorizedException()) }
    raw (reply: FastifyReply) {
      reply.raw.writeHead(200, FOREIGN)
      reply.raw.end('raw')
    }
  }
  Res()(Items.prototype, 'raw', 0)
  decorate(Items, [Controller({ path: 'items', version: '1' })], {
    list: [Get()],
    add: [Post()],
    change: [Put(':id')],
    second: [Get(), Version('2')],
    header: [Get('header'), Header('Access-Control-Allow-Origin', '*'), Header('Vary', 'Accept')],
    broken: [Get('broken')],
    gone: [Get('gone'), UseFilters(ReplyFilter)],
    forbidden: [Get('forbidden'), UseFilters(RawFilter)],
    refused: [Get('refused'), UseGuards(Refusing)],
    unauthorized: [Get('unauthorized'), UseGuards(Throwing)],
    away: [Get('away'), Redirect('https://other.test/', 302)],
    file: [Get('file')],
    events: [Sse('events')],
    failing: [Sse('failing')],
    raw: [Get('raw')]
  })

  class Routes {
    other () { return 'other' }
    off () { return 'off' }
    after () { return 'after' }
  }
  decorate(Routes, [Controller({ version: common.VERSION_NEUTRAL })], {
    other: [Get('other'), platform.RouteConfig({ cors: { origins: ['https://b.test'] } })],
    off: [Get('off'), platform.RouteConfig({ cors: false })],
    after: [Get('middleware/:name')]
  })

  type Next = (error?: unknown) => void
  class AppModule {
    configure (consumer: MiddlewareConsumer) {
      const use = (path: string, middleware: (request: object, response: ServerResponse, next: Next) => unknown) => {
        consumer.apply(middleware).forRoutes(`middleware/${path}`)
      }
      use('throws', () => { throw new UnauthorizedException() })
      use('rejects', async () => { throw new UnauthorizedException() })
      use('fails', (_request, _response, next) => { next(new UnauthorizedException()) })
      use('ends', (_request, response) => {
        response.statusCode = 403
        response.end('ended')
      })
      use('writes', (_request, response) => {
        response.writeHead(200, FOREIGN)
        response.end('written')
      })
      use('sets', (_request, response, next) => {
        for (const [name, value] of Object.entries(FOREIGN)) response.setHeader(name, value)
        next()
      })
    }
  }
  decorate(AppModule, [Module({ controllers: [Items, Routes] })])
  return AppModule
}

/** Creates an application, and runs the steps that a `main.ts` has before it listens. */
export async function createNest (
  nest: Nest, steps: ReadonlyArray<(app: NestFastifyApplication) => unknown>, fastifyOptions: object = {}, options: object = {}
): Promise<NestFastifyApplication> {
  const { core: { NestFactory }, platform: { FastifyAdapter }, common: { VersioningType } } = nest
  const adapter = new FastifyAdapter({ forceCloseConnections: true, ...fastifyOptions } as {})
  const app = await NestFactory.create<NestFastifyApplication>(moduleOf(nest), adapter, { logger: false, abortOnError: false, ...options })
  app.setGlobalPrefix('api')
  app.enableVersioning({ type: VersioningType.URI })
  for (const step of steps) await step(app)
  return app
}
