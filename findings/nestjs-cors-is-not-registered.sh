#!/usr/bin/env bash
# NestJS 12 on Fastify: `app.enableCors()` runs @fastify/cors, and Fastify's `hasPlugin('@fastify/cors')` stays false.
#
# The adapter calls the function of @fastify/cors on a proxy of the instance in place of registering it, so that Fastify never
# learns the plugin's name: `hasPlugin`, `dependencies` of other plugins and `printPlugins` do not know of it. The request
# decorator that @fastify/cors adds is the only trace.
#
# Expected: a plugin that is in force is known by its name.
# Seen: "hasPlugin false, request decorator true", with the CORS headers of @fastify/cors on the response.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact @nestjs/common@12.5.1 @nestjs/core@12.5.1 @nestjs/platform-fastify@12.5.0 reflect-metadata rxjs
cat > main.cjs <<'JS'
require('reflect-metadata')
const { Module } = require('@nestjs/common')
const { NestFactory } = require('@nestjs/core')
const { FastifyAdapter } = require('@nestjs/platform-fastify')
class AppModule {}
Module({})(AppModule)
NestFactory.create(AppModule, new FastifyAdapter(), { logger: false }).then(async app => {
  app.enableCors({ origin: 'https://app.example.com' })
  await app.init()
  const fastify = app.getHttpAdapter().getInstance()
  await fastify.ready()
  const { headers } = await fastify.inject({ url: '/', headers: { origin: 'https://app.example.com' } })
  console.log(`hasPlugin ${fastify.hasPlugin('@fastify/cors')}, request decorator ${fastify.hasRequestDecorator('corsPreflightEnabled')}, ` +
    `header ${headers['access-control-allow-origin']}`)
  await app.close()
})
JS
seen=$(node main.cjs)
echo "$seen"
[ "$seen" = 'hasPlugin false, request decorator true, header https://app.example.com' ] || { echo 'The behavior has changed.'; exit 1; }
