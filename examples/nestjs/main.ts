/** NestJS: `PORT=3000 npx tsx --tsconfig examples/nestjs/tsconfig.json examples/nestjs/main.ts`. */
import 'reflect-metadata'
import { Body, Controller, Delete, Module, Param, Put, UnauthorizedException } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify'
import corsPlugin from 'fastify-cors-policy'

@Controller('orders')
class OrdersController {
  @Put(':id')
  change (@Param('id') id: string, @Body() order: object) {
    return { id, ...order }
  }

  /** Only pages of the office can use this route. */
  @Delete(':id')
  @RouteConfig({ cors: 'office' })
  remove () {
    throw new UnauthorizedException('Pages can read this error too.')
  }
}

@Module({ controllers: [OrdersController] })
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter({ forceCloseConnections: true }), { logger: false })
await app.register(corsPlugin, {
  origins: ['https://app.example.com'],
  allowedHeaders: ['Content-Type'],
  policies: {
    office: { origins: ['https://office.example.com'], allowedHeaders: ['Content-Type'] }
  }
})
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
console.log(`listening on ${await app.getUrl()}`)
