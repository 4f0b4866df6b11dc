import application from 'application'
import fastify, { type FastifyInstance } from 'fastify'
import corsPlugin, { CorsPolicyError, validatePolicy } from 'fastify-cors-policy'
import * as tools from 'fastify-cors-policy/tools'

// What is no JavaScript, so that it takes a loader.
const again = (): Promise<unknown> => import('fastify-cors-policy')
const create = (): FastifyInstance => fastify()

export default application({ fastify: create, corsPlugin, CorsPolicyError, validatePolicy, tools, again })
